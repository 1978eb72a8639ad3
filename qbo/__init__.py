"""QuickBooks Online: connection, mirror, and the one path on which anything is written."""
