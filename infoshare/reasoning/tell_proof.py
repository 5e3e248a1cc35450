"""A proof as text for a terminal, and the cases that break promises as files to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .guidance import Guidance
from .proof import Held, Proof
from .prove import Done

Words = Mapping[str, str]
READABLE = 10_000_000
"""From here on a count is written as a power of ten."""


def readable_count(count: int) -> str:
    """A count that a person can read: in full, or rounded to two digits and a power of ten."""
    if count < READABLE:
        return f"{count:,}"
    digits, power = str(count), len(str(count)) - 1
    tenths = round(int(digits[:3]) / 10)
    return f"1.0 × 10^{power + 1}" if tenths == 100 else f"{tenths // 10}.{tenths % 10} × 10^{power}"


def progress_line(done: Done, guidance: Guidance, words: Words) -> str:
    """One law proved, as one line."""
    state = words["proof.law_broken"].format(broken=done.broken) if done.broken else words["proof.law_kept"]
    told = {"at": done.at, "of": done.of, "nation": guidance.nations[done.law[0]].label, "day": done.law[1], "state": state}
    if done.same_as is None:
        return words["proof.law"].format(**told, seconds=f"{done.seconds:.1f}")
    return words["proof.law_same"].format(**told, like_nation=guidance.nations[done.same_as[0]].label, like_day=done.same_as[1])


def summary(proof: Proof, words: Words) -> Iterator[str]:
    """Each promise as one line, everything found wrong, and what it all comes to."""
    for held in proof.held:
        yield words["proof.line"].format(
            state=words["proof.holds" if held.holds else "proof.breaks"],
            promise=f"{held.invariant.promise or '-':>2}",
            sentence=held.invariant.sentence,
            how=how(held, words),
        )
    for held in proof.broken():
        yield from (f"{held.invariant.file}:{held.invariant.line}: {finding} [{held.invariant.id}]" for finding in held.findings)
    yield from (str(p) for p in proof.problems)
    yield verdict(proof, words)


def verdict(proof: Proof, words: Words) -> str:
    """What a proof comes to, in one sentence."""
    return words["proof.sum_proved" if proof.proved else "proof.sum_broken"].format(
        edition=proof.guidance.edition,
        promises=len(proof.held),
        broken=sum(1 for _ in proof.broken()),
        problems=len(proof.problems),
        laws=len(proof.laws),
        distinct=proof.distinct,
        cases=proof.cases,
        hazards=len(proof.hazards),
        seconds=f"{proof.seconds:.1f}",
    )


def how(held: Held, words: Words) -> str:
    """Over how much a promise was proved."""
    word = "proof.how_exact" if held.invariant.kind.exact else "proof.how_text"
    return words[word].format(count=readable_count(held.count), laws=len(held.laws))


def broken_cases(proof: Proof, words: Words) -> Iterator[str]:
    """For each promise that a case breaks: the smallest one, as a case file, headed by what it shows."""
    guidance = proof.guidance
    for held in proof.broken():
        for case in held.broken[:1]:
            lines = [held.invariant.sentence]
            if case.differs is not None:
                fact, before, after = case.differs
                first = "; ".join(case.outcomes[0].values())
                lines.append(words["proof.turns"].format(fact=fact, before=before, after=after, first=first))
            lines.append(words["proof.rules"].format(rules=", ".join(case.rules)) if case.rules else words["proof.no_rules"])
            if others := [f"{guidance.nations[n].label} {d}" for n, d in held.broken_in if (n, d.isoformat()) != (case.nation, case.on)]:
                lines.append(words["proof.more_broken"].format(laws=", ".join(others)))
            lines.append(words["proof.run"])
            yield "".join(f"# {line}\n" for line in lines) + case.text
