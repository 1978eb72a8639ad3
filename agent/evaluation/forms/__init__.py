"""How people say a value, field by field: `some(dice)` gives a true one, `say(value, dice)` a way.

Written from how people talk, not from what the parsers can do; a form is clear to a careful human
listener, and anything that is may be in it.
"""
