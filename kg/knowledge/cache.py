"""The knowledge base as one file: named sections, each with a checksum, read only when asked for.

The file is a cache, like Python's own bytecode: it is made from the content folders, belongs to one version of them,
of this package and of Python, and may be deleted at any time. It is written beside its final name and moved into place,
so that two processes that start together never see half of it; a file that was cut short or changed fails its checksum
and is made anew. Where nothing can be written, the knowledge base is built in memory.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import zlib
from collections.abc import Iterator

_MAGIC = b"kgquery knowledge 1\n"


class Damaged(Exception):
    """The file is not a whole knowledge base of this version."""


def fingerprint(folders: list[str]) -> str:
    """A short name for the state of the files below `folders`: their names, sizes and times, and this Python."""
    parts = [sys.version, sys.implementation.cache_tag or ""]
    for folder in folders:
        pending = [folder]
        while pending:
            with os.scandir(pending.pop()) as entries:
                for entry in sorted(entries, key=lambda e: e.name):
                    if entry.is_dir():
                        if entry.name != "__pycache__":
                            pending.append(entry.path)
                    elif not entry.name.endswith((".pyc", "~", ".swp")):
                        status = entry.stat()
                        parts.append(f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}")
    text = "\n".join(parts).encode("utf-8", "surrogateescape")
    return f"{zlib.crc32(text):08x}{zlib.adler32(text):08x}{len(parts):x}"


def cache_folders() -> Iterator[str]:
    """Where a knowledge base may be kept, best first."""
    own = os.environ.get("KGQUERY_CACHE")
    if own:
        yield own
        return
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(base):
        yield os.path.join(base, "kgquery")
    # Only asked for when the first place did not serve: the import alone takes milliseconds.
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else "user"
    yield os.path.join(tempfile.gettempdir(), f"kgquery-{user}")


def is_private(folder: str) -> bool:
    """Whether only this user can have put files into `folder`: what is loaded from it contains code."""
    if not hasattr(os, "getuid"):
        return True
    try:
        status = os.stat(folder)
    except OSError:
        return False
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def write(folder: str, name: str, sections: dict[str, bytes]) -> None:
    """Write the sections to `folder/name`, whole or not at all.

    Raises:
        OSError: the folder cannot be made or written.
    """
    import tempfile

    os.makedirs(folder, exist_ok=True, mode=0o700)
    index, offset = {}, 0
    for title, data in sections.items():
        index[title] = (offset, len(data), zlib.crc32(data))
        offset += len(data)
    head = marshal.dumps((name, index))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".making-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + len(head).to_bytes(4, "big") + zlib.crc32(head).to_bytes(4, "big") + head)
            for data in sections.values():
                file.write(data)
        os.replace(temporary, os.path.join(folder, name))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


class Sections:
    """The sections of a knowledge base, in a file or in memory."""

    def __init__(self, sections: dict[str, bytes] | None = None, file: str | None = None, name: str = "") -> None:
        self._memory = sections
        if file is not None:
            self._file = file
            with open(file, "rb") as stream:
                start = stream.read(len(_MAGIC) + 8)
                size = int.from_bytes(start[-8:-4], "big")
                if len(start) < len(_MAGIC) + 8 or not start.startswith(_MAGIC) or size > 1 << 20:
                    raise Damaged(file)
                head = stream.read(size)
                if len(head) != size or zlib.crc32(head) != int.from_bytes(start[-4:], "big"):
                    raise Damaged(file)
                found, self._index = marshal.loads(head)
                self._start = stream.tell()
                stream.seek(0, os.SEEK_END)
                whole = self._start + sum(length for _, length, _ in self._index.values())
                if found != name or stream.tell() != whole:
                    raise Damaged(file)

    def __getitem__(self, title: str) -> bytes:
        """The bytes of one section.

        Raises:
            Damaged: the section does not match its checksum.
        """
        if self._memory is not None:
            return self._memory[title]
        offset, length, checksum = self._index[title]
        with open(self._file, "rb") as stream:
            stream.seek(self._start + offset)
            data = stream.read(length)
        if len(data) != length or zlib.crc32(data) != checksum:
            raise Damaged(self._file)
        return data


def remove_stale(folder: str, keep: str, days: int = 30) -> None:
    """Delete knowledge bases of other versions that were made more than `days` ago."""
    import time

    limit = time.time() - days * 86400
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.name.startswith("kb-") and entry.name != keep and entry.stat().st_mtime < limit:
                    os.unlink(entry.path)
