"""Drafts, decision records, where they are kept, and how a record leaves as a page or a file."""
