"""Which steps have others in their place: they can't be on the roadmap beside those."""

from __future__ import annotations

from roadmap.models import StepChange


def replaced_steps() -> dict[int, str]:
    """The steps, by key, with the slug of the change that put others in their place.

    A step that a later change puts back in its place is not among them. One query.
    """
    pairs = (
        StepChange.objects.in_force()
        .filter(targets__isnull=False)
        .order_by("applied_at", "order", "pk")
        .values_list("slug", "sources", "targets")
    )
    found: dict[int, str] = {}
    for slug, source, target in pairs:
        found.pop(target, None)
        found[source] = slug
    return found
