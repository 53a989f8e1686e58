"""Files that come with a form: written straight to disk and hashed while they arrive."""

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from pyramid.csrf import check_csrf_origin
from pyramid.exceptions import BadCSRFToken
from pyramid.interfaces import ICSRFStoragePolicy
from webob.multidict import MultiDict

from archive.errors import Invalid
from archive.models.components import Arrived
from archive.wording import _

BLOCK = 256 * 1024
LONGEST_FIELD = 1024 * 1024
LONGEST_NAME = 200
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\\/]+")


@dataclass
class Posted:
    """The fields of a form and the files that came with it."""

    fields: MultiDict = field(default_factory=MultiDict)
    files: list[tuple[str, Arrived]] = field(default_factory=list)

    def of(self, name: str) -> list[Arrived]:
        """Give the files that came in the field ``name``."""
        return [arrived for field_name, arrived in self.files if field_name == name]

    def discard(self) -> None:
        """Remove the files nobody took over."""
        for _name, arrived in self.files:
            arrived.path.unlink(missing_ok=True)


def receive(request: Any, most: int | None = None) -> Posted:
    """Read a form with files; raise Invalid on ``files`` where it is too large or broken.

    ``most`` bounds the bytes of the whole form where not just anyone's disk is to be filled.

    A file goes from the server's buffer to the folder of arrivals in one pass, hashed on the
    way; from there it is moved into the archive. Views that use this ask for no CSRF check of
    their own (``require_csrf=False``), since that would read the body once more: it is made here.
    """
    check_csrf_origin(request)
    posted = _received(request, most or request.registry.juanzong.upload_most)
    policy = request.registry.getUtility(ICSRFStoragePolicy)
    if not policy.check_csrf_token(request, posted.fields.get("csrf_token", "")):
        posted.discard()
        raise BadCSRFToken
    return posted


def _received(request: Any, most: int) -> Posted:
    settings = request.registry.juanzong
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    if kind != "multipart/form-data":
        return Posted(fields=request.POST)
    length = request.content_length or 0
    if length > most:
        raise Invalid(files=_("文件总量超过上限，请分几次上传。"))
    posted = Posted()
    try:
        with PushMultipartParser(options.get("boundary", ""), max_segment_count=2000) as parser:
            _Receiver(posted, settings.upload_folder).take(parser, request.body_file, length)
    except (MultipartError, ValueError):
        posted.discard()
        raise Invalid(files=_("上传中断或格式有误，请重新上传。")) from None
    request.add_finished_callback(lambda _request: posted.discard())
    return posted


@dataclass
class _Receiver:
    """Sorts what the parser gives into fields and files."""

    posted: Posted
    folder: Path

    def take(self, parser: PushMultipartParser, body: BinaryIO, length: int) -> None:
        """Go through the whole body."""
        part: _Part | None = None
        for block in _blocks(body, length):
            for event in parser.parse(block):
                if isinstance(event, MultipartSegment):
                    part = _Part.opened(event, self.folder)
                elif event is None and part is not None:
                    part.end(self.posted)
                elif part is not None and event is not None:
                    part.write(event)


def _blocks(body: BinaryIO, length: int) -> Iterator[bytes]:
    """Give the body in blocks, and an empty one as its end."""
    if body.seekable():
        body.seek(0)
    while length > 0:
        block = body.read(min(BLOCK, length))
        if not block:
            break
        length -= len(block)
        yield block
    yield b""


@dataclass
class _Part:
    """One field or file on its way in."""

    name: str
    filename: str | None
    stream: Any = None
    path: Path | None = None
    digest: Any = None
    size: int = 0
    kept: bytearray = field(default_factory=bytearray)

    @classmethod
    def opened(cls, segment: MultipartSegment, folder: Path) -> "_Part":
        """Open a file for a file, and a buffer for a field."""
        part = cls(segment.name or "", segment.filename)
        if part.filename:
            handle, path = tempfile.mkstemp(dir=folder, prefix="arriving-")
            part.stream, part.path = os.fdopen(handle, "wb", buffering=0), Path(path)
            part.digest = sha256()
        return part

    def write(self, block: bytes | bytearray) -> None:
        """Write and hash a block; a field that is too long is broken."""
        self.size += len(block)
        if self.stream is not None:
            self.stream.write(block)
            self.digest.update(block)
        elif self.size > LONGEST_FIELD:
            raise ValueError(self.name)
        else:
            self.kept += block

    def end(self, posted: Posted) -> None:
        """Hand the finished field or file over."""
        if self.stream is None:
            if self.filename is None:
                posted.fields.add(self.name, self.kept.decode("utf-8", "replace"))
            return
        self.stream.close()
        path = self.path or Path()
        arrived = Arrived(path, plain_name(self.filename or ""), self.size, self.digest.hexdigest())
        posted.files.append((self.name, arrived))


def plain_name(name: str) -> str:
    """Give a file's name without folders and control characters, cut to what can be stored."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = UNPRINTABLE.sub("", last).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    with suppress(ValueError):
        if len(plain) > LONGEST_NAME:
            plain = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending[:20]
    return plain or "unnamed"
