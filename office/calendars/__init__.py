"""Calendars: invitations, a private feed, and the owner's own calendar, both ways."""
