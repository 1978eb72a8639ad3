"""What the desk remembers and runs on: settings, values, call sheet, store, journal, events."""
