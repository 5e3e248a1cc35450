"""Twenty people answer at once, each with a page and a kernel of their own.

A program of its own, so that it shares nothing with the server that it measures: it says over HTTP and the kernel's websocket what
a browser with our page says, and takes the time from sending an answer until the next page and the receipt have come. Drawing
the page is left out: each person would have their own computer for that. Run by `pages.py`; prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import time
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from infoshare.logic.expression import NOT_SURE
from infoshare.reasoning.load import standard
from infoshare.training import Scenario

from .pages_answers import CASES

PROTOCOL = "v1.kernel.websocket.jupyter.org"
VIEW = "application/vnd.jupyter.widget-view+json"
CONFIG = re.compile(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', re.DOTALL)
OUTPUT = re.compile(r'<script type="application/vnd\.voila\.cell-output\+json">(.*?)</script>', re.DOTALL)
TYPED_BEFORE = 2.0
"""Seconds: people look once more at what they chose; the page saves it meanwhile."""
TOO_LATE = 60.0


def pack(part: Any) -> bytes:
    return json.dumps(part).encode()


class Tab:
    """A page as the browser has it: its kernel's websocket, and the tree that is on the screen."""

    def __init__(self, socket: WebSocketClientConnection, kernel: str, model: str) -> None:
        self.socket, self.kernel, self.model = socket, kernel, model
        self.session, self.numbers = uuid4().hex, count(1)
        self.view: dict[str, Any] = {}
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._drawn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reader = asyncio.ensure_future(self._read())

    async def send(self, kind: str, content: dict[str, Any]) -> None:
        header = {
            "msg_id": uuid4().hex,
            "msg_type": kind,
            "username": "",
            "session": self.session,
            "date": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
            "version": "5.2",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self.socket.write_message(serialize_msg_to_ws_v1(message, "shell", pack), binary=True)

    async def draw(self) -> None:
        """Ask for the widget's state, and wait for the page's tree."""
        await self.send("comm_msg", {"comm_id": self.model, "data": {"method": "request_state"}})
        await self._until(self._drawn)

    async def say(self, event: str, arg: Any = None, values: dict[str, Any] | None = None, form: str = "") -> float:
        """Send what a person did; give the milliseconds until Python has answered it and its page has come."""
        seq = next(self.numbers)
        receipt = self._waiting[seq] = asyncio.get_running_loop().create_future()
        content = {"event": event, "arg": arg, "values": values or {}, "form": form, "key": self.view["key"], "seq": seq}
        began = time.perf_counter()
        await self.send("comm_msg", {"comm_id": self.model, "data": {"method": "custom", "content": content}})
        await self._until(receipt)
        return (time.perf_counter() - began) * 1000

    async def _until(self, come: asyncio.Future[None]) -> None:
        """Wait for something from the kernel; what ends the reading ends the wait, too."""
        await asyncio.wait([come, self._reader], timeout=TOO_LATE, return_when=asyncio.FIRST_COMPLETED)
        if self._reader.done():
            self._reader.result()
            raise ConnectionError(f"the connection to kernel {self.kernel} was closed")
        if not come.done():
            raise TimeoutError(f"kernel {self.kernel} did not answer for {TOO_LATE:.0f} seconds")

    async def _read(self) -> None:
        while (message := await self.socket.read_message()) is not None:
            channel, parts = deserialize_msg_from_ws_v1(message)
            if channel != "iopub" or json.loads(parts[0])["msg_type"] != "comm_msg":
                continue
            content = json.loads(parts[3])
            if content["comm_id"] == self.model:
                self._hear(content["data"])

    def _hear(self, data: dict[str, Any]) -> None:
        """Take a new tree; a receipt ends the wait for it, because the tree is sent before."""
        self.view = data.get("state", {}).get("view", self.view)
        if self.view and not self._drawn.done():
            self._drawn.set_result(None)
        receipt = data.get("content", {})
        if receipt.get("failed"):
            raise RuntimeError(f"the page says that something went wrong at “{self.view['key']}”")
        if (waiting := self._waiting.pop(receipt.get("answered", 0), None)) is not None:
            waiting.set_result(None)

    def close(self) -> None:
        self._reader.cancel()
        self.socket.close()


class Site:
    """The server as one browser knows it: its address, and the cookies that the first page set."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.cookies: dict[str, str] = {}
        self.home = urlsplit(link)._replace(path="", query="").geturl()

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.home}

    async def open(self) -> Tab:
        response = await AsyncHTTPClient().fetch(HTTPRequest(self.link, headers=self.headers, request_timeout=TOO_LATE))
        for cookie in response.headers.get_list("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        page = response.body.decode()
        outputs = [json.loads(found) for found in OUTPUT.findall(page)]
        model = next(output["data"][VIEW]["model_id"] for output in outputs if VIEW in output.get("data", {}))
        config = CONFIG.search(page)
        assert config is not None
        kernel = json.loads(config[1])["kernelId"]
        address = f"{self.home.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id={uuid4().hex}"
        tab = Tab(await websocket_connect(HTTPRequest(address, headers=self.headers), subprotocols=[PROTOCOL]), kernel, model)
        await tab.draw()
        return tab

    async def leave(self, tab: Tab) -> None:
        """End the page's kernel, as a closed tab does."""
        tab.close()
        form = f"_xsrf={self.cookies['_xsrf']}"
        end = HTTPRequest(f"{self.home}/voila/api/shutdown/{tab.kernel}", "POST", headers=self.headers, body=form, request_timeout=TOO_LATE)
        await AsyncHTTPClient().fetch(end)


def blocks(tree: Any) -> Iterator[dict[str, Any]]:
    """Every block of a tree, outermost first; of a list's rows only the list."""
    if isinstance(tree, dict):
        yield tree
    if isinstance(tree, dict | list) and not (isinstance(tree, dict) and "field" in tree):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from blocks(part)


def told(case: str) -> dict[str, Any]:
    """What a person with a worked case says to every question: "not sure" where the case is silent."""
    guidance = standard()
    known = Scenario.of(guidance, case).case
    unsure = {name: [NOT_SURE] if fact.several else NOT_SURE for name, fact in guidance.facts.items()}
    said = {name: list(answer) or ["none"] if isinstance(answer, tuple) else answer for name, answer in known.facts.items()}
    rows = {name: [dict(row) for row in listed] for name, listed in known.lists.items()}
    return {**unsure, **said, **rows, **known.texts, "nation": known.nation, "outcome": NOT_SURE, "confidence": "fairly"}


class Person:
    """Answers one question every so many seconds; who has their advice starts another case."""

    def __init__(self, site: Site, number: int, every: float) -> None:
        self.site, self.number, self.every = site, number, every
        self.steps: list[dict[str, Any]] = []

    async def open(self) -> None:
        self.tab = await self.site.open()
        self.answers = told(CASES[self.number % len(CASES)])

    async def work(self, until: float) -> None:
        due = time.monotonic() + random.uniform(0, self.every)
        while due < until:
            await asyncio.sleep(max(0.0, due - TYPED_BEFORE - time.monotonic()))
            await self.step(due)
            due = max(due + self.every, time.monotonic())

    async def step(self, due: float) -> None:
        """Press the button that leads on from where they are. A step with a form saves by itself, before it is sent."""
        key = str(self.tab.view["key"])
        if key == "advice":
            await self.site.leave(self.tab)
            self.number += 1
            await self.open()
            return
        form = next((block for block in blocks(self.tab.view["blocks"]) if block.get("block") == "Form"), None)
        if form is None:
            await self._press(key, {"action": "checked", "arg": None}, {}, "")
            return
        values = {block["field"]: self._value(block) for block in blocks(form["blocks"]) if "field" in block}
        await self.tab.say("typing", form["id"], values, form["id"])
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await self._press(key, form["submit"], values, form["id"])

    async def _press(self, key: str, button: dict[str, Any], values: dict[str, Any], form: str) -> None:
        ms = await self.tab.say(button["action"], button["arg"], values, form)
        if self.tab.view["key"] == key:
            raise RuntimeError(f"“{key}” was answered and is still there: {self.tab.view.get('errors')}")
        self.steps.append({"before": key, "after": self.tab.view["key"], "ms": ms, "question": key.startswith(("question-", "nation"))})

    def _value(self, block: dict[str, Any]) -> Any:
        return self.answers.get(block["field"], [] if block["block"] == "Rows" else "")


async def run(link: str, users: int, seconds: float, every: float) -> list[dict[str, Any]]:
    """Open a page for each, one after the other; then let all of them answer for so many seconds."""
    people = [Person(Site(link), number, every) for number in range(users)]
    for person in people:
        await person.open()
    until = time.monotonic() + seconds
    await asyncio.gather(*(person.work(until) for person in people))
    for person in people:
        await person.site.leave(person.tab)
    return [step for person in people for step in person.steps]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("link")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--every", type=float, default=10)
    print(json.dumps(asyncio.run(run(**vars(parser.parse_args())))))
