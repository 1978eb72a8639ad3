"""The company's pages: consent to an application, and the books as their owner sees them."""
