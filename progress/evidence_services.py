"""Links and notes that a learner adds to a step, and what else supports it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import hold
from progress import services
from progress.models import CourseLog, Evidence, Project
from roadmap.models import Step

MOST_LINKS = 10


@transaction.atomic
def add_evidence(
    *, user: User, step: Step, url: str = "", title: str = "", note: str = ""
) -> Evidence | None:
    """Add a link and a note to a step; None where no link was given.

    A link that is there already stays one, and takes the title that comes with it. A first
    note is kept; one that is there is not written over. Raises ValidationError, keyed by
    field, and then keeps nothing.
    """
    # Held until the end, so that links added at once are counted one after the other.
    hold(user)
    if note:
        _add_note(user, step, note)
    return _add_link(user, step, url, title) if url else None


def _add_note(user: User, step: Step, note: str) -> None:
    there = services.locked_states(user.pk, [step.pk])[step.pk].note
    if there and there != note:
        raise ValidationError(
            {"note": _("This step has a note already. Open the step to change it.")}
        )
    services.write_note(user=user, step=step, note=note)


def _add_link(user: User, step: Step, url: str, title: str) -> Evidence:
    links = Evidence.objects.filter(user=user, step=step)
    there = links.filter(url=url).first()
    if there is None and links.count() >= MOST_LINKS:
        raise ValidationError(
            {
                "url": _("A step takes %(most)d links at most. Delete one to make room.")
                % {"most": MOST_LINKS}
            }
        )
    link = there or Evidence(user=user, step=step, url=url)
    link.title = title or link.title
    link.full_clean()
    link.save()
    return link


@dataclass(frozen=True, slots=True)
class Support:
    """What one person has that supports a step."""

    links: tuple[Evidence, ...] = ()
    courses: tuple[CourseLog, ...] = ()
    projects: tuple[Project, ...] = ()

    @property
    def is_full(self) -> bool:
        return len(self.links) >= MOST_LINKS


def support_of(user_id: int, step: Step) -> Support:
    """The links, courses and projects of a person for a step. Three queries."""
    return Support(
        links=tuple(Evidence.objects.filter(user=user_id, step=step)),
        courses=tuple(
            CourseLog.objects.filter(user=user_id, course__steps=step).select_related("course")
        ),
        projects=tuple(Project.objects.filter(user=user_id, steps=step)),
    )
