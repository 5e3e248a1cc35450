"""Is the proof any good? Each mutant of the guidance must be caught: by a case that comes out differently, a defect, or a broken promise.

Cheapest first. A mutant is held against those cases whose decision it could touch; what they miss is held against the diagrams of every
nation and day (see `differ`). What changes no advice there, in no case at all, is harmless by proof and counted apart.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import PurePath

from .bench import Bench
from .differ import Differing, Verdict, hunt
from .document import Block
from .document import parse as parse_yaml
from .guidance import Guidance
from .load import build
from .mutants import Mutant, mutants

HARMLESS = "harmless.yaml"
ENOUGH = 0.95
"""The share of mutants that must be caught."""
PIECE = 400
"""So many mutants are held against the diagrams at a time: each time, every law is drawn."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Fate:
    """What became of one mutant.

    Attributes:
        caught: by what: load, case, lint, gap, clash, never-speaks or the invariant's id; empty when nothing noticed.
        equivalent: proved to change no advice, in any case, nation or day.
        harmless: why it is listed as harmless (`harmless.yaml`), if it is.
        differs: for one that nothing noticed, a small case in which the advice differs.
    """

    mutant: Mutant
    caught: str = ""
    equivalent: str = ""
    harmless: str = ""
    differs: Differing | None = None


@dataclass(frozen=True)
class MutationResult:
    """The fates of all mutants that were tried, out of ``made``. ``idle``: what is listed as harmless and is no survivor."""

    fates: tuple[Fate, ...]
    made: int
    idle: tuple[str, ...] = ()

    @property
    def caught(self) -> tuple[Fate, ...]:
        """Those that something noticed."""
        return tuple(f for f in self.fates if f.caught)

    @property
    def equivalent(self) -> tuple[Fate, ...]:
        """Those that are no mutants: proved to change nothing."""
        return tuple(f for f in self.fates if f.equivalent)

    @property
    def survivors(self) -> tuple[Fate, ...]:
        """Those that change some advice, unnoticed."""
        return tuple(f for f in self.fates if not f.caught and not f.equivalent)

    @property
    def score(self) -> float:
        """The share that is caught, of all that change something (1.0 is all)."""
        return len(self.caught) / max(1, len(self.fates) - len(self.equivalent))


def mutation_score(
    guidance: Guidance,
    *,
    sample: int | None = None,
    seed: int = 0,
    of: str | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> MutationResult:
    """Try mutants of the guidance and say what became of each.

    Args:
        guidance: loaded guidance. What is wrong with it already does not count as noticing a mutant.
        sample: how many to try; all when left out.
        seed: which sample; the same seed takes the same mutants.
        of: only those of one decision (by its file's name), rule or term.
        progress: told how many are done, and of how many.
        workers: processes to use; as many as there are processors when left out.
    """
    every = mutants(guidance)
    chosen = [n for n, m in enumerate(every) if of in (None, m.name, m.file, PurePath(m.file).stem)]
    if not chosen:
        return MutationResult((), len(every))
    if sample is not None and sample < len(every):
        chosen = sorted(random.Random(seed).sample(chosen, sample))  # noqa: S311 - a fixed sample, nothing secret
    texts = dict(guidance.origin)
    count = workers or os.cpu_count() or 1
    found: dict[int, Verdict] = {}
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_start, initargs=(texts,)) as pool:
        size = max(10, len(chosen) // (count * 12))
        for verdicts in pool.map(_try_cases, _pieces(chosen, size)):
            found.update(verdicts)
            _tell(progress, sum(1 for v in found.values() if v.caught), len(chosen))
        left = [n for n in chosen if not found[n].caught]
        done = len(chosen) - len(left)
        size = min(PIECE, -(-len(left) // count) or 1)
        for verdicts in pool.map(_try_diagrams, _pieces(left, size)):
            found.update(verdicts)
            done += len(verdicts)
            _tell(progress, done, len(chosen))
    held = harmless(guidance)
    fates = tuple(_fate(every[n], found[n], held) for n in chosen)
    alive = {f.mutant.id for f in fates if not f.caught and not f.equivalent}
    tried = {every[n].id for n in chosen}
    known = {m.id for m in every}
    return MutationResult(fates, len(every), tuple(n for n in held if n not in known or (n in tried and n not in alive)))


def _pieces(numbers: list[int], size: int) -> list[list[int]]:
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]


def _tell(progress: Progress | None, done: int, of: int) -> None:
    if progress is not None:
        progress(done, of)


def _fate(mutant: Mutant, verdict: Verdict, held: Mapping[str, str]) -> Fate:
    return Fate(mutant, verdict.caught, verdict.equivalent, held.get(mutant.id, ""), verdict.differs)


def harmless(guidance: Guidance) -> dict[str, str]:
    """The mutants that are listed as harmless, by id, with the reason (``harmless.yaml``)."""
    text = guidance.origin.get(HARMLESS)
    document = parse_yaml(text, HARMLESS) if text else None
    entries = document.get("harmless") if isinstance(document, Block) else None
    return {name: str(why) for name, why in entries.items()} if isinstance(entries, Block) else {}


_bench: Bench


def _start(texts: Mapping[str, str]) -> None:
    global _bench
    _bench = Bench(build(texts))


def _try_cases(numbers: list[int]) -> dict[int, Verdict]:
    return {n: Verdict(caught=_bench.by_cases(_bench.mutants[n])) for n in numbers}


def _try_diagrams(numbers: list[int]) -> dict[int, Verdict]:
    return dict(zip(numbers, hunt(_bench.guidance, [_bench.mutants[n] for n in numbers]), strict=True))


__all__ = ["Fate", "MutationResult", "mutation_score"]
