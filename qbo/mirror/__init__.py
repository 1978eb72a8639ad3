"""QuickBooks' customers and items in memory, and how they stay true."""
