"""Our page beside a stock Voilà page: what travels, when it can be read and used, how fast it answers, what it weighs.

Run with ``python -m tests.benchmarks.pages``. Both servers run at once, and pages are opened in turn, so that a busy computer is
as busy for one as for the other; what is held to a bar is a ratio within one run, or, for answers, a time. Each page is
opened by a browser that was never there, once it is the only one and everything else rests. The first page of a server, which
no later one is like, is opened and not counted. Leaves with 0 if every bar that was measured held, else with 1.

First text is the first of the page itself, ten letters or more that can be seen, of whatever use: of ours the words about danger, of
the blank page its radio group. The words of a waiting sign are not counted on either side, because nobody can do anything with
"Executing 1 of 1"; when those came is in a line of its own ("first words of any kind"). It has no bar: with 150 ms for the first byte no
page at all has words before 0.2 s, which is a twentieth of the 4 s in which stock Voilà has its waiting sign.
Usable is when the first question has been answered as soon as a click could reach it, and what Python says to it stands there:
for the blank page that the button has other words, for ours that the next question has come.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from playwright.sync_api import Browser

from . import pages_servers
from .pages_answers import Step, answer
from .pages_browser import Again, Times, Weight, chromium, time_page, visit_again, weigh_page
from .pages_servers import Site

PARTS = ("pages", "again", "answers", "users")
KB = 1000
TWO_CORES = {0, 1}


@dataclass(frozen=True)
class Line:
    """One line of the table. ``bar`` is the most that ``ours``, or with ``stock`` the ratio, may be; None where nothing is promised."""

    what: str
    unit: str
    ours: float
    stock: float | None = None
    bar: float | None = None

    @property
    def figure(self) -> float:
        return self.ours if self.stock is None else self.ours / self.stock

    @property
    def held(self) -> bool:
        return self.bar is None or self.figure <= self.bar

    def __str__(self) -> str:
        stock = "" if self.stock is None else f"{self.stock:,.0f}"
        ratio = f"{self.figure:.3f}" if self.stock else ""
        bar = "" if self.bar is None else f"{self.bar:g}"
        held = "" if self.bar is None else "held" if self.held else "NOT HELD"
        return f"{self.what:<58}{self.unit:>4}{stock:>10}{self.ours:>10,.0f}{ratio:>9}{bar:>7}  {held}".rstrip()


HEAD = f"{'':<58}{'':>4}{'stock':>10}{'ours':>10}{'ratio':>9}{'bar':>7}"


def compare(browser: Browser, stock: Site, ours: Site, rounds: int) -> Iterator[Line]:
    """Open both pages in turn and give the medians."""
    near: dict[str, list[Times]] = defaultdict(list)
    slow: dict[str, list[Times]] = defaultdict(list)
    weight: dict[str, list[Weight]] = defaultdict(list)
    for turn in range(rounds + 1):
        for site in (stock, ours):
            measured = time_page(browser, site, slow=False), weigh_page(browser, site)
            if turn:
                near[site.name].append(measured[0])
                weight[site.name].append(measured[1])
                slow[site.name].append(time_page(browser, site, slow=True))

    def line(what: str, unit: str, of: dict[str, list[Any]], get: Callable[[Any], float], bar: float | None = None) -> Line:
        return Line(what, unit, median(map(get, of["ours"])), median(map(get, of["stock"])), bar)

    for site in (stock, ours):
        print(f"{site.name}: first words “{slow[site.name][0].words_said}”, first text “{slow[site.name][0].text_said}”")
    yield line("bytes of the first page", "kB", weight, lambda one: one.traffic.bytes / KB, 0.10)
    yield line("… of them by websocket", "kB", weight, lambda one: one.traffic.websocket / KB)
    yield line("requests", "", weight, lambda one: one.traffic.requests)
    yield line("requests to other computers", "", weight, lambda one: len(one.traffic.external))
    for place, times, bars in (("slow 4G", slow, (0.05, 0.12)), ("loopback", near, (None, 0.5))):
        yield line(f"first words of any kind, {place}", "ms", times, lambda one: one.words)
        yield line(f"first text, {place}", "ms", times, lambda one: one.text, bars[0])
        yield line(f"first question can be clicked, {place}", "ms", times, lambda one: one.shown)
        yield line(f"usable: first question answered, {place}", "ms", times, lambda one: one.answered, bars[1])
    yield line("PSS of the kernel while the first question shows", "MB", weight, lambda one: one.kernel_pss, 1.25)
    yield line("RSS of the kernel", "MB", weight, lambda one: one.kernel_rss)
    yield line("PSS of all processes below the server", "MB", weight, lambda one: one.kernels_pss)
    yield line("PSS of the server", "MB", weight, lambda one: one.server_pss)


def again(browser: Browser, ours: Site) -> Iterator[Line]:
    found: Again = visit_again(browser, ours)
    yield Line("second visit: requests", "", found.requests)
    yield Line("second visit: bytes", "kB", found.bytes / KB)
    yield Line("second visit: static bytes that travel again", "B", found.static, bar=0)
    yield Line("danger text cannot be read when the network is gone", "", int(not found.readable), bar=0)


def latencies(who: str, steps: Sequence[Step], bar: float) -> Iterator[Line]:
    """Median, 95th percentile and worst of the questions; of other steps, such as to the advice, the same without a bar."""
    asked = sorted(step.ms for step in steps if step.question)
    others = sorted(step.ms for step in steps if not step.question)
    yield Line(f"{who}: answer to next question, median of {len(asked)}", "ms", median(asked))
    yield Line(f"{who}: answer to next question, p95", "ms", percentile(asked, 0.95), bar=bar)
    yield Line(f"{who}: answer to next question, worst", "ms", asked[-1])
    if others:
        yield Line(f"{who}: other steps, p95 of {len(others)}", "ms", percentile(others, 0.95))
    print(f"{who}: slowest steps, by median of each")
    by_step: dict[str, list[float]] = defaultdict(list)
    for step in steps:
        by_step[step.before].append(step.ms)
    for name, times in sorted(by_step.items(), key=lambda item: -median(item[1]))[:6]:
        print(f"  {median(times):7,.0f} ms  {max(times):7,.0f} ms at worst  of {len(times):3}  {name[:90]}")


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed."""
    return ordered[math.ceil(share * len(ordered)) - 1]


