"""Tests of the notebooks: they run, and what they print is compared."""
