"""The `infoshare` command."""

from __future__ import annotations

import json
import sys
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


def _guidance(folder: Path | None) -> Any:
    from .reasoning.load import GuidanceError, load, standard

    try:
        return load(folder) if folder else standard()
    except GuidanceError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        typer.echo(f"{len(error.problems)} found. The guidance is not safe to use until they are mended.", err=True)
        raise typer.Exit(1) from None


@app.command()
def start(
    port: Annotated[int | None, typer.Option(help="The port to listen on; a free one near 8866 when left out.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """Start the pages on this machine and print the link that opens them."""
    from .app.server import start as start_server

    start_server(port=port, open_browser=browser)


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
def advise(
    case: Annotated[Path, typer.Argument(help="A case file.")],
    on: Annotated[
        str | None,
        typer.Option("--on", help="The day whose law applies, like 2026-11-23. The case's own day, else today."),
    ] = None,
    nation: Annotated[str | None, typer.Option(help="england, wales, scotland or northern_ireland. The case's own, else england.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    guidance: GuidanceOption = None,
) -> None:
    """Advise on a case file: exit status 0 when advice is given, 2 when the case cannot be read."""
    from . import advise as weigh
    from .reasoning.case import CaseError, load_case
    from .reasoning.edition import NotInForce

    loaded = _guidance(guidance)
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


def main() -> None:
    """Run the command; output that a pipe closes early is no error."""
    try:
        app()
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
