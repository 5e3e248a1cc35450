"""The file: closed to others, shared by several windows, safe from a sudden stop, and plain when something is wrong."""

from __future__ import annotations

import logging
import os
import random
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from infoshare.records.store import SqliteStore, StoreError

MARK = "JAMIE-TOLD-ME-THIS"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.sqlite3"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as error:
        act()
    assert error.value.__cause__ is None
    assert error.value.__context__ is None
    assert MARK not in "".join(traceback.format_exception(error.value))
    return error.value.code


def in_a_child(act: Callable[[], object]) -> int:
    """Run in a forked process; give its exit status: 0 when all went well."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# Permissions and places


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_folder_and_files_are_closed_to_others_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        SqliteStore(path).save_draft("D-1", {"words": MARK})
        with sqlite3.connect(path) as held:  # keeps the helper files there to be looked at
            held.execute("SELECT * FROM draft").fetchall()
            SqliteStore(path).save_draft("D-1", {"words": MARK})
            modes = {each.name: mode(each) for each in path.parent.iterdir()}
        held.close()
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    assert modes == dict.fromkeys(["records.sqlite3", "records.sqlite3-wal", "records.sqlite3-shm"], 0o600)


def test_a_folder_or_file_that_was_open_to_others_is_closed(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o777)
    SqliteStore(path).save_draft("D-1", {})
    path.chmod(0o666)
    path.parent.chmod(0o755)
    SqliteStore(path).drafts()
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_reading_makes_nothing_on_disk(path: Path) -> None:
    store = SqliteStore(path)
    store.drafts()
    store.setting("nation")
    store.discard_draft("D-1")
    assert not path.parent.exists()


def test_between_calls_there_is_one_file_only(path: Path) -> None:
    SqliteStore(path).save_draft("D-1", {})
    assert os.listdir(path.parent) == ["records.sqlite3"]


def test_the_file_name_and_ids_tell_nothing_of_the_case(path: Path) -> None:
    SqliteStore(path).keep_record({"texts": MARK, "decision": {"outcome": "share"}})
    assert not [name for name in os.listdir(path.parent) if MARK in name]


def test_a_discarded_or_replaced_draft_leaves_no_words_behind(path: Path) -> None:
    store = SqliteStore(path)
    store.save_draft("D-1", {"words": MARK * 500})
    store.save_draft("D-2", {"words": MARK * 5})
    assert MARK.encode() in path.read_bytes()
    store.discard_draft("D-1")
    store.save_draft("D-2", {"words": ""})
    assert not [each for each in path.parent.iterdir() if MARK.encode() in each.read_bytes()]


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_in_place_of_the_file_is_refused_and_not_followed(path: Path, ending: str, dangling: bool) -> None:
    target = path.parent.parent / "elsewhere"
    if not dangling:
        target.write_bytes(b"mine")
    path.parent.mkdir(mode=0o700)
    path.with_name(path.name + ending).symlink_to(target)
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {"words": MARK})) == "store-unsafe-place"
    assert not target.exists() if dangling else target.read_bytes() == b"mine"


def test_a_link_in_place_of_the_folder_is_refused(path: Path) -> None:
    real = path.parent.parent / "elsewhere"
    real.mkdir(mode=0o700)
    path.parent.symlink_to(real)
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {})) == "store-unsafe-place"
    assert os.listdir(real) == []


def test_a_second_name_for_the_file_is_refused(path: Path) -> None:
    SqliteStore(path).save_draft("D-1", {})
    os.link(path, path.parent.parent / "second-name")
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {})) == "store-unsafe-place"


def test_a_folder_of_someone_else_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteStore(path).save_draft("D-1", {})
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert refused(lambda: SqliteStore(path).drafts()) == "store-unsafe-place"
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {})) == "store-unsafe-place"


def test_a_shared_folder_with_other_things_in_it_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o755)
    (path.parent / "holiday.jpg").touch()
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {})) == "store-unsafe-place"
    assert mode(path.parent) == 0o755


def test_a_file_in_place_of_the_folder_is_refused(path: Path) -> None:
    path.parent.write_text("not a folder")
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {})) == "store-unsafe-place"


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_place_we_may_not_write_to_is_said_to_be_read_only(closed: str) -> None:
    with tempfile.TemporaryDirectory() as outer:
        path = Path(outer) / "data" / "records.sqlite3"
        nobody = 65534
        if os.geteuid() == 0:
            os.chown(outer, nobody, nobody)

        def act() -> None:
            if os.geteuid() == 0:  # root may write anywhere, so be someone else
                os.setgid(nobody)
                os.setuid(nobody)
            SqliteStore(path).save_draft("D-1", {"words": "first"})
            (path if closed == "file" else path.parent).chmod(0o400 if closed == "file" else 0o500)
            assert refused(lambda: SqliteStore(path).save_draft("D-1", {"words": MARK})) == "store-read-only"
            path.parent.chmod(0o700)
            path.chmod(0o600)
            assert SqliteStore(path).draft("D-1") == {"words": "first"}

        assert in_a_child(act) == 0


# Damage


def test_a_newer_file_is_refused_and_left_as_it_is(path: Path) -> None:
    SqliteStore(path).save_draft("D-1", {})
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 2")
    file.close()
    before = path.read_bytes()
    assert refused(lambda: SqliteStore(path).drafts()) == "store-newer"
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {"words": MARK})) == "store-newer"
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE theirs (x)")
    file.close()
    before = path.read_bytes()
    assert refused(lambda: SqliteStore(path).drafts()) == "store-damaged"
    assert refused(lambda: SqliteStore(path).save_draft("D-1", {"words": MARK})) == "store-damaged"
    assert path.read_bytes() == before


def test_a_file_of_rubbish_is_said_to_be_damaged_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b"rubbish" * 5000)
    assert refused(lambda: SqliteStore(path).drafts()) == "store-damaged"
    assert refused(lambda: SqliteStore(path).keep_record({"words": MARK})) == "store-damaged"
    assert path.read_bytes() == b"rubbish" * 5000


def test_a_file_cut_short_is_said_to_be_damaged(path: Path) -> None:
    SqliteStore(path).save_draft("D-1", {"words": MARK * 5000})
    path.write_bytes(path.read_bytes()[:20000])
    assert refused(lambda: SqliteStore(path).draft("D-1")) == "store-damaged"


@pytest.mark.parametrize("seed", range(12))
def test_bytes_changed_on_disk_never_come_back_as_what_somebody_typed(path: Path, seed: int) -> None:
    content = {"words": MARK * 5000}
    SqliteStore(path).save_draft("D-1", content)
    dice, data = random.Random(seed), bytearray(path.read_bytes())
    at = dice.randrange(100, len(data) - 8)
    data[at : at + 8] = dice.choice([b"AAAAAAAA", dice.randbytes(8)])
    path.write_bytes(data)
    try:
        assert SqliteStore(path).draft("D-1") == content
    except StoreError as error:
        assert error.code == "store-damaged"  # noqa: PT017 (either is right: the harm may lie in unused space)


def test_an_empty_file_left_by_a_sudden_stop_is_taken_as_new(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.touch()
    assert SqliteStore(path).drafts() == []
    SqliteStore(path).save_draft("D-1", {"words": "x"})
    assert SqliteStore(path).draft("D-1") == {"words": "x"}


def test_a_full_disk_is_said_and_harms_nothing_that_was_saved(path: Path) -> None:
    SqliteStore(path).save_draft("D-1", {"words": "first"})

    def act() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
        big = {"words": MARK * 20_000}
        assert refused(lambda: SqliteStore(path).save_draft("D-1", big)) in {"store-full", "store-unreachable"}
        assert refused(lambda: SqliteStore(path).keep_record(big)) in {"store-full", "store-unreachable"}
        SqliteStore(path).save_draft("D-2", {"words": "small enough"})

    assert in_a_child(act) == 0
    assert SqliteStore(path).draft("D-1") == {"words": "first"}
    assert SqliteStore(path).draft("D-2") == {"words": "small enough"}
    assert SqliteStore(path).records() == []


def test_a_file_taken_away_between_calls_is_made_anew(path: Path) -> None:
    store = SqliteStore(path)
    store.save_draft("D-1", {})
    path.unlink()
    store.save_draft("D-2", {})
    assert [draft.id for draft in SqliteStore(path).drafts()] == ["D-2"]


def test_nothing_is_logged_or_printed_when_saving_fails(
    path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b"rubbish" * 5000)
    refused(lambda: SqliteStore(path).save_draft("D-1", {"words": MARK}))
    refused(lambda: SqliteStore(path).save_draft("D-1", {"words": object(), "more": MARK}))
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


# Several windows


def test_another_window_that_will_not_let_go_is_said_in_time_and_reading_still_works(path: Path) -> None:
    SqliteStore(path).save_draft("D-1", {"words": "first"})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert refused(lambda: SqliteStore(path, wait=0.2).save_draft("D-1", {"words": MARK})) == "store-locked"
    assert time.monotonic() - started < 2
    assert SqliteStore(path, wait=0.2).draft("D-1") == {"words": "first"}
    other.close()
    SqliteStore(path).save_draft("D-1", {"words": "second"})


def test_another_window_that_lets_go_is_waited_for(path: Path) -> None:
    SqliteStore(path).save_draft("D-1", {})
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, other.close).start()
    SqliteStore(path).save_draft("D-1", {"words": "second"})
    assert SqliteStore(path).draft("D-1") == {"words": "second"}


def test_processes_writing_at_once_lose_nothing_and_make_no_doubles(path: Path) -> None:
    writers, each = 4, 25

    def write(writer: int) -> None:
        store = SqliteStore(path)  # the first of them makes the file
        for number in range(each):
            store.save_draft(f"D-{writer}-{number}", {"writer": writer})
            store.save_draft("D-shared", {"writer": writer})
            store.keep_record({"draft_id": f"D-shared-{number}", "decision": {"outcome": "share"}})

    children = []
    for writer in range(writers):
        child = os.fork()
        if child == 0:
            try:
                write(writer)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * writers
    store = SqliteStore(path)
    assert len(store.drafts()) == writers * each + 1
    assert len(store.records()) == each


def test_threads_writing_at_once_lose_nothing(path: Path) -> None:
    store, failures = SqliteStore(path), []

    def write(writer: int) -> None:
        try:
            for number in range(20):
                store.save_draft(f"D-{writer}-{number}", {"writer": writer})
        except StoreError as error:
            failures.append(error.code)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.drafts()) == 80


def test_a_writer_killed_at_any_moment_loses_nothing_it_had_acknowledged(path: Path) -> None:
    dice, acknowledged = random.Random(7), 0
    for round_number in count():
        if round_number >= 36 and acknowledged > 50:  # on a busy machine a writer may not come to much before it is killed
            break
        if round_number % 6 == 0 and path.exists():  # also while the file is being made
            path.unlink()
        ear, mouth = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                store = SqliteStore(path)
                for number in range(10_000):
                    store.save_draft("D-1", {"round": round_number, "number": number, "words": MARK * 200})
                    store.keep_record({"draft_id": f"D-{round_number}-{number}", "words": MARK})
                    os.write(mouth, number.to_bytes(4, "big"))
            finally:
                os._exit(1)
        os.close(mouth)
        time.sleep(dice.uniform(0.001, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(ear, "rb") as heard:
            last = len(heard.read()) // 4 - 1
        acknowledged += last + 1
        store = SqliteStore(path)
        draft = store.draft("D-1")
        kept = {store.record(summary.id)["draft_id"] for summary in store.records()[: last + 3]}  # type: ignore[index]
        assert {f"D-{round_number}-{number}" for number in range(last + 1)} <= kept
        if last >= 0:
            assert draft is not None
            assert draft["number"] in {last, last + 1}
        store.save_draft("D-after", {})


def test_opening_the_door_to_the_store_loads_nothing_heavy() -> None:
    heavy = {"jinja2", "pydantic", "sqlalchemy", "platformdirs", "yaml", "ipywidgets", "pandas"}
    code = (
        "import sys, infoshare; before = set(sys.modules); import infoshare.records.store, infoshare.records.export; "
        f"print({heavy} & (set(sys.modules) - before))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
