"""The files of a record: downloaded, shown, and their pages as pictures."""

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from archive.models.components import Attachment, Component, StoredFile
from archive.operations.components import download_component
from archive.operations.requests import download_attachment
from archive.security.permissions import Permission as P
from archive.views.dossiers.contents import note_marked
from archive.views.web.downloads import download, picture, shown
from archive.views.web.request import Request

#: Digits of the largest page number there can be.
MOST_DIGITS = 6


@view_config(context=Component, name="download", permission=P.COMPONENT_DOWNLOAD)
def download_file(component: Component, request: Request) -> Response:
    """Give the file to keep; written down before it leaves."""
    download_component(request.ctx, component)
    return download(request, component)


@view_config(context=Component, name="content", permission=P.COMPONENT_DOWNLOAD)
def content(component: Component, request: Request) -> Response:
    """Give a picture, sound or film to the page, whole or by Range; written down before."""
    download_component(request.ctx, component)
    return shown(request, component)


@view_config(context=Component, name="page", permission=P.DOSSIER_READ)
@view_config(context=Attachment, name="page", permission=P.REQUEST_READ)
def page(file: StoredFile, request: Request) -> Response:
    """Give the picture of one page: ``…/page/3``; of a marked file, written down before."""
    number = "/".join(request.subpath)
    is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    blob = file.previews.get(int(number)) if is_number else None
    if blob is None:
        raise HTTPNotFound
    note_marked(request, [file] if isinstance(file, Component) else [])
    return picture(blob, marked=bool(file.guards))


@view_config(context=Attachment, name="download", permission=P.REQUEST_READ)
def download_enclosed(attachment: Attachment, request: Request) -> Response:
    """Give a requester's file to who examines the request."""
    download_attachment(request.ctx, attachment)
    return download(request, attachment)
