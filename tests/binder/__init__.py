"""Tests of the Binder."""
