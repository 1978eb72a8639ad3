"""The embedded QuickBooks company: the v3 REST dialect on this machine, strict as the real one."""
