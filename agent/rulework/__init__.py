"""The owner's rules at work: edits tried on past calls, and requests that no rule fits."""
