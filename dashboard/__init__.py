"""The owner's window: the page of calls, one call live, the API and the health of the desk."""
