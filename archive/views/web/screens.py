"""The two shapes of a screen that changes something: a form filled in, a button pressed."""

from collections.abc import Callable
from typing import Any, TypeVar

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response

from archive.errors import ArchiveError, Crowded, Invalid, NotPermitted
from archive.operations._foreseeing import Foreseen
from archive.views.web.forms import Form
from archive.views.web.layout import say_error
from archive.views.web.request import Request
from archive.wording import _

R = TypeVar("R")
UNPROCESSABLE = 422


def filled_in(  # noqa: PLR0913, PLR0917 - a screen is exactly these
    request: Request,
    form: Form,
    change: Callable[[dict[str, Any]], R],
    go: Callable[[R], Any],
    done: str = _("已保存。"),
    foresee: Callable[[dict[str, Any]], Foreseen] | None = None,
) -> Any:
    """Show ``form``; when it is posted, make the ``change`` and go on to the page of its result.

    Where ``foresee`` is given and the person asked for it, what the change would do is shown
    beside the form instead, and nothing is changed.

    What is wrong is shown beside the fields with all that was typed; nothing is changed then.
    ``go`` gives a node or an address; ``done`` is the sentence shown there.
    """
    foreseen = None
    if request.method == "POST":
        try:
            typed = form.read(request.POST)
            if foresee is not None and request.POST.get("foresee"):
                foreseen = foresee(typed)
            else:
                return go_on(request, go(change(typed)), done)
        except Invalid as invalid:
            form.refuse(invalid)
            request.response.status_code = UNPROCESSABLE
    return {"form": form, "foreseen": foreseen, "foresees": foresee is not None}


def pressed(request: Request, change: Callable[[], object], go: Any, done: str) -> Response:
    """Make the ``change`` of a button and go to ``go``; where it can't be made, say why there."""
    try:
        change()
    except (NotPermitted, Crowded):
        raise  # each is answered with a page of its own
    except ArchiveError as error:
        request.tm.abort()  # nothing of the change is kept, while the notice is
        request.tm.begin()
        fields = error.fields.values() if isinstance(error, Invalid) else ()
        sentences = [request.say(field) for field in fields] or [say_error(request, error)]
        for sentence in sentences:
            request.session.flash(sentence, "error")
        return HTTPSeeOther(_place(request, go))
    return go_on(request, go, done)


def go_on(request: Request, go: Any, done: str) -> Response:
    """Go to the page of a node, or to an address, and say ``done`` there."""
    request.session.flash(request.say(done), "done")
    return HTTPSeeOther(_place(request, go))


def _place(request: Request, go: Any) -> str:
    return go if isinstance(go, str) else request.at(go)
