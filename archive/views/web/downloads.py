"""Serves the bytes of a stored file, whole or by Range, so that a browser runs none of them."""

from typing import Any
from urllib.parse import quote

from pyramid.response import Response
from webob.static import FileIter

from archive.models.components import StoredFile
from archive.security.headers import FOREIGN_BYTES_POLICY, PRIVATE

#: Shown in the page itself; anything else is only ever downloaded.
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "audio/", "video/")


def download(file: StoredFile) -> Response:
    """Give the bytes as a file to keep, under the name it came by."""
    response = _bytes_of(file, "application/octet-stream")
    name = quote(file.filename)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def shown(file: StoredFile) -> Response:
    """Give a picture, sound or film for the page itself; anything else as a download."""
    if not file.media_type.startswith(SHOWN):
        return download(file)
    return _bytes_of(file, file.media_type)


def picture(blob: Any, *, marked: bool) -> Response:
    """Give a page picture the worker drew; one of something marked is kept by no browser."""
    stream = blob.open("c")
    return Response(
        app_iter=FileIter(stream),
        content_type="image/jpeg",
        cache_control=PRIVATE if marked else "private, max-age=600",
    )


def _bytes_of(file: StoredFile, media_type: str) -> Response:
    stream: Any = file.blob.open("c")
    response = Response(
        app_iter=FileIter(stream),
        content_type=media_type,
        content_length=file.size,
        accept_ranges="bytes",
        conditional_response=True,
        etag=file.sha256,
    )
    response.headers["Content-Security-Policy"] = FOREIGN_BYTES_POLICY
    response.headers["Cache-Control"] = PRIVATE
    return response
