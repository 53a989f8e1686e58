"""Where a stored class stood before it moved: the only place that remembers (``classes.txt``)."""

#: ``module.Class`` as older databases name it, and as it is called now.
RENAMED: dict[str, str] = {
    "archive.models.site.Fonds": "archive.models.holdings.Fonds",
    "archive.models.site.Series": "archive.models.holdings.Series",
    "archive.models.site.Year": "archive.models.holdings.Year",
    "archive.models.site.Unit": "archive.models.units.ListedUnit",  # 2026-11-25, step 3
    "archive.models.standing.Proposed": "archive.models.posts.Proposed",  # 2026-12-01
    "archive.models.standing.Standing": "archive.models.posts.Post",
    "archive.models.markings.Knower": "archive.models.markings.Informed",
    "archive.models.requests.Asked": "archive.models.applications.Application",
    "archive.models.requests.Delivery": "archive.models.applications.Delivery",
    "archive.models.requests.Document": "archive.models.applications.Document",
    "archive.models.requests.Relation": "archive.models.applications.Relation",
    "archive.workflow.Asking": "archive.states.RequestState",
    "archive.workflow.Filing": "archive.states.FilingState",
    "archive.workflow.Outcome": "archive.states.Outcome",
}


def present_name(name: str) -> str:
    """Give what the stored class ``name`` is called now."""
    return RENAMED.get(name, name)
