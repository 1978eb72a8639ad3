"""The embedded carrier: a Twilio on this machine, strict, over the real protocols."""
