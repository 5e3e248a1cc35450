"""Reading decisions and their rules, and refusing names and orders that cannot be meant."""

from __future__ import annotations

from collections.abc import Mapping

from ..logic.expression import Variable, names_in
from .document import Block, Problem
from .guidance import Candidate, Decision, Kind, Rule
from .reader import Reader, Shelf

RATINGS = ("suits", "does_not_suit", "cannot_say")
LEADS, FOLLOWS = "leads", "follows"
_DECISION_KEYS = (
    "decision",
    "kind",
    "per",
    "key",
    "title",
    "interview",
    "nations",
    "sides",
    "candidates",
    "rules",
    "recommend",
    "arguments",
)


def read_decisions(shelf: Shelf) -> dict[str, Decision]:
    """Every decision with its rules, in an order in which none reads a later one."""
    heads: dict[str, tuple[Reader, Block]] = {}
    bodies: dict[str, list[tuple[Reader, Block]]] = {}
    for reader, block in shelf.each("decisions"):
        reader.keys(block, _DECISION_KEYS)
        name = reader.text(block, "decision")
        bodies.setdefault(name, []).append((reader, block))
        if "kind" in block:
            if name in heads:
                reader.problem(
                    "said-twice",
                    block.line,
                    f"The decision `{name}` is described twice. Keep `kind` and `candidates` in one file.",
                )
            heads[name] = (reader, block)
    for name, (reader, block) in heads.items():
        _name_decision(shelf, name, reader, block)
    rule_ids: set[str] = set()
    found = {}
    for name, parts_ in bodies.items():
        if name in heads:
            found[name] = _decision(shelf, name, *heads[name], parts_, rule_ids)
        else:
            reader, block = parts_[0]
            reader.problem(
                "unknown-decision",
                block.line,
                f"No file describes the decision `{name}` (its kind and candidates).",
            )
    for decision in found.values():
        _check_names(shelf, decision, rule_ids)
    return _in_order(shelf, found)


def _name_decision(shelf: Shelf, name: str, reader: Reader, block: Block) -> None:
    candidates = block.get("candidates")
    ids = tuple(candidates) if isinstance(candidates, Block) else ()
    if _kind(block) is None:
        reader.problem("unknown-kind", block.lines["kind"], f"`kind: {block.get('kind')}` is not one of {', '.join(Kind)}.")
    if "per" in block:
        return
    if _kind(block) is Kind.MANY:
        shelf.names.add_set(name, ids, open_=False)
    else:
        shelf.names.variables[name] = Variable(name, ids, open=False)


def _decision(shelf: Shelf, name: str, reader: Reader, head: Block, bodies: list[tuple[Reader, Block]], rule_ids: set[str]) -> Decision:
    candidates = {}
    entries = head.get("candidates")
    for key, block in entries.items() if isinstance(entries, Block) else []:
        if isinstance(block, Block):
            details = {k: reader.text(block, k) for k in block if k not in ("label", "text", "side", "sources")}
            side = reader.text(block, "side", default="")
            label, text = reader.text(block, "label"), reader.text(block, "text", sentence=True)
            cited = reader.citations(block, shelf.sources) if "sources" in block else ()
            candidates[key] = Candidate(key, label, text, side, details, cited)
    sides_block = head.get("sides")
    sides = {k: str(v) for k, v in sides_block.items()} if isinstance(sides_block, Block) else {}
    kind = _kind(head) or Kind.ONE
    rules: dict[str, list[Rule]] = {"rules": [], "recommend": [], "arguments": []}
    for body_reader, body in bodies:
        for part, found in rules.items():
            for block in body_reader.blocks(body.get(part), part):
                found.extend(_rules(shelf, body_reader, body, block, part, kind, candidates, sides, rule_ids))
    if per := reader.text(head, "per", default=""):
        reader.known(per, shelf.lists, "list", head.line)
    for candidate in candidates.values():
        if candidate.side and candidate.side not in sides:
            reader.problem("unknown-side", head.line, f"`side: {candidate.side}` is not one of the decision's `sides`.")
    interview = reader.text(head, "interview", default=LEADS)
    if interview not in (LEADS, FOLLOWS):
        reader.problem("unknown-interview", head.lines["interview"], f"`interview: {interview}` is not one of {LEADS}, {FOLLOWS}.")
    return Decision(
        id=name,
        kind=kind,
        key=reader.text(head, "key", default=name),
        title=reader.text(head, "title"),
        per=per,
        candidates=candidates,
        rules=tuple(rules["rules"]),
        recommend=tuple(rules["recommend"]),
        arguments=tuple(rules["arguments"]),
        sides=sides,
        file=reader.file,
        leads=interview == LEADS,
    )


