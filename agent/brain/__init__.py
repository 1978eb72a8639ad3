"""The two brains: they sort the caller's words and put moves into words; code owns the facts."""
