"""The speech worker: a program of its own, started as `python -m agent.voices.worker`.

The engines live here and nowhere else: one of them is GPL, and their work must not stall the
desk's event loop. Nothing imports this package; it is spoken to over pipes.
"""
