"""The doors of the v3 API: one kind of address each."""
