"""The conversation: what the desk hears, decides and says during one call."""
