"""Learning with invented cases: facts come out one by one, the advice follows, and one fact can be changed to see why."""

from .difference import Change, compare
from .scenario import Changed, Scenario, Stage, change, library

__all__ = ["Change", "Changed", "Scenario", "Stage", "change", "compare", "library"]
