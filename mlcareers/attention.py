"""What the admin's first page says needs attention, each to those who may act on it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.models import Report
from progress.facts_board import count_stale, labels_for
from progress.floor import shown
from progress.floor_words import worded
from progress.stuck import stuck_plans
from roadmap.models import StepChange
from roadmap.rules_admin import labels_to_mend, rules_to_mend
from skills.content import Content

QUIET_DAYS = 28


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the count, with where to find it."""

    count: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Attention:
    """One row: how many, of what, where, and what to do about it in a sentence.

    `url` may be empty where there is no list; `parts` says where the count comes from.
    """

    title: str
    # In words where it may not be told.
    count: int | str
    url: str
    advice: str
    parts: tuple[Part, ...] = ()


# A person of the staff and the day; None where nothing waits, or they may do nothing about it.
Provider = Callable[[Any, datetime.date], Attention | None]


def list_url(model: type[models.Model], query: str = "") -> str:
    """The admin's list of a model, filtered."""
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist") + query


def drafts(user: Any, today: datetime.date) -> Attention | None:
    """All kinds of content in one query."""
    kinds: dict[str, type[Content]] = {
        model._meta.label: model
        for model in apps.get_models()
        if issubclass(model, Content)
        and user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    }
    counts = [
        model._default_manager.filter(draft=True)
        .order_by()
        .values(of_model=Value(label))
        .annotate(waiting=Count("pk"))
        for label, model in kinds.items()
    ]
    if not counts:
        return None
    found: dict[str, int] = {
        row["of_model"]: row["waiting"] for row in counts[0].union(*counts[1:], all=True)
    }
    parts = tuple(
        Part(found[label], _called(model, found[label]), list_url(model, "?state=draft"))
        for label, model in kinds.items()
        if found[label]
    )
    if not parts:
        return None
    return Attention(
        title=_("Drafts"),
        count=sum(part.count for part in parts),
        url=parts[0].url if len(parts) == 1 else "",
        advice=_("Nobody sees them yet. Finish and publish them, or delete what is not wanted."),
        parts=parts,
    )


def _called(model: type[models.Model], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def reported_conversations(user: Any, today: datetime.date) -> Attention | None:
    if not user.has_perm("mentoring.change_report"):
        return None
    count = Report.objects.filter(resolved_at=None).count()
    if not count:
        return None
    return Attention(
        title=_("Reported conversations"),
        count=count,
        url=list_url(Report, "?resolved_at__isempty=1"),
        advice=_("Somebody waits for an answer. Read what was reported and say how it is settled."),
    )


def learners_stuck(user: Any, today: datetime.date) -> Attention | None:
    if not user.has_perm("progress.view_plan"):
        return None
    count = stuck_plans(today, days=QUIET_DAYS).count()
    if not count:
        return None
    return Attention(
        title=_("Learners stuck"),
        # The page of figures withholds as much.
        count=worded(shown(count, count)),
        url=reverse("figures:page"),
        advice=_(
            "Their plans run and no step has moved for %(days)s days. "
            "A mentor’s message helps; a step that many stop at wants a look."
        )
        % {"days": QUIET_DAYS},
    )


def stale_facts(user: Any, today: datetime.date) -> Attention | None:
    labels = labels_for(user)
    count = count_stale(today, labels=labels) if labels else 0
    if not count:
        return None
    return Attention(
        title=_("Stale facts"),
        count=count,
        url=reverse("content-admin:facts"),
        advice=_("Nobody has looked at them for a year. Check each at its source: one click."),
    )


def broken_content_rules(user: Any, today: datetime.date) -> Attention | None:
    count = len(rules_to_mend(user)) if labels_to_mend(user) else 0
    if not count:
        return None
    return Attention(
        title=_("Broken content rules"),
        count=count,
        url=reverse("content-admin:rules"),
        advice=_("Each says where it is and how to mend it."),
    )


def waiting_step_changes(user: Any, today: datetime.date) -> Attention | None:
    if not user.has_perm("roadmap.change_stepchange"):
        return None
    count = StepChange.objects.pending().count()
    if not count:
        return None
    return Attention(
        title=_("Step changes not carried out"),
        count=count,
        url=list_url(StepChange, "?applied_at__isempty=1"),
        advice=_("Look at what each would do to learners, then carry it out or delete it."),
    )


PROVIDERS: tuple[Provider, ...] = (
    reported_conversations,
    drafts,
    waiting_step_changes,
    broken_content_rules,
    stale_facts,
    learners_stuck,
)


def pages_for(user: Any) -> list[tuple[str, str]]:
    """Pages that look at everything at once: their names and addresses."""
    pages = [
        (user.has_perm("progress.view_plan"), _("Figures of what learners do"), "figures:page"),
        (bool(labels_for(user)), _("Dated facts"), "content-admin:facts"),
        (bool(labels_to_mend(user)), _("Content rules"), "content-admin:rules"),
    ]
    return [(name, reverse(address)) for may_see, name, address in pages if may_see]


def needing_attention(user: Any, today: datetime.date) -> list[Attention]:
    return list(_found(user, today))


def _found(user: Any, today: datetime.date) -> Iterator[Attention]:
    for provider in PROVIDERS:
        attention = provider(user, today)
        if attention is not None:
            yield attention
