"""infoshare."""
