"""Loading guidance from its folder. What cannot be trusted is refused here, with file, line and what to do."""

from __future__ import annotations

import hashlib
import keyword
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from ..logic.expression import NO, RESERVED, YES, Exists, Expression, Variable, Vocabulary, names_in, parts
from .document import Block, Problem, Text, Unreadable, Value, parse
from .guidance import (
    Candidate,
    Decision,
    Emergency,
    Fact,
    Field,
    FreeText,
    Guidance,
    Kind,
    ListOf,
    Mark,
    Marker,
    Nation,
    Option,
    Question,
    Rule,
    Source,
)
from .reader import Reader

RATINGS = ("suits", "does_not_suit", "cannot_say")
NEEDED = ("edition.yaml", "nations.yaml", "sources.yaml", "golden_rules.yaml", "steps.yaml", "emergency.yaml")
ASK = ("first", "when_it_matters", "always", "record")


class GuidanceError(Exception):
    """Guidance that must not be used. ``problems`` lists everything found, each with file, line and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems


def guidance_folder() -> Path:
    """Where the guidance that came with infoshare lies."""
    return Path(str(files("infoshare") / "guidance"))


@lru_cache(maxsize=1)
def standard() -> Guidance:
    """The guidance that came with infoshare, loaded once."""
    return load(guidance_folder())


def load(folder: Path, *, more: Mapping[str, str] | None = None) -> Guidance:
    """Load a folder of guidance.

    Args:
        folder: holds ``sources.yaml``, ``questions/``, ``decisions/``, ``cases/`` and the rest.
        more: further files by name (relative to the folder) with their text, such as an analyst's own rule; they add to what is there.

    Raises:
        GuidanceError: with every problem found.
    """
    if not (folder / "sources.yaml").is_file():
        raise GuidanceError([Problem("no-guidance", folder.name, 1, "This folder holds no sources.yaml, so it is not guidance.")])
    texts = {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in sorted(folder.rglob("*.yaml"))}
    return build({**texts, **(more or {})})


def build(texts: Mapping[str, str]) -> Guidance:
    """Guidance from the texts of its files, by name. Raises `GuidanceError`."""
    return _Builder(texts).build()


class _Builder:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.problems: list[Problem] = []
        self.documents: dict[str, Block] = {}
        for name, text in self.texts.items():
            try:
                value = parse(text, name)
            except Unreadable as error:
                self.problems.append(error.problem)
                continue
            if isinstance(value, Block):
                self.documents[name] = value
            else:
                self.problems.append(Problem("not-a-block", name, 1, "The file must hold `name: value` lines."))
        self.names = Vocabulary()
        self.sources: dict[str, Source] = {}
        for name in NEEDED:
            if name not in self.texts:
                self.problems.append(Problem("missing-file", name, 1, "This file is missing. Guidance cannot be used without it."))
        if self.problems:  # what a broken file leaves out would only be reported over and over
            raise GuidanceError(self.problems)
        self.nations: dict[str, Nation] = {}
        self.questions: list[Question] = []
        self.lists: dict[str, ListOf] = {}

    def build(self) -> Guidance:
        self._nations()
        self._sources()
        self._lists()
        self._questions()
        decisions = self._decisions()
        guidance = Guidance(
            edition=self._edition(),
            sources=self.sources,
            questions=tuple(self.questions),
            lists=self.lists,
            decisions=decisions,
            golden_rules=self._markers("golden_rules"),
            steps=self._markers("steps"),
            nations=self.nations,
            emergency=self._emergency(),
            words=self._words(),
            cases=self._cases(),
            names=self.names,
            primary=self._primary(decisions),
            origin=self.texts,
        )
        if self.problems:
            raise GuidanceError(self.problems)
        return guidance

    def document(self, name: str) -> tuple[Reader, Block]:
        return Reader(name, self.problems), self.documents[name]

    def each(self, folder: str) -> list[tuple[Reader, Block]]:
        return [(Reader(n, self.problems), d) for n, d in sorted(self.documents.items()) if n.startswith(f"{folder}/")]

    def _edition(self) -> str:
        reader, block = self.document("edition.yaml")
        rules = [t for n, t in sorted(self.texts.items()) if not n.startswith(("cases/", "words"))]
        return f"{reader.text(block, 'edition', default='')}+{hashlib.sha256(chr(0).join(rules).encode()).hexdigest()[:8]}"

    def _primary(self, decisions: Mapping[str, Decision]) -> str:
        reader, block = self.document("edition.yaml")
        reader.keys(block, ("edition", "primary"))
        primary = reader.text(block, "primary")
        reader.known(primary, decisions, "decision", block.line)
        return primary

    def _nations(self) -> None:
        reader, document = self.document("nations.yaml")
        entries = document.get("nations")
        for name, block in entries.items() if isinstance(entries, Block) else []:
            if isinstance(block, Block):
                reader.keys(block, ("label", "signpost", "sources"))
                sources = self.documents.get("sources.yaml", Block()).get("sources")
                known = sources if isinstance(sources, Block) else ()
                cited = reader.citations(block, known) if "signpost" in block else ()
                self.nations[name] = Nation(name, reader.text(block, "label"), reader.text(block, "signpost", default=""), cited)

    def _sources(self) -> None:
        reader, document = self.document("sources.yaml")
        entries = document.get("sources")
        for name, block in entries.items() if isinstance(entries, Block) else []:
            if not isinstance(block, Block):
                continue
            reader.keys(block, (*_SOURCE_KEYS, "note", "replaced"))
            block.setdefault("id", Text(name, block.line))
            replaced = block.get("replaced")
            by, on, why = "", None, ""
            if isinstance(replaced, Block):
                reader.keys(replaced, ("by", "on", "note"))
                by, on, why = (
                    reader.text(replaced, "by"),
                    reader.day(replaced, "on"),
                    reader.text(replaced, "note", sentence=True),
                )
                reader.known(by, entries.keys() if isinstance(entries, Block) else (), "source", replaced.line)
            mark = reader.text(block, "mark")
            self.sources[name] = Source(
                id=name,
                title=reader.text(block, "title"),
                publisher=reader.text(block, "publisher"),
                edition=reader.text(block, "edition"),
                status=reader.text(block, "status"),
                published=reader.day(block, "published"),
                in_force=reader.span(block),
                url=reader.text(block, "url", default=""),
                last_checked=reader.day(block, "last_checked"),
                mark=_mark(reader, mark, block.line),
                nations=reader.names(block, "nations", self.nations, "nation", required=True),
                note=reader.text(block, "note", default=""),
                replaced_by=by,
                replaced_on=on,
                replaced_note=why,
            )

    def _lists(self) -> None:
        name = next((n for n in self.documents if n.endswith("lists.yaml")), None)
        if name is None:
            return
        reader, document = self.document(name)
        entries = document.get("lists")
        for key, block in entries.items() if isinstance(entries, Block) else []:
            if not isinstance(block, Block):
                continue
            reader.keys(block, ("each", "name", "add", "fields"))
            each = reader.text(block, "each")
            named = block.get("name")
            named = named if isinstance(named, Block) else Block()
            fields = []
            for field in reader.blocks(block.get("fields"), "fields"):
                fact = self._fact(reader, field)
                fields.append(fact)
                self.names.variables[fact.name] = Variable(fact.name, fact.ids, fact.ordered)
            add = reader.text(block, "add")
            self.lists[key] = ListOf(key, each, reader.text(named, "label"), reader.text(named, "hint", default=""), add, tuple(fields))
            self.names.lists[key] = each

    def _fact(self, reader: Reader, block: Block) -> Fact:
        reader.keys(block, ("fact", "kind", "ordered", "label", "hint", "options", "unsure", "none"))
        options: list[Option] = []
        for option in reader.blocks(block.get("options"), "options"):
            reader.keys(option, ("id", "label", "hint", "act_now"))
            name = reader.text(option, "id")
            if name in RESERVED or not name.isidentifier() or keyword.iskeyword(name) or name in {o.id for o in options}:
                reader.problem(
                    "bad-name",
                    option.line,
                    f"`{name}` cannot name an option: it is taken, or a word of the rule language.",
                )
            act_now = reader.text(option, "act_now", default=NO) == YES
            options.append(Option(name, reader.text(option, "label"), reader.text(option, "hint", default=""), act_now))
        name = reader.text(block, "fact")
        if len(options) < 2 and block.get("kind") != "any":
            reader.problem("too-few-options", block.line, f"`{name}` needs at least two answers.")
        return Fact(
            name=name,
            options=tuple(options),
            label=reader.text(block, "label", default=""),
            hint=reader.text(block, "hint", default=""),
            several=reader.text(block, "kind") == "any",
            ordered=reader.text(block, "ordered", default="false") == "true",
            unsure=reader.text(block, "unsure"),
            none=reader.text(block, "none") if block.get("kind") == "any" else "",
        )

    def _questions(self) -> None:
        keys: set[str] = set()
        for reader, document in self.each("questions"):
            for block in reader.blocks(document.get("questions"), "questions"):
                reader.keys(block, _QUESTION_KEYS)
                fields: list[Field] = []
                for field in reader.blocks(block.get("fields"), "fields"):
                    fields.append(self._field(reader, field))
                    fact = fields[-1]
                    if isinstance(fact, Fact):
                        if fact.name in self.names.variables or fact.name in self.names.sets:
                            reader.problem(
                                "said-twice",
                                field.line,
                                f"The fact `{fact.name}` is asked twice. Keep one question for it.",
                            )
                        if fact.several:
                            self.names.add_set(fact.name, fact.ids)
                        else:
                            self.names.variables[fact.name] = Variable(fact.name, fact.ids, fact.ordered)
                key, ask = reader.text(block, "key"), reader.text(block, "ask")
                if key in keys:
                    reader.problem("said-twice", block.line, f"Two questions have the key `{key}`.")
                keys.add(key)
                if ask not in ASK:
                    reader.problem(
                        "unknown-ask",
                        block.lines.get("ask", block.line),
                        f"`ask: {ask}` is not one of {', '.join(ASK)}.",
                    )
                step = reader.text(block, "step")
                question = Question(
                    id=reader.text(block, "id"),
                    key=key,
                    title=reader.text(block, "title", sentence=True),
                    short=reader.text(block, "short"),
                    hint=reader.text(block, "hint", default="", sentence="hint" in block),
                    why=reader.text(block, "why", sentence=True),
                    sources=reader.citations(block, self.sources),
                    step=int(step) if step.isdigit() else 0,
                    ask=ask,
                    only_when=reader.expression(block, "only_when", self.names) if "only_when" in block else None,
                    fields=tuple(fields),
                    by_page=reader.text(block, "asked", default="") == "by_page",
                    file=reader.file,
                    line=block.line,
                    remember=reader.text(block, "remember", default=NO) == YES,
                )
                self.questions.append(question)

    def _field(self, reader: Reader, block: Block) -> Field:
        if "text" in block:
            reader.keys(block, ("text", "label", "hint"))
            return FreeText(reader.text(block, "text"), reader.text(block, "label"), reader.text(block, "hint", default=""))
        if "list" in block:
            reader.keys(block, ("list",))
            name = reader.text(block, "list")
            reader.known(name, self.lists, "list", block.line)
            return self.lists.get(name) or ListOf(name, name, "", "", "", ())
        return self._fact(reader, block)

    def _decisions(self) -> dict[str, Decision]:
        heads: dict[str, tuple[Reader, Block]] = {}
        bodies: dict[str, list[tuple[Reader, Block]]] = {}
        for reader, block in self.each("decisions"):
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
            self._name_decision(name, reader, block)
        rule_ids: set[str] = set()
        found = {}
        for name, parts_ in bodies.items():
            if name in heads:
                found[name] = self._decision(name, *heads[name], parts_, rule_ids)
            else:
                reader, block = parts_[0]
                reader.problem(
                    "unknown-decision",
                    block.line,
                    f"No file describes the decision `{name}` (its kind and candidates).",
                )
        for decision in found.values():
            self._check_names(decision, rule_ids)
        return self._in_order(found)

    def _name_decision(self, name: str, reader: Reader, block: Block) -> None:
        candidates = block.get("candidates")
        ids = tuple(candidates) if isinstance(candidates, Block) else ()
        if _kind(block) is None:
            reader.problem("unknown-kind", block.lines["kind"], f"`kind: {block.get('kind')}` is not one of {', '.join(Kind)}.")
        if "per" in block:
            return
        if _kind(block) is Kind.MANY:
            self.names.add_set(name, ids, open_=False)
        else:
            self.names.variables[name] = Variable(name, ids, open=False)

    def _decision(self, name: str, reader: Reader, head: Block, bodies: list[tuple[Reader, Block]], rule_ids: set[str]) -> Decision:
        candidates = {}
        entries = head.get("candidates")
        for key, block in entries.items() if isinstance(entries, Block) else []:
            if isinstance(block, Block):
                details = {k: reader.text(block, k) for k in block if k not in ("label", "text", "side")}
                side = reader.text(block, "side", default="")
                label, text = reader.text(block, "label"), reader.text(block, "text", sentence=True)
                candidates[key] = Candidate(key, label, text, side, details)
        sides_block = head.get("sides")
        sides = {k: str(v) for k, v in sides_block.items()} if isinstance(sides_block, Block) else {}
        kind = _kind(head) or Kind.ONE
        rules: dict[str, list[Rule]] = {"rules": [], "recommend": [], "arguments": []}
        for body_reader, body in bodies:
            for part, found in rules.items():
                for block in body_reader.blocks(body.get(part), part):
                    found.extend(self._rules(body_reader, body, block, part, kind, candidates, sides, rule_ids))
        if per := reader.text(head, "per", default=""):
            reader.known(per, self.lists, "list", head.line)
        for candidate in candidates.values():
            if candidate.side and candidate.side not in sides:
                reader.problem("unknown-side", head.line, f"`side: {candidate.side}` is not one of the decision's `sides`.")
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
        )

    def _rules(
        self,
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
        reader.keys(block, ("id", what, "when", "overrides", "outweighed_by", "because", "sources", "in_force", "nations"))
        name = reader.text(block, "id")
        if name in rule_ids or not name.isidentifier():
            reader.problem(
                "bad-name",
                block.line,
                f"`{name}` cannot name a rule: it is taken, or not made of small letters and underscores.",
            )
        rule_ids.add(name)
        nations = reader.names(block if "nations" in block else body, "nations", self.nations, "nation", required=True)
        common = {
            "id": name,
            "when": reader.expression(block, "when", self.names),
            "because": reader.text(block, "because", sentence=True),
            "sources": reader.citations(block, self.sources),
            "in_force": reader.span(block),
            "nations": nations,
            "overrides": tuple(str(t) for t in reader.texts(block, "overrides")),
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

    def _check_names(self, decision: Decision, rule_ids: set[str]) -> None:
        prefixes = tuple(f"{self.lists[k].each}." for k in self.lists)
        own = f"{self.lists[decision.per].each}." if decision.per in self.lists else ""
        groups = {r.id: part for part in ("rules", "recommend") for r in getattr(decision, part)}
        for rule in decision.all_rules():
            reader = Reader(rule.file, self.problems)
            for name in rule.overrides:
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
            self._check_cycles(group)

    def _check_cycles(self, rules: tuple[Rule, ...]) -> None:
        over: dict[str, set[str]] = {}
        for rule in rules:
            over.setdefault(rule.id, set()).update(rule.overrides)
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
                reader = Reader(rule.file, self.problems)
                reader.problem(
                    "override-cycle",
                    rule.line,
                    f"These rules outrank each other in a circle: {' > '.join(cycle)}. Remove one `overrides`.",
                )
                return

    def _in_order(self, decisions: dict[str, Decision]) -> dict[str, Decision]:
        reads = {d.id: _decisions_read(d, decisions) for d in decisions.values()}
        ordered: dict[str, Decision] = {}
        while len(ordered) < len(decisions):
            ready = [d for d in decisions if d not in ordered and reads[d] <= set(ordered)]
            if not ready:
                stuck = sorted(d for d in decisions if d not in ordered)
                file = decisions[stuck[0]].file
                self.problems.append(Problem("decision-cycle", file, 1, f"These decisions wait for each other: {', '.join(stuck)}."))
                return {**ordered, **{d: decisions[d] for d in stuck}}
            ordered.update((d, decisions[d]) for d in ready)
        return ordered

    def _markers(self, part: str) -> tuple[Marker, ...]:
        reader, document = self.document(f"{part}.yaml")
        found = []
        for block in reader.blocks(document.get(part), part):
            reader.keys(block, _MARKER_KEYS)
            number = reader.text(block, "number")
            marker = Marker(
                id=reader.text(block, "id"),
                number=int(number) if number.isdigit() else 0,
                title=reader.text(block, "title"),
                text=reader.text(block, "text", default=""),
                applied_when=reader.expression(block, "applied_when", self.names),
                attention_when=reader.expression(block, "attention_when", self.names),
                applied=reader.text(block, "applied"),
                attention=reader.text(block, "attention"),
                sources=reader.citations(block, self.sources),
                in_force=reader.span(block),
                nations=reader.names(block, "nations", self.nations, "nation", required=True),
                practitioner=reader.text(block, "practitioner", default=""),
                organisation=reader.text(block, "organisation", default=""),
                question=reader.text(block, "question", default=""),
            )
            found.append(marker)
        return tuple(sorted(found, key=lambda m: m.number))

    def _emergency(self) -> Emergency:
        reader, block = self.document("emergency.yaml")
        steps = tuple(str(t) for t in reader.texts(block, "steps", required=True))
        return Emergency(
            reader.text(block, "title"),
            steps,
            reader.text(block, "consent", sentence=True),
            reader.text(block, "after", sentence=True),
        )

    def _words(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, document in sorted(self.documents.items()):
            entries = document.get("words") if name.startswith("words") else None
            if isinstance(entries, Block):
                found.update((k, str(v)) for k, v in entries.items())
        return found

    def _cases(self) -> dict[str, Mapping[str, object]]:
        found: dict[str, Mapping[str, object]] = {}
        for reader, document in self.each("cases"):
            several = document.get("cases")
            for block in reader.blocks(several, "cases") if several is not None else [document]:
                name = reader.text(block, "id")
                if name in found:
                    reader.problem("said-twice", block.line, f"Two cases are called `{name}`.")
                found[name] = {**block, "file": Text(reader.file, block.line)}
        return found


def _kind(block: Block) -> Kind | None:
    return next((k for k in Kind if k == str(block.get("kind"))), None)


def _mark(reader: Reader, mark: str, line: int) -> Mark:
    if mark not in set(Mark):
        reader.problem("unknown-mark", line, f"`mark: {mark}` is not one of {', '.join(Mark)}.")
        return Mark.INFERENCE
    return Mark(mark)


def _decisions_read(decision: Decision, decisions: Mapping[str, Decision]) -> set[str]:
    names = {n for r in decision.all_rules() for n in names_in(r.when)}
    return {n.split("[")[0] for n in names if n.split("[")[0] in decisions}


@lru_cache(maxsize=8)
def quantified(guidance: Guidance) -> dict[str, Exists]:
    """Every ``any(...)`` and ``all(...)`` in the guidance, by name."""
    expressions: list[Expression] = [r.when for d in guidance.decisions.values() for r in d.all_rules()]
    expressions += [e for m in (*guidance.golden_rules, *guidance.steps) for e in (m.applied_when, m.attention_when)]
    expressions += [q.only_when for q in guidance.questions if q.only_when is not None]
    return {p.name: p for e in expressions for p in parts(e) if isinstance(p, Exists)}


_SOURCE_KEYS = (
    "id",
    "title",
    "publisher",
    "edition",
    "status",
    "published",
    "in_force",
    "url",
    "last_checked",
    "mark",
    "nations",
)
_QUESTION_KEYS = (
    "id",
    "key",
    "title",
    "short",
    "hint",
    "why",
    "sources",
    "step",
    "ask",
    "asked",
    "remember",
    "only_when",
    "fields",
)
_DECISION_KEYS = (
    "decision",
    "kind",
    "per",
    "key",
    "title",
    "nations",
    "sides",
    "candidates",
    "rules",
    "recommend",
    "arguments",
)
_MARKER_KEYS = (
    *("id", "number", "title", "text", "practitioner", "organisation", "question"),
    *("applied_when", "attention_when", "applied", "attention", "sources", "in_force", "nations"),
)
__all__ = ["GuidanceError", "Value", "build", "guidance_folder", "load", "quantified", "standard"]
