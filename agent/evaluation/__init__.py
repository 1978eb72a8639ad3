"""How well the desk captures what callers say, measured: `frontdesk evaluate`."""
