"""Every dated fact of the content with its age and use, and the word that it is still true."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Model, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Course, Platform
from progress.floor import FLOOR, Shown, shown
from progress.floor_words import worded
from progress.models import CourseLog, Plan
from roles.models import SalaryBand
from skills.fact_words import FreshFact
from skills.facts import PREFIXES, freshness_of, mark_of


def current_bands() -> QuerySet[SalaryBand]:
    """The pay that pages show: of current roles, in each one's newest edition."""
    of_role = SalaryBand.objects.filter(role=OuterRef("role")).order_by().values("role")
    newest = Subquery(of_role.annotate(newest=Max("edition")).values("newest"))
    bands = SalaryBand.objects.filter(role__retired=False, edition=newest)
    return bands.select_related("role", "verified_by")


def current_courses() -> QuerySet[Course]:
    return Course.objects.current().select_related("duration_verified_by", "link_verified_by")


def current_platforms() -> QuerySet[Platform]:
    return Platform.objects.current().select_related("link_verified_by")


def _targets() -> dict[Any, int]:
    plans = Plan.objects.filter(archived_at=None, target_role__isnull=False)
    counted = plans.order_by().values_list("target_role").annotate(learners=Count("user"))
    return dict(counted)


def _logs(column: str) -> dict[Any, int]:
    counted = CourseLog.objects.order_by().values_list(column)
    return dict(counted.annotate(learners=Count("user", distinct=True)))


# What a fact is about, by its aspect.
KINDS_OF_FACT = {"pay": _("pay"), "duration": _("duration"), "link": _("link")}


@dataclass(frozen=True, slots=True)
class Source:
    """A model with dated facts: its aspects, the rows that pages show, who uses them."""

    model: type[Model]
    aspects: tuple[str, ...]
    rows: Callable[[], QuerySet[Any]]
    # Learners by the value of `used_by` of a row.
    uses: Callable[[], dict[Any, int]]
    used_by: str = "pk"

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def permission(self) -> str:
        """What somebody needs who vouches for its facts."""
        return f"{self.model._meta.app_label}.change_{self.model._meta.model_name}"


SOURCES = {
    source.label: source
    for source in (
        Source(SalaryBand, ("pay",), current_bands, _targets, "role_id"),
        Source(Course, ("duration", "link"), current_courses, lambda: _logs("course")),
        Source(Platform, ("link",), current_platforms, lambda: _logs("course__platform")),
    )
}


def labels_for(user: Any) -> frozenset[str]:
    """The models whose facts this person may vouch for."""
    return frozenset(label for label, source in SOURCES.items() if user.has_perm(source.permission))


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact on the board."""

    label: str
    pk: int
    aspect: str
    title: str
    value: str
    fresh: FreshFact
    verified_by: User | None
    # Learners whose plan or course log depends on it; nought where they are too few to tell.
    uses: int
    link: str
    link_problem: str
    # Stands for the value.
    mark: str

    @property
    def url(self) -> str:
        return reverse(f"admin:{self.label.replace('.', '_')}_change", args=[self.pk])

    @property
    def kind(self) -> str:
        return str(KINDS_OF_FACT[self.aspect])

    @property
    def shown_uses(self) -> Shown:
        return worded(shown(self.uses, self.uses))

    @property
    def rank(self) -> tuple[object, ...]:
        """Stale ones first, then what many rely on and nobody has looked at for long."""
        age = self.fresh.age_days
        return (not self.fresh.is_stale, -age * self.uses, -age, self.title, self.aspect)


def dated_facts(
    today: datetime.date, *, labels: Collection[str] = SOURCES.keys(), with_uses: bool = True
) -> list[DatedFact]:
    """Every fact that pages show, of these models. At most two queries a model."""
    found = []
    for label in SOURCES:
        if label in labels:
            source = SOURCES[label]
            uses = source.uses() if with_uses else {}
            for row in source.rows():
                used = uses.get(getattr(row, source.used_by), 0)
                found += [_fact(source, row, aspect, used, today) for aspect in aspects_of(row)]
    return sorted(found, key=lambda fact: fact.rank)


def aspects_of(row: Any) -> Iterable[str]:
    """The aspects of a row that say something: an empty link does not."""
    for aspect in SOURCES[row._meta.label_lower].aspects:
        if aspect != "link" or row.link:
            yield aspect


def _fact(source: Source, row: Any, aspect: str, uses: int, today: datetime.date) -> DatedFact:
    return DatedFact(
        label=source.label,
        pk=row.pk,
        aspect=aspect,
        title=str(row),
        value=_value(row, aspect),
        fresh=freshness_of(row, aspect, today),
        verified_by=getattr(row, f"{PREFIXES[aspect]}verified_by"),
        uses=uses if uses >= FLOOR else 0,
        link=row.link if aspect == "link" else "",
        link_problem=row.link_problem if aspect == "link" else "",
        mark=mark_of(row, aspect),
    )


def _value(row: Any, aspect: str) -> str:
    if aspect == "link":
        return str(row.link)
    if aspect == "pay":
        least, most = (
            number_format(figure, force_grouping=True) for figure in (row.minimum, row.maximum)
        )
        return f"{least}–{most}{'+' if row.open_ended else ''} {row.currency}"
    least, most = row.duration_min, row.duration_max
    span = f"{least}" if least == most else f"{least}–{most}"
    said = f"{span} {row.get_duration_unit_display()}"
    return gettext("About %(duration)s") % {"duration": said} if row.duration_approximate else said


def count_stale(today: datetime.date, *, labels: Collection[str] = SOURCES.keys()) -> int:
    """How many facts of these models nobody has looked at for a year. A query a model."""
    facts = dated_facts(today, labels=labels, with_uses=False)
    return sum(fact.fresh.is_stale for fact in facts)


class Word(enum.Enum):
    """What became of the word that a fact is still true."""

    TAKEN = "taken"
    REPEATED = "repeated"
    # The value is another than the one that was looked at.
    LATE = "late"


@transaction.atomic
def verify(
    *, label: str, pk: int, aspect: str, mark: str, by: User, today: datetime.date
) -> tuple[Model, Word] | None:
    """Note that somebody found a fact to be still true: the row, and what became of the word.

    `mark` is that of the value they saw. None where no page shows such a fact. A second word of
    the same person on the same day changes nothing, so the row's history has one entry.
    """
    source = SOURCES.get(label)
    row = source.rows().filter(pk=pk).select_for_update(of=("self",)).first() if source else None
    if row is None or aspect not in aspects_of(row):
        return None
    if mark != mark_of(row, aspect):
        return row, Word.LATE
    day, person = (f"{PREFIXES[aspect]}{name}" for name in ("verified_on", "verified_by"))
    if (getattr(row, day), getattr(row, f"{person}_id")) == (today, by.pk):
        return row, Word.REPEATED
    setattr(row, day, today)
    setattr(row, person, by)
    row.save(update_fields=[day, person])
    return row, Word.TAKEN
