"""What happens by itself: one file per business event, run to its end by the runner."""
