"""Rehearsals: simulated callers phone the desk in real audio and the end state is graded."""
