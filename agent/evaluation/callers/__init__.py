"""Seeded callers: who phones, what they know to be true, how they talk, and how they listen."""
