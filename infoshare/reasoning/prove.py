"""Proving guidance: every promise, for every nation and every day on which the law changes; and everything else that must be sound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context

from .already import Already, keys
from .check import Found, cases_that_differ, found_in, lints, merged
from .counter_case import CounterCase, counter_case, decisions_read
from .document import Problem
from .edition import edition
from .exact import Exact
from .guidance import Guidance
from .invariants import Invariant, Proves
from .load import GuidanceError, build
from .proof import Held, Law, LawProof, Proof
from .prove_hazards import hazard_problems, state_of
from .prove_interview import interview_defects, reachable, unreached
from .prove_law import Ground, broken_in
from .prove_text import broken_text, laws, looked_at
from .stress import stressed


@dataclass(frozen=True)
class Done:
    """One law proved: how far it is, and how many promises it breaks. ``same_as`` names the law that has the same rules."""

    law: Law
    at: int
    of: int
    seconds: float
    broken: int
    same_as: Law | None = None


LIBRARY_WEIGHT = 9
"""To run the library cases takes about as long as this many laws."""
Progress = Callable[[Done], None]


class NothingToProve(Exception):
    """The guidance makes no promise, so there is nothing to prove."""

    code = "nothing-to-prove"


def prove(guidance: Guidance, *, progress: Progress | None = None, processes: int = 2) -> Proof:
    """Prove all that guidance promises, and look for defects.

    Args:
        guidance: loaded guidance.
        progress: told of each law as it is done.
        processes: how many may work at once. Where no second one can start, this one does it all.

    Raises:
        NothingToProve: the guidance has no invariants.
    """
    if not guidance.invariants:
        raise NothingToProve("This guidance makes no promise, so there is nothing to prove. Add some under `invariants/`.")
    began = time.perf_counter()
    same = _same_laws(guidance)
    told = _Telling(same, progress)
    proofs: dict[Law, LawProof] = {}
    library = Library((), {})
    for result in _all(guidance, list(same), processes):
        if isinstance(result, Library):
            library = result
        else:
            proofs[(result.nation, result.day)] = result
            told.done(result)
    failed = frozenset(_failed(guidance, library.problems))
    ordered = [proofs[law] for law in same]
    defects = [*merged((p.found for p in ordered), guidance), *lints(guidance)]
    defects += dict.fromkeys(p for proof in ordered for p in proof.interview)
    reached = frozenset[str]().union(*(p.reached for p in ordered))
    defects += () if any(p.found.problems for p in ordered) else unreached(guidance, reached)
    held = tuple(_held(guidance, same, proofs, library.stressed))
    defects += _empty(held, ordered)
    states = tuple(state_of(hazard, held, guidance, failed) for hazard in guidance.hazards)
    defects += [p for state in states for p in hazard_problems(state, guidance)]
    return Proof(
        guidance=guidance,
        laws=tuple(laws(guidance)),
        distinct=len(same),
        held=held,
        hazards=states,
        problems=(*defects, *library.problems),
        cases=len(guidance.cases),
        failed=failed,
        seconds=time.perf_counter() - began,
    )


def prove_law(guidance: Guidance, nation: str, day: date, already: Already | None = None) -> LawProof:
    """Everything that the diagrams can find in one nation's law of one day; ``already`` holds what laws with the same rules came to."""
    began = time.perf_counter()
    already = already or Already()
    rules = edition(guidance, nation, day)
    key = keys(rules)
    try:
        law = Exact(rules)
        ground = Ground(law)
        counts, about, broken = dict[str, int](), set[str](), list[CounterCase]()
        for invariant in guidance.invariants:
            if invariant.kind.exact and invariant.speaks_in(nation, day):
                read = {d.id for d in decisions_read(invariant, guidance)}
                rests = (invariant.id, *(key[p] for p in key if p[0] in read))
                found = already.share(rests, partial(_invariant, ground, invariant))
                counts[invariant.id] = found.count
                about |= {invariant.id} if found.about else set()
                broken += [found.broken] if found.broken else []
        fresh = {place for place in key if key[place] in already.unseen([key[place]])}
        leading = tuple(key[p] for p in key if guidance.decisions[p[0]].leads)
        return LawProof(
            nation=nation,
            day=day,
            found=found_in(law, fresh),
            broken=tuple(broken),
            counts=counts,
            about=frozenset(about),
            reached=already.share(("reached", *leading), partial(reachable, law)),
            interview=tuple(interview_defects(law)),
            seconds=time.perf_counter() - began,
        )
    except GuidanceError as error:  # too large to prove
        problems = Found(tuple(error.problems), frozenset(), frozenset())
        return LawProof(nation, day, time.perf_counter() - began, problems, {}, frozenset(), (), frozenset(), ())


@dataclass(frozen=True)
class _Came:
    """What a promise came to in one law: over how many cases, whether it speaks of any, and the smallest that breaks it."""

    count: int
    about: bool
    broken: CounterCase | None


def _invariant(ground: Ground, invariant: Invariant) -> _Came:
    broken = next(broken_in(ground.law, [invariant], ground), None)
    return _Came(ground.count(invariant), ground.speaks_of(invariant).satisfiable(), counter_case(broken) if broken else None)


