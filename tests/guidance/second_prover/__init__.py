"""A second prover of the promises, which shares no code with the first: its own reading of the files, its own logic, and another engine (z3).

Nothing here may import `infoshare`; a test holds it to that.
"""
