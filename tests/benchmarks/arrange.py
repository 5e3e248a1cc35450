"""Look for an order of names that keeps the diagrams small, and keep it in the guidance: ``python -m tests.benchmarks.arrange 300``.

It starts from the order there is and moves one name after the other to where all diagrams of a law together are smallest (sifting, Rudell
1993); the diagrams are rearranged in place, which takes about a millisecond a move. The order changes nothing but speed: a few minutes
here spare every run a factor of ten. Run it again when many rules or facts were added.
"""

from __future__ import annotations

import random
import sys
import time

from infoshare.logic.diagram import Space
from infoshare.reasoning.edition import Edition, days_of_change
from infoshare.reasoning.exact import Exact, variables_of
from infoshare.reasoning.load import guidance_folder, standard

HEAD = """# The order in which the diagrams read names, found by a search (tests/benchmarks/arrange.py). It changes nothing but speed.
order:
"""
GROWTH = 1.4
"""A name is moved no further in a direction in which the diagrams have grown by this."""


def search(seconds: float) -> None:
    """Improve the order for some seconds, or until nothing more is to be gained, and write it down after each turn."""
    guidance = standard()
    law = Exact(Edition(guidance, next(iter(guidance.nations)), days_of_change(guidance)[-1]))
    law.holds.clear()  # only what is asked of half-known cases counts
    space = law.space
    space.forget()
    facts = {v for fact in guidance.facts for v in variables_of(guidance, fact)}
    names = [n for n in space.values if n in facts]
    last = [n for n in space.values if n not in facts]
    best = space.reorder([*names, *last])
    print(f"{best} nodes to start with")
    end = time.monotonic() + seconds
    for turn in range(30):
        before = best
        each = list(names)
        random.Random(turn).shuffle(each)
        for name in each:
            names, best = moved(space, names, last, name, best)
            if time.monotonic() > end:
                break
        print(f"{best} nodes", flush=True)
        text = HEAD + "".join(f'  - "{n}"\n' for n in names)
        (guidance_folder() / "order.yaml").write_text(text, encoding="utf-8")
        if best > 0.995 * before or time.monotonic() > end:
            break


def moved(space: Space, names: list[str], last: list[str], name: str, size: int) -> tuple[list[str], int]:
    """One name where the diagrams are smallest: tried towards both ends, as long as they do not grow too much."""
    order, place, best = list(names), names.index(name), size
    for step, end in ((1, len(order) - 1), (-1, 0)):
        at = order.index(name)
        while at != end:
            order[at], order[at + step] = order[at + step], order[at]
            at += step
            nodes = space.reorder([*order, *last])
            if nodes < best:
                best, place = nodes, at
            if nodes > GROWTH * best:
                break
    order.remove(name)
    order.insert(place, name)
    return order, space.reorder([*order, *last])


if __name__ == "__main__":
    search(float(sys.argv[1]) if len(sys.argv) > 1 else 300)
