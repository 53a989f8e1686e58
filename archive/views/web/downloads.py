"""Serves the bytes of a stored file, whole or by Range, so that a browser runs none of them."""

from typing import Any
from urllib.parse import quote

from pyramid.response import Response
from webob.static import FileIter

from archive.errors import Missing
from archive.models.components import StoredFile
from archive.preservation.fixity import LACKING, Stored, opened, require_sound
from archive.security.headers import FOREIGN_BYTES_POLICY, PRIVATE
from archive.views.web.request import Request
from archive.views.web.streams import Checked, incident
from archive.wording import _

#: Shown in the page itself; anything else is only ever downloaded.
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "audio/", "video/")


#: Bytes of a file that is read whole before the answer begins, so that a page can say it is wrong.
BEFOREHAND = 1_000_000

NO_PICTURE = _("这一页的图像在存储中找不到，请下载文件查看，并告知系统管理员。")


def download(request: Request, file: StoredFile) -> Response:
    """Give the bytes as a file to keep, under the name it came by."""
    response = _bytes_of(request, file, "application/octet-stream")
    name = quote(file.filename)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def shown(request: Request, file: StoredFile) -> Response:
    """Give a picture, sound or film for the page itself; anything else as a download."""
    if not file.media_type.startswith(SHOWN):
        return download(request, file)
    return _bytes_of(request, file, file.media_type)


def picture(blob: Any, *, marked: bool) -> Response:
    """Give a page picture the worker drew; one of something marked is kept by no browser."""
    try:
        stream = blob.open("c")
    except LACKING:
        raise Missing(NO_PICTURE) from None
    return Response(
        app_iter=FileIter(stream),
        content_type="image/jpeg",
        cache_control=PRIVATE if marked else "private, max-age=600",
    )


def _bytes_of(request: Request, file: StoredFile, media_type: str) -> Response:
    """Give the bytes, which raise Unsound as they leave, or before, where they are wrong."""
    if file.size <= BEFOREHAND:
        require_sound(file)
    stream = opened(file)
    response = Response(
        app_iter=Checked(stream, Stored.of(file), incident(request)),
        content_type=media_type,
        content_length=file.size,
        accept_ranges="bytes",
        conditional_response=True,
        etag=file.sha256,
    )
    response.headers["Content-Security-Policy"] = FOREIGN_BYTES_POLICY
    response.headers["Cache-Control"] = PRIVATE
    return response
