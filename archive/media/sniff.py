"""Tells what a file is from its bytes, never from its name."""

import zipfile
from enum import StrEnum
from pathlib import Path

import filetype

HEAD = 8192


class MediaType(StrEnum):
    """The kinds of file the archive tells apart."""

    PDF = "application/pdf"
    OFD = "application/ofd"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    OLE = "application/x-ole-storage"
    ZIP = "application/zip"
    TEXT = "text/plain"
    HTML = "text/html"
    SVG = "image/svg+xml"
    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    BMP = "image/bmp"
    TIFF = "image/tiff"
    WAV = "audio/x-wav"
    MP3 = "audio/mpeg"
    M4A = "audio/mp4"
    OGG = "audio/ogg"
    AMR = "audio/amr"
    FLAC = "audio/x-flac"
    MP4 = "video/mp4"
    AVI = "video/x-msvideo"
    MKV = "video/x-matroska"
    WEBM = "video/webm"
    MOV = "video/quicktime"
    OTHER = "application/octet-stream"


KNOWN = {str(each): each for each in MediaType}

PICTURES = frozenset({
    MediaType.JPEG, MediaType.PNG, MediaType.GIF, MediaType.WEBP, MediaType.BMP, MediaType.TIFF,
})  # fmt: skip

#: A member of the ZIP that only this kind has.
MEMBERS = (
    ("OFD.xml", MediaType.OFD),
    ("word/document.xml", MediaType.DOCX),
    ("xl/workbook.xml", MediaType.XLSX),
    ("ppt/presentation.xml", MediaType.PPTX),
)

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(path: Path) -> MediaType:
    """Give the kind of the file at ``path``; garbage is ``OTHER``, never an error."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024]:
        return MediaType.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(OLE_HEAD):
        return MediaType.OLE
    guessed = filetype.guess_mime(head)
    return KNOWN.get(guessed or "", MediaType.OTHER) if guessed else _text(head)


def _zipped(path: Path) -> MediaType:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return MediaType.OTHER
    return next((kind for member, kind in MEMBERS if member in names), MediaType.ZIP)


def _text(head: bytes) -> MediaType:
    if not head or b"\x00" in head or decoded(head, partial=True) is None:
        return MediaType.OTHER
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start[:1024]:
        return MediaType.SVG
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return MediaType.HTML
    return MediaType.TEXT


def decoded(raw: bytes, *, partial: bool = False) -> str | None:
    """Decode text as UTF-8, else as GB18030; ``partial`` allows the last character to be cut."""
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4 if partial else 1):
            try:
                return raw[: len(raw) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
