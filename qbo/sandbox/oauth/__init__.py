"""The company's OAuth: consent, tokens, and who an application is."""