def _same_laws(guidance: Guidance) -> dict[Law, list[Law]]:
    """The laws to prove, each with those in which the same rules are in force and the same promises are made."""
    found: dict[object, list[Law]] = {}
    for nation, day in laws(guidance):
        rules = tuple((place, tuple(r.id for r in o.rules)) for place, o in edition(guidance, nation, day).rules.items())
        promises = tuple(i.id for i in guidance.invariants if i.speaks_in(nation, day))
        found.setdefault((rules, promises), []).append((nation, day))
    return {same[0]: same for same in found.values()}


class _Telling:
    """Tells how far the proof is, law by law."""

    def __init__(self, same: Mapping[Law, list[Law]], progress: Progress | None) -> None:
        self.same, self.progress, self.at = same, progress, 0

    def done(self, proof: LawProof) -> None:
        first = (proof.nation, proof.day)
        for law in self.same[first]:
            self.at += 1
            if self.progress is not None:
                of = sum(len(s) for s in self.same.values())
                self.progress(Done(law, self.at, of, proof.seconds, len(proof.broken), None if law == first else first))


@dataclass(frozen=True)
class Library:
    """What running the library cases showed: those that come out otherwise, and which promises they put to the test."""

    problems: tuple[Problem, ...]
    stressed: Mapping[str, tuple[str, ...]]


def _all(guidance: Guidance, todo: list[Law], processes: int) -> Iterator[LawProof | Library]:
    """Each law's proof, and the run of the cases, as they are ready."""
    left: dict[Law | None, None] = dict.fromkeys((*todo, None))
    if processes > 1:
        try:
            with ExitStack() as stack:
                make = partial(ProcessPoolExecutor, 1, get_context("spawn"), _open, (guidance.origin,))
                pools = [stack.enter_context(make()) for _ in range(processes)]
                work = [pool.submit(_one, law) for pool, share in zip(pools, _shares(todo, processes), strict=True) for law in share]
                for done in as_completed(work):
                    result = done.result()
                    del left[None if isinstance(result, Library) else (result.nation, result.day)]
                    yield result
        except (BrokenExecutor, OSError, ImportError, NotImplementedError):
            pass  # no other process can start here, or it was ended: what is left is done in this one
    already = Already()
    for law in left:
        yield _done(guidance, law, already)


def _shares(todo: list[Law], processes: int) -> list[list[Law | None]]:
    """The work of each process: whole nations, whose laws share most of their rules; the run of the cases counts as some laws."""
    shares: list[list[Law | None]] = [[None], *([] for _ in range(processes - 1))]
    weights = [LIBRARY_WEIGHT, *(0 for _ in range(processes - 1))]
    nations = {nation: [law for law in todo if law[0] == nation] for nation, _ in todo}
    for own in sorted(nations.values(), key=len, reverse=True):
        least = weights.index(min(weights))
        shares[least] += own
        weights[least] += len(own)
    return shares


_opened: list[tuple[Guidance, Already]] = []


def _open(texts: Mapping[str, str]) -> None:
    """Load the guidance in a process that shall prove some of its laws."""
    _opened.append((build(texts), Already()))


def _one(law: Law | None) -> LawProof | Library:
    guidance, already = _opened[0]
    return _done(guidance, law, already)


def _done(guidance: Guidance, law: Law | None, already: Already) -> LawProof | Library:
    return prove_law(guidance, *law, already) if law else Library(tuple(cases_that_differ(guidance)), stressed(guidance))


def _held(
    guidance: Guidance, same: Mapping[Law, list[Law]], proofs: Mapping[Law, LawProof], stress: Mapping[str, tuple[str, ...]]
) -> Iterator[Held]:
    for invariant in guidance.invariants:
        spoken = tuple(law for law in laws(guidance) if invariant.speaks_in(*law))
        if not invariant.kind.exact:
            findings = tuple(broken_text(guidance, invariant))
            if invariant.kind is Proves.INTERVIEW:
                findings = tuple(dict.fromkeys(str(p) for proof in proofs.values() for p in proof.interview))
            yield Held(invariant, spoken, looked_at(guidance, invariant), findings=findings)
            continue
        count = sum(proofs[first].counts.get(invariant.id, 0) * len(every) for first, every in same.items())
        under = [law for first, every in same.items() if any(c.invariant == invariant.id for c in proofs[first].broken) for law in every]
        broken = {(c.nation, c.on): c for proof in proofs.values() for c in proof.broken if c.invariant == invariant.id}
        smallest = sorted(broken.values(), key=lambda c: (c.answers, c.nation, c.on))
        yield Held(invariant, spoken, count, tuple(smallest), tuple(under), stressed_by=stress.get(invariant.id, ()))


def _empty(held: Iterable[Held], proofs: Iterable[LawProof]) -> Iterator[Problem]:
    """Promises that speak of no case at all: they would hold whatever the rules say."""
    about = frozenset[str]().union(*(p.about for p in proofs))
    for each in held:
        invariant = each.invariant
        if invariant.kind.exact and each.laws and invariant.id not in about:
            text = f"`{invariant.id}` speaks of no case, so it promises nothing. Mend `among` or `from`."
            yield Problem("empty-promise", invariant.file, invariant.line, text)


def _failed(guidance: Guidance, problems: Iterable[Problem]) -> Iterator[str]:
    """The library cases that some problem is about; each starts on a line of its own."""
    wrong = {(p.file, p.line) for p in problems}
    for name, data in guidance.cases.items():
        if (str(data["file"]), getattr(data["file"], "line", 1)) in wrong:
            yield name
