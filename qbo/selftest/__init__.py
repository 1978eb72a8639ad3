"""The live check list: what only a real company can tell, beside what the embedded one says."""
