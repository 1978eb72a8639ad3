"""What is entered in QuickBooks: each once, by the ledger."""