def many(ours: Site, users: int, seconds: float) -> list[Step]:
    """Have a program of its own answer as twenty people would, with the server and its kernels on two cores."""
    cores = ours.process.cpu_affinity()
    ours.process.cpu_affinity(sorted(TWO_CORES & set(cores)) or cores)
    try:
        command = [sys.executable, "-m", "tests.benchmarks.pages_users", ours.link, f"--users={users}", f"--seconds={seconds}"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        ours.process.cpu_affinity(cores)
    return [Step(**step) for step in json.loads(done.stdout)]


def busy(when: str) -> str:
    """How much others use this computer: ratios bear it, but what is a time means little then."""
    return f"{when}: {psutil.cpu_percent(2):.0f} % of {os.cpu_count()} cores are taken by others"


def main() -> int:
    parser = argparse.ArgumentParser(description="Our page beside a stock Voilà page.")
    parser.add_argument("--rounds", type=int, default=5, help="how many times each page is opened for each figure")
    parser.add_argument("--quick", action="store_true", help="one round, few answers: to see that it runs, and roughly where things stand")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be given several times")
    chosen = parser.parse_args()
    parts = chosen.only or PARTS
    rounds, answers, seconds = (1, 15, 40) if chosen.quick else (chosen.rounds, 60, 150)
    print(busy("before"))
    lines: list[Line] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(chromium())
        if "pages" in parts:
            with pages_servers.stock(folder / "stock") as stock, pages_servers.ours(folder / "pages") as ours:
                lines += compare(browser, stock, ours, rounds)
        if "again" in parts:
            with pages_servers.ours(folder / "again") as ours:
                lines += again(browser, ours)
        if "answers" in parts:
            with pages_servers.ours(folder / "answers") as ours:
                lines += latencies("one user", answer(browser, ours, at_least=answers), 150)
        if "users" in parts:
            with pages_servers.ours(folder / "users") as ours:
                lines += latencies("twenty users", many(ours, 20, seconds), 400)
    print(busy("after"))
    missed = sum(not line.held for line in lines)
    print("", HEAD, *lines, "", f"{missed} bars not held" if missed else "every bar held", sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
