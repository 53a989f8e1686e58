"""Files that come with a form: written straight to disk and hashed while they arrive."""

import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
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
from archive.media.secrecy_scan import look_at_all
from archive.models.components import Arrived
from archive.storage.space import FULL, NoRoom, has_room
from archive.views.web.forms import Form
from archive.views.web.request import Request
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
    pictures: bool = True

    def of(self, name: str) -> list[Arrived]:
        """Give the files that came in the field ``name``."""
        return [arrived for field_name, arrived in self.files if field_name == name]

    def look_at(self, name: str) -> None:
        """Look for marks at the files of a field that are to be kept, once the form is right.

        It takes seconds where ``pictures`` are read, and who changes the archive keeps others
        waiting: so it is done before the act, which asks again and is told at once.
        """
        found = [(each.path, each.sha256) for each in self.of(name) if each.size]
        look_at_all(found, pictures=self.pictures)

    def discard(self) -> None:
        """Remove the files nobody took over."""
        for _name, arrived in self.files:
            arrived.path.unlink(missing_ok=True)


def receive(request: Request, most: int | None = None, form: Form | None = None) -> Posted:
    """Read a form with files; raise Invalid on ``files`` where it is too large or broken.

    ``most`` bounds the bytes of the whole form where not just anyone's disk is to be filled.
    ``form`` keeps what was typed, so that it is shown again where no file could be taken.

    A file goes from the server's buffer to the folder of arrivals in one pass, hashed and synced
    on the way; from there it is moved into the archive. Views that use this ask for no CSRF check
    of their own (``require_csrf=False``), since that would read the body once more: it is made
    here, and before any file is taken where the token stands first, as in every form of ours.
    Whatever happens, no file stays that nobody took over.
    """
    check_csrf_origin(request)
    posted = Posted(pictures=request.registry.juanzong.scan_pictures)
    request.add_finished_callback(lambda _request: posted.discard())
    try:
        _fill(request, posted, most or request.registry.juanzong.upload_limit)
        _require_token(request, posted)
    except BaseException:
        posted.discard()
        raise
    finally:
        if form is not None and posted.fields:
            form.keep(posted.fields)
    return posted


def _require_token(request: Request, posted: Posted) -> None:
    policy = request.registry.getUtility(ICSRFStoragePolicy)
    if not policy.check_csrf_token(request, posted.fields.get("csrf_token", "")):
        raise BadCSRFToken


def _fill(request: Request, posted: Posted, most: int) -> None:
    settings = request.registry.juanzong
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    if kind != "multipart/form-data":
        posted.fields = request.POST
        return
    length = request.content_length or 0
    if length > most:
        raise Invalid(files=_("文件总量超过上限，请分几次上传。"))
    receiver = _Receiver(posted, settings.upload_folder, lambda: _require_token(request, posted))
    receiver.has_room = has_room(settings.upload_folder, settings.spare_space, length)
    try:
        with PushMultipartParser(options.get("boundary", ""), max_segment_count=2000) as parser:
            receiver.take(parser, request.body_file, length)
    except (MultipartError, ValueError):
        raise Invalid(files=_("上传中断或格式有误，请重新上传。")) from None
    if receiver.left_out:
        raise Invalid(files=NoRoom.sentence)


@dataclass
class _Receiver:
    """Sorts what the parser gives into fields and files; ``before_files`` is asked once.

    Where the disk has no room (``has_room``) the fields are read all the same, and no file.
    """

    posted: Posted
    folder: Path
    before_files: Callable[[], None]
    has_room: bool = True
    left_out: bool = False

    def take(self, parser: PushMultipartParser, body: BinaryIO, length: int) -> None:
        """Go through the whole body; a file that did not come whole is gone."""
        part: _Part | None = None
        try:
            for block in _blocks(body, length):
                for event in parser.parse(block):
                    if isinstance(event, MultipartSegment):
                        part = self._opened(event)
                    elif event is None and part is not None:
                        part.end(self.posted)
                        part = None
                    elif part is not None and event is not None:
                        part = self._written(part, event)
        finally:
            if part is not None:
                part.give_up()

    def _opened(self, segment: MultipartSegment) -> "_Part | None":
        """Open the next part; the token is looked at before the first file where it came first."""
        if segment.filename and not self.posted.files and "csrf_token" in self.posted.fields:
            self.before_files()
        if segment.filename and not self.has_room:
            self.left_out = True
            return None
        return _Part.opened(segment, self.folder)

    def _written(self, part: "_Part", block: bytes | bytearray) -> "_Part | None":
        """Write a block; on a disk that is full now the file is given up and the form read on."""
        try:
            part.write(block)
        except OSError as error:
            if error.errno not in FULL:
                raise
            part.give_up()
            self.has_room, self.left_out = False, True
            return None
        return part


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
        os.fsync(self.stream.fileno())  # here, and not while others wait for the commit
        self.stream.close()
        path = self.path or Path()
        arrived = Arrived(path, plain_name(self.filename or ""), self.size, self.digest.hexdigest())
        posted.files.append((self.name, arrived))

    def give_up(self) -> None:
        """Let go of a file that did not come whole."""
        if self.stream is not None:
            self.stream.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


def plain_name(name: str) -> str:
    """Give a file's name without folders and control characters, cut to what can be stored."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = UNPRINTABLE.sub("", last).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    with suppress(ValueError):
        if len(plain) > LONGEST_NAME:
            plain = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending[:20]
    return plain or "unnamed"
