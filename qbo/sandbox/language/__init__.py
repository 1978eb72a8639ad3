"""Intuit's query language: read, and answered from the ledger."""
