"""卷宗 (Juanzong): a records archive for administrative law enforcement."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyramid.router import Router


def main(_global_config: Mapping[str, str], **ini: Any) -> "Router":
    """Make the web application from the settings of an ini section."""
    from pyramid.config import Configurator

    from archive.settings import read_settings

    with Configurator(settings={**DEFAULTS, **ini}) as config:
        config.registry.juanzong = read_settings(ini)
        config.include("pyramid_exclog")
        config.include("pyramid_retry")
        config.include("pyramid_tm")
        config.include("archive.views.web.database")
        config.include("archive.views.web.templates")
        config.include("archive.views.web.retrying")
        config.include("archive.views.web.request")
        config.include("archive.views.web.address")
        config.include("archive.views.web.observing")
        config.include("archive.views.web.supervising")
        config.include("archive.views.web.away")
        config.include("archive.views.web.security")
        config.include("archive.views.web.layout")
        config.include("archive.views.search.search")
        config.include("archive.views.home")
        config.include("archive.worker")
        config.scan("archive.views")
        return config.make_wsgi_app()


#: What every archive needs, said once so that an ini file need not.
DEFAULTS = {
    "tm.manager_hook": "pyramid_tm.explicit_manager",
    "tm.commit_veto": "archive.views.web.request.veto",
    "tm.annotate_user": "no",  # who did what is in the journal
    "exclog.ignore": "pyramid.httpexceptions.WSGIHTTPException archive.errors.ArchiveError",
    "exclog.get_message": "archive.server.logs.message_of",
    "pyramid.default_locale_name": "zh_CN",
}
