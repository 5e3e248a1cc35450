"""The training page as a widget: a lesson and its screen joined. Nothing is saved: practice leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..reasoning.guidance import Guidance
from ..reasoning.load import standard
from ..training.lesson import Lesson, begin, do
from ..training.scenario import Scenario
from .blocks import Danger, Text, Warning
from .draft import entered
from .screens.train import draw
from .widget import Event, PageWidget


class Training(PageWidget):
    """Tells practice cases step by step, and shows what one different fact does.

    Args:
        case: id of the case to start on; the library when left out or unknown.
        step: the stage to start on, as an address says it.
        guidance: the guidance to use; the one that came with infoshare when left out.
    """

    def __init__(self, case: str | None = None, step: str | None = None, *, guidance: Guidance | None = None) -> None:
        super().__init__()
        self.guidance = guidance or standard()
        self._scenario = lru_cache(maxsize=2)(lambda name: Scenario.of(self.guidance, name))
        self.on_event(self._on_event)
        self.on_error(self._on_error)
        self._trail: tuple[str, ...] = ()
        self._step = 0
        self._places: dict[str, Lesson] = {}
        self._draw(begin(self.guidance, case, step))

    def __repr__(self) -> str:
        """Say the same in every run, so that notebooks can be compared."""
        return "Training()"

    def _on_event(self, event: Event) -> None:
        if event.name == "visit" and type(event.arg) is int and 0 <= event.arg < len(self._trail):
            self._step = event.arg
            self._draw(replace(self._places[self._trail[event.arg]], problem=""))
        elif event.name != "typing":
            self._draw(do(self.lesson, event.name, event.arg, event.values, self.guidance), back=event.name == "back")

    def _draw(self, lesson: Lesson, problem: str = "", code: str = "", *, back: bool = False) -> None:
        page = draw(lesson, self.guidance, self._scenario)
        self._trail, self._step = entered(self._trail, self._step, page.key, back=back)
        self._places[page.key] = lesson
        if problem:
            page = replace(page, blocks=(Warning(problem), Text(code, "hint"), *page.blocks), announce=problem)
        told = self.guidance.emergency
        self.show(replace(page, danger=Danger(told.title, told.steps, told.consent, told.after), step=self._step))
        self.lesson = lesson  # only now: a page that cannot be drawn leaves the lesson where it was

    def _on_error(self, event: Event, kind: str) -> None:
        w = self.guidance.word
        self._draw(self.lesson, w("error.handler"), w("error.code").format(code=kind))
