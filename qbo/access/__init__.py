"""Who may speak for which company: the owner's consent, and tokens that are always good."""
