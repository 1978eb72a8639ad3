"""`frontdesk bench`: how fast the desk is, as ratios against a floor measured in the same run."""
