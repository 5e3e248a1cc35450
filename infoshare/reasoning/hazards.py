"""The hazard log: what could go wrong, who is harmed, and which promise, case, rule or test controls it. In the form of NHS DCB0129."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .document import Block, Items
from .reader import Reader, Shelf

FILE = "hazards.yaml"
CONTROLS = ("invariant", "case", "rule", "test")
STATUSES = ("open", "controlled", "transferred")
_KEYS = (
    *("id", "name", "description", "causes", "effect", "who_is_harmed", "before"),
    *("controls", "after", "residual", "owner", "status"),
)


@dataclass(frozen=True)
class Level:
    """One step of a scale, with its name and what it means."""

    level: int
    name: str
    means: str


@dataclass(frozen=True)
class Scales:
    """How risks are scored.

    Attributes:
        severity: from least to worst.
        likelihood: from least to most likely.
        risk: what each level of risk asks for.
        matrix: the level of risk, by likelihood, then severity (both counted from 1).
        acceptable: the highest level of risk that a controlled hazard may keep.
    """

    severity: tuple[Level, ...] = ()
    likelihood: tuple[Level, ...] = ()
    risk: tuple[Level, ...] = ()
    matrix: Mapping[tuple[int, int], int] = field(default_factory=dict)
    acceptable: int = 0


@dataclass(frozen=True)
class Risk:
    """How bad it would be and how likely it is; ``score`` is what the matrix makes of the two."""

    severity: int
    likelihood: int
    score: int


@dataclass(frozen=True)
class Control:
    """What keeps a hazard down: the name of an invariant, case, rule or test, and what it shows."""

    kind: str
    name: str
    says: str = ""


@dataclass(frozen=True)
class Hazard:
    """One entry of the log."""

    id: str
    name: str
    description: str
    causes: tuple[str, ...]
    effect: str
    who_is_harmed: str
    before: Risk
    controls: tuple[Control, ...]
    after: Risk
    residual: str
    owner: str
    status: str
    file: str = FILE
    line: int = 1


def read_scales(shelf: Shelf) -> Scales:
    """How risks are scored; nothing where the guidance has no hazard log."""
    if FILE not in shelf.documents:
        return Scales()
    reader, document = shelf.document(FILE)
    block = document.get("scales")
    if not isinstance(block, Block):
        reader.text(document, "scales")
        return Scales()
    reader.keys(block, ("severity", "likelihood", "risk", "matrix", "acceptable"))
    severity, likelihood, risk = (tuple(_levels(reader, block, key)) for key in ("severity", "likelihood", "risk"))
    rows = block.get("matrix")
    matrix: dict[tuple[int, int], int] = {}
    for row in reader.blocks(rows, "matrix"):
        reader.keys(row, ("likelihood", "risks"))
        risks = reader.texts(row, "risks", required=True)
        if len(risks) != len(severity):
            reader.problem("bad-matrix", row.line, f"Each row of `matrix` needs {len(severity)} risks, one for each severity.")
        likely = _number(reader, row, "likelihood")
        matrix.update({(likely, at): int(r) if r.isdigit() else 0 for at, r in enumerate(risks, start=1)})
    if set(matrix) != {(a.level, b.level) for a in likelihood for b in severity} or not set(matrix.values()) <= {r.level for r in risk}:
        text = "`matrix` must give one of the levels of risk for every likelihood and severity, and nothing else."
        reader.problem("bad-matrix", rows.line if isinstance(rows, Items) else block.line, text)
    return Scales(severity, likelihood, risk, matrix, _number(reader, block, "acceptable"))


def _levels(reader: Reader, block: Block, key: str) -> Iterator[Level]:
    for item in reader.blocks(block.get(key), key):
        reader.keys(item, ("level", "name", "means"))
        yield Level(_number(reader, item, "level"), reader.text(item, "name"), reader.text(item, "means", sentence=True))


def _number(reader: Reader, block: Block, key: str) -> int:
    told = reader.text(block, key)
    if not told.isdigit():
        reader.problem("not-a-number", block.lines.get(key, block.line), f"`{key}` must be a number, such as 3.")
        return 0
    return int(told)


def read_hazards(shelf: Shelf, scales: Scales) -> tuple[Hazard, ...]:
    """Every hazard of the log. Whether its controls hold is for the proof to say."""
    if FILE not in shelf.documents:
        return ()
    reader, document = shelf.document(FILE)
    reader.keys(document, ("scales", "hazards"))
    found: dict[str, Hazard] = {}
    for block in reader.blocks(document.get("hazards"), "hazards"):
        reader.keys(block, _KEYS)
        name, status = reader.text(block, "id"), reader.text(block, "status")
        if name in found:
            reader.problem("said-twice", block.line, f"Two hazards are called `{name}`.")
        if status not in STATUSES:
            reader.problem(
                "unknown-status", block.lines.get("status", block.line), f"`status: {status}` is not one of {', '.join(STATUSES)}."
            )
        found[name] = Hazard(
            id=name,
            name=reader.text(block, "name", sentence=True),
            description=reader.text(block, "description", sentence=True),
            causes=tuple(str(c) for c in reader.texts(block, "causes", required=True)),
            effect=reader.text(block, "effect", sentence=True),
            who_is_harmed=reader.text(block, "who_is_harmed"),
            before=_risk(reader, block, "before", scales),
            controls=tuple(_controls(reader, block)),
            after=_risk(reader, block, "after", scales),
            residual=reader.text(block, "residual", sentence=True),
            owner=reader.text(block, "owner"),
            status=status,
            line=block.line,
        )
    return tuple(found.values())


def _risk(reader: Reader, block: Block, key: str, scales: Scales) -> Risk:
    told = block.get(key)
    if not isinstance(told, Block):
        reader.text(block, key)
        return Risk(0, 0, 0)
    reader.keys(told, ("severity", "likelihood"))
    severity, likelihood = _number(reader, told, "severity"), _number(reader, told, "likelihood")
    if (likelihood, severity) not in scales.matrix:
        reader.problem("bad-risk", told.line, f"`{key}`: the matrix has no likelihood {likelihood} with severity {severity}.")
    return Risk(severity, likelihood, scales.matrix.get((likelihood, severity), 0))


def _controls(reader: Reader, block: Block) -> Iterator[Control]:
    for item in reader.blocks(block.get("controls"), "controls"):
        reader.keys(item, (*CONTROLS, "says"))
        told = [key for key in CONTROLS if key in item]
        if len(told) != 1:
            reader.problem("bad-control", item.line, f"A control names one of {', '.join(CONTROLS)}.")
            continue
        yield Control(told[0], reader.text(item, told[0]), reader.text(item, "says", default="", sentence="says" in item))
