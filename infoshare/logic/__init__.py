"""The small rule language: one parsed expression, read point by point or as a decision diagram. Knows nothing of the domain."""
