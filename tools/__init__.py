"""What the desk can do: typed arguments and results, the same for voice, page and job."""
