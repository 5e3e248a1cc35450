"""A folder and a file that only their owner can open: made so before a byte of content is written, or refused."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from .errors import StoreError

# SQLite's helpers beside the file; it gives new ones the file's own mode.
BESIDE = ("", "-wal", "-shm", "-journal")


def default_path() -> Path:
    """Say where records are kept: in the folder named by INFOSHARE_DATA, or in the user's own data folder."""
    chosen = os.environ.get("INFOSHARE_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute() / "records.sqlite3"
    import platformdirs  # here, so that pages that keep nothing do not pay for it

    return Path(platformdirs.user_data_dir("infoshare", appauthor=False)) / "records.sqlite3"


LOCAL = "INFOSHARE_LOCAL"
"""The environment variable that names the area's own file for the pages of one start."""


def local_path() -> Path:
    """Say where the area's own times and contacts are: the file named by INFOSHARE_LOCAL, or ``local.yaml`` beside the records."""
    chosen = os.environ.get(LOCAL)
    return Path(chosen).expanduser().absolute() if chosen else default_path().parent / "local.yaml"


def make_safe(path: Path) -> None:
    """Make the folder (0700) and an empty file (0600) where missing, and close both to others.

    Permissions are set again after making, since a umask can take away bits. No file that exists is opened here:
    closing it again would drop the locks that SQLite holds on it in another thread (sqlite.org/howtocorrupt.html, 2.2).

    Raises:
        StoreError: ``store-unsafe-place`` for a link, or a place that others own or use.
    """
    _make_folder(path.parent, path.name)
    try:
        made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except FileExistsError:
        pass
    else:
        os.chmod(path, 0o600)
        os.close(made)
        _settle(path.parent)
    for ending in BESIDE:
        _close_to_others(path.with_name(path.name + ending), folder=False)


def is_there(path: Path) -> bool:
    """Say whether the file or a link in its place is there; raise when we cannot look."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _make_folder(folder: Path, own_file: str) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
        os.chmod(folder, 0o700)
    except FileExistsError:
        pass
    found = os.lstat(folder).st_mode
    # Somebody's home or /tmp is not ours to close; a folder that is empty or already holds our file is.
    if stat.S_ISDIR(found) and found & 0o077 and os.listdir(folder) and not is_there(folder / own_file):
        raise StoreError("store-unsafe-place")
    _close_to_others(folder, folder=True)


def _close_to_others(path: Path, *, folder: bool) -> None:
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    right_kind = stat.S_ISDIR(found.st_mode) if folder else stat.S_ISREG(found.st_mode) and found.st_nlink == 1
    mine = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    if not (right_kind and mine):
        raise StoreError("store-unsafe-place")
    mode = stat.S_IMODE(found.st_mode)
    if os.name == "posix" and mode & 0o077:
        os.chmod(path, mode & 0o700)  # taken from others, never given to ourselves: read-only may be meant


def _settle(folder: Path) -> None:
    """Write the folder itself to disk, so that a file just made survives a power cut."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def code_of(error: OSError) -> str:
    """Name the plain reason behind an operating system error."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return "store-full"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "store-read-only"
    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
        return "store-unsafe-place"
    return "store-unreachable"
