"""`frontdesk streets`: open data become the owner's index of streets."""
