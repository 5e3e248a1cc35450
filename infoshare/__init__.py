"""Decide whether to share information that may protect a child or an adult at risk, with reasons and sources, and record why."""

from __future__ import annotations

from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from .reasoning.case import Case

if TYPE_CHECKING:
    from .app.interview import Interview
    from .reasoning.guidance import Guidance

try:
    __version__ = version("infoshare")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0"


def advise(case: Case, guidance: Guidance | None = None, *, on: date | None = None, nation: str | None = None) -> dict[str, Any]:
    """The advice on a case as plain data, the same as ``infoshare advise --json`` prints.

    Args:
        case: what is known; unknown facts stay unknown.
        guidance: the guidance to use; the one that came with infoshare when left out.
        on: the day whose law applies: the case's own day, else today (local).
        nation: whose law applies: the case's own nation, else England.

    Raises:
        NotInForce: the guidance has no law for that day.
    """
    from .reasoning.advise import advise as weigh
    from .reasoning.load import standard
    from .reasoning.present import as_data

    used = guidance or standard()
    whose = nation or case.nation
    data = as_data(weigh(case, used, on=on or case.on or date.today(), nation=whose or "england"), used)
    if whose is None:
        data["notes"].insert(0, used.word("nation.assumed"))
    return data


def __getattr__(name: str) -> Any:
    if name == "Interview":
        from .app.interview import Interview

        return Interview
    raise AttributeError(name)


__all__ = ["Case", "Interview", "__version__", "advise"]