def _rules(
    shelf: Shelf,
    reader: Reader,
    body: Block,
    block: Block,
    part: str,
    kind: Kind,
    candidates: Mapping[str, Candidate],
    sides: Mapping[str, str],
    rule_ids: set[str],
) -> list[Rule]:
    rates = part == "rules" and kind is Kind.RATED
    what = "rate" if rates else "side" if part == "arguments" else "conclude"
    reader.keys(block, ("id", what, "when", "overrides", "yields_to", "outweighed_by", "because", "sources", "in_force", "nations"))
    name = reader.text(block, "id")
    if name in rule_ids or not name.isidentifier():
        reader.problem(
            "bad-name",
            block.line,
            f"`{name}` cannot name a rule: it is taken, or not made of small letters and underscores.",
        )
    rule_ids.add(name)
    nations = reader.names(block if "nations" in block else body, "nations", shelf.nations, "nation", required=True)
    common = {
        "id": name,
        "when": reader.expression(block, "when", shelf.names),
        "because": reader.text(block, "because", sentence=True),
        "sources": reader.citations(block, shelf.sources),
        "in_force": reader.span(block),
        "nations": nations,
        "overrides": tuple(str(t) for t in reader.texts(block, "overrides")),
        "yields_to": tuple(str(t) for t in reader.texts(block, "yields_to")),
        "outweighed_by": tuple(str(t) for t in reader.texts(block, "outweighed_by")),
        "file": reader.file,
        "line": block.line,
    }
    if rates:
        rates_block = block.get("rate")
        if not isinstance(rates_block, Block):
            reader.text(block, "rate")
            return []
        for about, rating in rates_block.items():
            reader.known(about, candidates, "candidate", rates_block.lines[about])
            reader.known(str(rating), RATINGS, "rating", rates_block.lines[about])
        return [Rule(**common, conclude=str(rating), about=about) for about, rating in rates_block.items()]  # type: ignore[arg-type]
    value = reader.text(block, what)
    known = sides if part == "arguments" else candidates
    reader.known(value, known, "side" if part == "arguments" else "candidate", block.lines.get(what, block.line))
    return [Rule(**common, **{what: value})]  # type: ignore[arg-type]


def _check_names(shelf: Shelf, decision: Decision, rule_ids: set[str]) -> None:
    prefixes = tuple(f"{shelf.lists[k].each}." for k in shelf.lists)
    own = f"{shelf.lists[decision.per].each}." if decision.per in shelf.lists else ""
    groups = {r.id: part for part in ("rules", "recommend") for r in getattr(decision, part)}
    for rule in decision.all_rules():
        reader = Reader(rule.file, shelf.problems)
        for name in (*rule.overrides, *rule.yields_to):
            if name not in groups or (rule.id in groups and groups[name] != groups[rule.id]):
                reader.known(
                    name,
                    [g for g in groups if groups[g] == groups.get(rule.id)],
                    "rule in this decision",
                    rule.line,
                )
        for name in rule.outweighed_by:
            reader.known(name, rule_ids, "rule", rule.line)
        for name in names_in(rule.when):
            if name.startswith(prefixes) and not (own and name.startswith(own)):
                reader.problem(
                    "row-fact",
                    rule.line,
                    f"`{rule.id}` reads `{name}`, which belongs to a row. Write any(...) or all(...).",
                )
    for group in (decision.rules, decision.recommend):
        _check_cycles(shelf, group)


def _check_cycles(shelf: Shelf, rules: tuple[Rule, ...]) -> None:
    over: dict[str, set[str]] = {}
    for rule in rules:
        over.setdefault(rule.id, set()).update(rule.overrides)
        for above in rule.yields_to:
            over.setdefault(above, set()).add(rule.id)
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str] | None:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return None
        for lower in sorted(over.get(name, ())):
            if cycle := walk(lower, [*path, name]):
                return cycle
        done.add(name)
        return None

    for rule in rules:
        if cycle := walk(rule.id, []):
            reader = Reader(rule.file, shelf.problems)
            reader.problem(
                "override-cycle",
                rule.line,
                f"These rules outrank each other in a circle: {' > '.join(cycle)}. Remove one `overrides`.",
            )
            return


def _in_order(shelf: Shelf, decisions: dict[str, Decision]) -> dict[str, Decision]:
    reads = {d.id: _decisions_read(d, decisions) for d in decisions.values()}
    ordered: dict[str, Decision] = {}
    while len(ordered) < len(decisions):
        ready = [d for d in decisions if d not in ordered and reads[d] <= set(ordered)]
        if not ready:
            stuck = sorted(d for d in decisions if d not in ordered)
            file = decisions[stuck[0]].file
            shelf.problems.append(Problem("decision-cycle", file, 1, f"These decisions wait for each other: {', '.join(stuck)}."))
            return {**ordered, **{d: decisions[d] for d in stuck}}
        ordered.update((d, decisions[d]) for d in ready)
    return ordered


def _kind(block: Block) -> Kind | None:
    return next((k for k in Kind if k == str(block.get("kind"))), None)


def _decisions_read(decision: Decision, decisions: Mapping[str, Decision]) -> set[str]:
    names = {n for r in decision.all_rules() for n in names_in(r.when)}
    return {n.split("[")[0] for n in names if n.split("[")[0] in decisions}
