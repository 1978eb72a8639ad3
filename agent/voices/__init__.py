"""Ears and voices: the embedded ones in a process of their own, and Deepgram."""
