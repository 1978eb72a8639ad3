"""What the company keeps and refuses, and what one document does to others."""
