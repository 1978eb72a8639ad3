"""What the company tells of its changes, signed and tried again."""
