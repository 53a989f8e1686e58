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
        config.include("archive.views.database")
        config.include("pyramid_chameleon")
        config.include("archive.views.retrying")
        config.include("archive.views.requesting")
        config.include("archive.views.reaching")
        config.include("archive.views.observing")
        config.include("archive.views.supervising")
        config.include("archive.views.signing")
        config.include("archive.views.layout")
        config.include("archive.views.finding")
        config.include("archive.views.home")
        config.include("archive.worker")
        config.scan("archive.views")
        return config.make_wsgi_app()


#: What every archive needs, said once so that an ini file need not.
DEFAULTS = {
    "tm.manager_hook": "pyramid_tm.explicit_manager",
    "tm.commit_veto": "archive.views.requesting.veto",
    "tm.annotate_user": "no",  # who did what is in the journal
    "exclog.ignore": "pyramid.httpexceptions.WSGIHTTPException archive.errors.ArchiveError",
    "exclog.get_message": "archive.server.logs.message_of",
    "pyramid.default_locale_name": "zh_CN",
}
