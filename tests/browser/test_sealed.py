"""Chromium cannot reach another computer, whoever opens the page, and what it asks for is written down."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import network_guard
import pytest
from playwright.sync_api import Browser

TESTS = Path(__file__).parents[1]
ASK = """async () => {
  const asked = [fetch("https://fetched.example/"), fetch("http://192.0.2.1/number")];
  const image = new Image();
  asked.push(new Promise((yes, no) => { image.onerror = no; image.onload = yes; image.src = "http://pictured.example/x.png"; }));
  asked.push(new Promise((yes, no) => { const socket = new WebSocket("wss://socket.example/"); socket.onopen = yes; socket.onerror = no; }));
  const worker = new Worker(URL.createObjectURL(new Blob(["fetch('https://worked.example/').then(() => postMessage(1), () => postMessage(0))"])));
  asked.push(new Promise((yes, no) => { worker.onmessage = (message) => (message.data ? yes : no)(); }));
  return (await Promise.allSettled(asked)).map((one) => one.status);
}"""


def test_a_page_that_nobody_watches_reaches_nothing_and_is_written_down(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.jsonl"
    monkeypatch.setenv(network_guard.REPORT, str(report))
    context = chromium.new_context()
    try:
        assert context.new_page().evaluate(ASK) == ["rejected"] * 5
    finally:
        context.close()
    asked = " ".join(json.loads(line)["where"] for line in report.read_text().splitlines())
    for host in (
        "CONNECT fetched.example:443",
        "GET http://192.0.2.1/number",
        "GET http://pictured.example/x.png",
        "CONNECT socket.example:443",
    ):
        assert host in asked
    assert "CONNECT worked.example:443" in asked


def test_no_test_brings_a_chromium_of_its_own() -> None:
    bringing = []
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and any(name.name in ("sync_playwright", "async_playwright") for name in node.names):
                bringing.append(path.relative_to(TESTS).as_posix())
    assert [path for path in bringing if not path.startswith("benchmarks/")] == ["browser/conftest.py"]
