"""How a mentor narrows the queue by its query string."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from accounts.models import User
from mentoring.models import Look, ReviewRequest, Subject
from mentoring.models.requests import ReviewRequestQuerySet
from roadmap.models import Stage


class Whose(models.TextChoices):
    MINE = "mine", _("My learners’")
    HELD = "held", _("What I hold")


def _stages() -> list[tuple[str, str]]:
    stages = Stage.objects.current().values_list("number", "title")
    return [(str(number), f"{number} {title}") for number, title in stages]


class QueueFilter(FilterSet):
    """A bad value is said beside its field and narrows nothing."""

    whose = ChoiceFilter(
        choices=Whose.choices,
        method="filter_whose",
        label=_("Whose"),
        empty_label=_("Everyone’s"),
    )
    look = ChoiceFilter(choices=Look.choices, label=_("Kind of request"), empty_label=_("Any kind"))
    subject = ChoiceFilter(choices=Subject.choices, label=_("Of what"), empty_label=_("Anything"))
    stage = ChoiceFilter(
        choices=_stages, method="filter_stage", label=_("Stage"), empty_label=_("Any stage")
    )

    class Meta:
        model = ReviewRequest
        fields = ["whose", "look", "subject", "stage"]

    def __init__(
        self, *args: Any, mentor: User, theirs: Q, now: datetime.datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mentor, self.theirs, self.now = mentor, theirs, now

    def filter_whose(
        self, requests: ReviewRequestQuerySet, name: str, whose: str
    ) -> ReviewRequestQuerySet:
        if whose == Whose.HELD:
            return requests.held_by(self.mentor, self.now)
        return requests.filter(self.theirs)

    def filter_stage(
        self, requests: ReviewRequestQuerySet, name: str, stage: str
    ) -> ReviewRequestQuerySet:
        """Of the version that was sent. A portfolio belongs to no one stage."""
        return requests.filter(stage=int(stage))
