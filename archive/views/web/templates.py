"""Templates, each compiled when it is first shown: by one thread at a time."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

from pyramid.decorator import reify
from pyramid_chameleon.renderer import template_renderer_factory
from pyramid_chameleon.zpt import PyramidPageTemplateFile, ZPTTemplateRenderer

if TYPE_CHECKING:
    from pyramid.config import Configurator

#: Python 3.11 counts how deep a tree of syntax is in one place for all threads: where two compile
#: at once, one of them fails (SystemError, recursion depth mismatch).
COMPILING = RLock()


class Template(PyramidPageTemplateFile):
    """A page template that is compiled while no other is."""

    def cook_check(self) -> bool:
        """Compile it where that is due; say whether it was."""
        if self._cooked and not self.auto_reload:
            return False
        with COMPILING:
            return bool(super().cook_check())


class Renderer(ZPTTemplateRenderer):
    """Shows what a view gives by one of our templates."""

    @reify
    def template(self) -> Template:
        """Give the template; it is compiled later."""
        return Template(
            self.path,
            auto_reload=self.lookup.auto_reload,
            debug=self.lookup.debug,
            translate=self.lookup.translate,
            macro=self.macro,
        )


def includeme(config: Configurator) -> None:
    """Let ``.pt`` be ours."""
    config.include("pyramid_chameleon")
    config.add_renderer(".pt", _make)


def _make(info: Any) -> Any:
    return template_renderer_factory(info, Renderer)
