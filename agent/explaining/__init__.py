"""`frontdesk explain`: what the rules make of a sentence, and the owner's own tables of checks."""
