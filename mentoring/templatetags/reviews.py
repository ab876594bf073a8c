"""What came of asking for a review, on the pages of the work itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template

from mentoring.thread_page import OwnReview, own_reviews

if TYPE_CHECKING:
    from accounts.models import User
    from progress.models import Project

register = template.Library()


@register.simple_tag
def reviews_of(user: User, projects: Iterable[Project]) -> dict[int, OwnReview]:
    """By project, for the filter `about`. One query."""
    return own_reviews(user, projects)


@register.simple_tag
def review_of(user: User, project: Project) -> OwnReview | None:
    return own_reviews(user, [project]).get(project.pk)


@register.filter
def about(reviews: dict[int, OwnReview], project: Project) -> OwnReview | None:
    return reviews.get(project.pk)
