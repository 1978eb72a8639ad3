"""The entities of a company, declared one by one, in a module for each family."""
