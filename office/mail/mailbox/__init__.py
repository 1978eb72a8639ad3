"""The embedded mailbox: a mail server on this machine, strict, over the real protocol."""
