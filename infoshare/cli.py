"""The `infoshare` command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Decide whether to share information that may protect someone, and record why.",
)

GuidanceOption = Annotated[
    Path | None,
    typer.Option("--guidance", help="A folder of guidance to use instead of the one that came with infoshare."),
]


CANNOT_READ = frozenset({"no-guidance", "unreadable-file"})
"""Problems that say nothing of the guidance itself: there is none here, or its files cannot be read."""


def _guidance(folder: Path | None) -> Any:
    from .reasoning.load import GuidanceError, load, standard

    try:
        guidance = load(folder) if folder else standard()
        len(guidance.cases)  # read now, so that what is wrong with them is told
        return guidance
    except GuidanceError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        if CANNOT_READ.issuperset(p.code for p in error.problems):
            raise typer.Exit(2) from None
        typer.echo(f"{len(error.problems)} found. The guidance is not safe to use until they are mended.", err=True)
        raise typer.Exit(1) from None


LocalOption = Annotated[
    Path | None,
    typer.Option("--local", help="Your area's own times and contacts; local.yaml in your data folder when left out."),
]


def _with_local(loaded: Any, chosen: Path | None) -> Any:
    """The guidance with the area's own details: those of the file chosen, else those in the user's data folder, if any."""
    from .reasoning.local import LocalError, with_local
    from .records.place import local_path

    path = chosen or local_path()
    if chosen is None and not path.is_file():
        return loaded
    try:
        return with_local(loaded, path)
    except LocalError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(2) from None


@app.command()
def start(
    port: Annotated[int | None, typer.Option(help="The port to listen on; a free one near 8866 when left out.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    stock: Annotated[bool, typer.Option("--stock", help="Use Voilà's own, slower front end, which shows every installed widget.")] = False,
    local: LocalOption = None,
) -> None:
    """Start the pages on this machine and print the link that opens them."""
    from .app.server import start as start_server
    from .records.place import LOCAL

    _with_local(_guidance(None), local)  # what is wrong with it is said here, not on a page
    if local is not None:
        os.environ[LOCAL] = str(local.expanduser().absolute())
    start_server(port=port, open_browser=browser, stock=stock)


@app.command()
def check(guidance: GuidanceOption = None) -> None:
    """Check that the guidance is sound: exit status 0 if it is, 1 if not."""
    from .reasoning.check import check as check_guidance

    loaded = _guidance(guidance)
    problems = check_guidance(loaded)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        typer.echo(f"{len(problems)} found.", err=True)
        raise typer.Exit(1)
    counts = f"{len(loaded.sources)} sources, {len(loaded.questions)} questions, {len(loaded.rules)} rules, {len(loaded.cases)} cases"
    typer.echo(f"Sound. Edition {loaded.edition}: {counts}.")


@app.command()
def prove(
    guidance: GuidanceOption = None,
    page: Annotated[Path | None, typer.Option("--page", help="Write the proof as one HTML page for a safety officer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    mutants: Annotated[bool, typer.Option("--mutants", help="Test the proof itself: is every change for the worse caught?")] = False,
    sample: Annotated[int | None, typer.Option(min=1, help="With --mutants: try so many of them; all when left out.")] = None,
    seed: Annotated[int, typer.Option(help="With --sample: which ones; the same seed takes the same.")] = 0,
    of: Annotated[str | None, typer.Option("--of", help="With --mutants: only those of one decision, rule or term.")] = None,
    print_cases: Annotated[bool, typer.Option("--print-cases", help="With --mutants: print a case file for each survivor.")] = False,
) -> None:
    """Prove every promise for every nation and day: exit status 0 proved, 1 a promise broken or a defect found, 2 if it cannot run.

    What breaks a promise is printed as a case file that `infoshare advise` can run. With --mutants: 0 if at least 95 % of them are caught.
    """
    if mutants:
        raise _try_mutants(_guidance(guidance), sample, seed, of, print_cases=print_cases)
    from datetime import datetime

    from .app.proof_page import proof_page
    from .reasoning.prove import NothingToProve
    from .reasoning.prove import prove as prove_guidance
    from .reasoning.tell_proof import broken_cases, progress_line, summary

    loaded = _guidance(guidance)
    words = {**_own_words(), **loaded.words}
    when = datetime.now().astimezone()
    try:
        proof = prove_guidance(loaded, progress=lambda done: typer.echo(progress_line(done, loaded, words), err=True))
    except NothingToProve as error:
        typer.echo(f"{error} [{error.code}]", err=True)
        raise typer.Exit(2) from None
    if page is not None:
        try:
            page.write_text(proof_page(proof, words, when), encoding="utf-8")
        except OSError as error:
            typer.echo(f"--page: {page.name} cannot be written ({error.strerror}). [page-unwritable]", err=True)
            raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps({**proof.as_data(), "when": when.isoformat(timespec="seconds")}, ensure_ascii=False, indent=1))
    else:
        for line in summary(proof, words):
            typer.echo(line, err=not proof.proved)
        typer.echo("---\n".join(broken_cases(proof, words)), nl=False)
    raise typer.Exit(0 if proof.proved else 1)


def _try_mutants(guidance: Any, sample: int | None, seed: int, of: str | None, *, print_cases: bool) -> typer.Exit:
    from .reasoning.mutate import ENOUGH, mutation_score
    from .reasoning.tell_mutants import case_files, report

    def progress(done: int, of: int) -> None:
        typer.echo(f"[{done}/{of}]", err=True)

    result = mutation_score(guidance, sample=sample, seed=seed, of=of, progress=progress)
    if not result.fates:
        return _cannot_run(f"--of: nothing in the guidance is called `{of}`, or it has no mutants. [unknown-name]")
    for line in report(result):
        typer.echo(line, err=print_cases)
    if print_cases:
        typer.echo("---\n".join(case_files(result, guidance)), nl=False)
    return typer.Exit(0 if result.score >= ENOUGH and not result.idle else 1)


def _own_words() -> dict[str, str]:
    """The sentences of the command, which another guidance need not bring."""
    from .reasoning.document import Block, read
    from .reasoning.load import guidance_folder

    document = read(guidance_folder() / "words-proof.yaml", "words-proof.yaml")
    entries = document.get("words") if isinstance(document, Block) else None
    return {key: str(value) for key, value in entries.items()} if isinstance(entries, Block) else {}


@app.command()
def advise(
    case: Annotated[Path, typer.Argument(help="A case file.")],
    on: Annotated[
        str | None,
        typer.Option("--on", help="The day whose law applies, like 2026-11-23. The case's own day, else today."),
    ] = None,
    nation: Annotated[str | None, typer.Option(help="england, wales, scotland or northern_ireland. The case's own, else england.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    guidance: GuidanceOption = None,
    local: LocalOption = None,
) -> None:
    """Advise on a case file: exit status 0 when advice is given, 2 when the case or the area's file cannot be read."""
    from . import advise as weigh
    from .reasoning.case import CaseError, load_case
    from .reasoning.edition import NotInForce

    loaded = _with_local(_guidance(guidance), local)
    try:
        read = load_case(case, loaded)
        if nation is not None and nation not in loaded.nations:
            raise CaseError("unknown-nation", f"--nation: that is not one of {', '.join(loaded.nations)}.")
        day = date.fromisoformat(on) if on else read.on or date.today()
        data = weigh(read, loaded, on=day, nation=nation)
    except CaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except NotInForce as error:
        typer.echo(f"{error} [{error.code}]", err=True)
        raise typer.Exit(2) from None
    except ValueError:
        typer.echo("--on: that is not a day. Write it as 2026-11-23. [bad-date]", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        from .reasoning.tell import as_text

        typer.echo(as_text(data, loaded))


@app.command()
def questions(guidance: GuidanceOption = None) -> None:
    """List every question with its facts and the answers they can have."""
    from .reasoning.tell import questions_as_text

    typer.echo(questions_as_text(_guidance(guidance)))


@app.command()
def compare(
    from_day: Annotated[str | None, typer.Option("--from", help="The first day of law, like 2026-02-04.")] = None,
    to_day: Annotated[str | None, typer.Option("--to", help="The second day of law.")] = None,
    guidance: Annotated[
        Path | None,
        typer.Option("--guidance", help="A folder of guidance to hold against ours; with --from and --to, to use instead of ours."),
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="With --guidance: the day whose law applies; else each case's own day.")] = None,
    nation: Annotated[str | None, typer.Option(help="Read every case by this nation's law; else by its own.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show which cases' advice changes between two days of law, or two guidances, and why.

    Exit status 0 if nothing changes, 1 if something does, 2 if that cannot be told.
    """
    from .reasoning.compare import Law, as_data, compare_laws
    from .reasoning.tell_changes import comparison_as_text

    ours = _other_guidance(None)
    if (from_day is None) != (to_day is None) or (from_day is None and guidance is None) or (from_day is not None and on is not None):
        raise _cannot_run("Give --from and --to, or --guidance and if you like --on. [bad-options]")
    other, today = _other_guidance(guidance), date.today()
    base = ours if from_day is None else other
    first, second = (_day("--from", from_day), _day("--to", to_day)) if from_day else (_day("--on", on), _day("--on", on))
    for known in (base, other):
        if nation is not None and nation not in known.nations:
            raise _cannot_run(f"--nation: that is not one of {', '.join(known.nations)}. [unknown-nation]")
    with _refusals():
        found = compare_laws(Law(base, first, today), Law(other, second, today), nation)
    typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1) if as_json else comparison_as_text(found, ours.words))
    raise typer.Exit(0 if found.same else 1)


@app.command()
def replay(
    record: Annotated[Path, typer.Argument(help="A record that infoshare wrote, as JSON.")],
    on: Annotated[str | None, typer.Option("--on", help="Another day, whose law is held against that of the record's own day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    guidance: GuidanceOption = None,
) -> None:
    """Decide a record again: exit status 0 if the advice comes out the same, 1 if something differs, 2 if it cannot be decided again."""
    from .reasoning.replay import ReplayError, as_data
    from .reasoning.replay import replay as decide_again
    from .reasoning.tell_changes import replay_as_text
    from .records.errors import RecordError
    from .records.record import as_mapping, from_json

    used, words = _other_guidance(guidance), _other_guidance(None).words
    other = _day("--on", on)
    try:
        kept = as_mapping(from_json(record.read_text(encoding="utf-8")))
        with _refusals():
            found = decide_again(kept, used, on=other)
    except FileNotFoundError:
        raise _cannot_run(f"{words['replay.no_file'].format(file=record.name)} [no-record-file]") from None
    except (OSError, UnicodeDecodeError):
        raise _cannot_run(f"{words['replay.unreadable'].format(file=record.name)} [record-unreadable]") from None
    except RecordError as error:
        raise _cannot_run(f"{words['replay.refused'].format(file=record.name, message=error)} [{error.code}]") from None
    except ReplayError as error:
        raise _cannot_run(f"{words[error.word].format(file=record.name)} [{error.code}]") from None
    typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1) if as_json else replay_as_text(found, used, words))
    raise typer.Exit(1 if found.differences or found.other else 0)


@app.command()
def coverage(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False, guidance: GuidanceOption = None
) -> None:
    """Show what serves what, from the ten steps to the cases: exit status 0 with no gap, 1 with some, 2 if it cannot be told."""
    from .reasoning.coverage import Coverage
    from .reasoning.tell_coverage import as_data, as_text

    words = _other_guidance(None).words
    found = Coverage(_other_guidance(guidance))
    typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1) if as_json else as_text(found, words))
    raise typer.Exit(1 if found.gaps else 0)


def _cannot_run(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _other_guidance(folder: Path | None) -> Any:
    """A guidance to work with, where one that cannot be used means that nothing can be told (status 2), not that something was found."""
    try:
        return _guidance(folder)
    except typer.Exit:
        raise typer.Exit(2) from None


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise _cannot_run(f"{option}: that is not a day. Write it as 2026-11-23. [bad-date]") from None


@contextmanager
def _refusals() -> Iterator[None]:
    """Law that does not reach back so far or is too large to compare, and cases that cannot be read, end with status 2."""
    from .reasoning.case import CaseError
    from .reasoning.decide import Uncovered
    from .reasoning.edition import NotInForce
    from .reasoning.load import GuidanceError

    try:
        yield
    except (NotInForce, Uncovered) as error:
        raise _cannot_run(f"{error} [{error.code}]") from None
    except CaseError as error:
        raise _cannot_run(str(error)) from None
    except GuidanceError as error:
        raise _cannot_run("\n".join(str(p) for p in error.problems)) from None


def main() -> None:
    """Run the command; output that a pipe closes early is no error."""
    try:
        app()
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
