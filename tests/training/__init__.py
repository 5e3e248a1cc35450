"""Tests of learning with practice cases."""
