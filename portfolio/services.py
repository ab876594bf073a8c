"""Changes of a portfolio. The portfolio's row is held, so that two tabs come one after another."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Lower

from portfolio.audience import is_narrower
from portfolio.models import (
    Portfolio,
    PortfolioLink,
    ShareLink,
    ShareLinkQuerySet,
    ShownProject,
)
from progress.models import Project, Visibility

MOST_SHOWN = 20
MOST_LINKS = 8
MOST_SHARE_LINKS = 50


class TooManyError(Exception):
    """There are as many of them as there may be."""


class AudienceChangedError(Exception):
    """The page is open to others by now than it was when the person decided."""


class NotTheirsError(Exception):
    """The project is somebody else's: a mistake of the caller, never of the person."""


class LinkTakenError(Exception):
    """The address is on the portfolio already, under another name."""

    def __init__(self, link: PortfolioLink) -> None:
        super().__init__(link)
        self.link = link


class RecipientTakenError(Exception):
    """A live link for this recipient exists."""


def hold(portfolio: Portfolio) -> Portfolio:
    """The portfolio as it is now, held until the transaction ends.

    Raises Portfolio.DoesNotExist where it was deleted meanwhile.
    """
    return Portfolio.objects.select_for_update(no_key=True).get(pk=portfolio.pk)


@transaction.atomic
def show_project(*, portfolio: Portfolio, project: Project, opens: bool = False) -> None:
    """Put a project last on the page, once.

    A private one is opened to whom the page is open to; with `opens` any that is narrower.
    Raises AudienceChangedError where the page is open to others than `portfolio` says,
    NotTheirsError, TooManyError, and Project.DoesNotExist where it was deleted meanwhile.
    """
    decided_for = portfolio.visibility
    portfolio = hold(portfolio)
    if portfolio.visibility != decided_for:
        raise AudienceChangedError
    project = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if project.user_id != portfolio.user_id:
        raise NotTheirsError
    shown = list(portfolio.shown.all())
    if project.pk not in {item.project_id for item in shown}:
        if len(shown) >= MOST_SHOWN:
            raise TooManyError
        _number(shown)
        ShownProject.objects.create(portfolio=portfolio, project=project, order=len(shown))
    may_open = opens or project.visibility == Visibility.PRIVATE
    if may_open and is_narrower(project.visibility, portfolio.visibility):
        # Who may see it is no change of the work.
        Project.objects.filter(pk=project.pk).update(visibility=portfolio.visibility)


@transaction.atomic
def hide_project(*, portfolio: Portfolio, project_id: int) -> None:
    """Take a project off the page. Who may see it stays as it is."""
    portfolio = hold(portfolio)
    portfolio.shown.filter(project=project_id).delete()
    _number(list(portfolio.shown.all()))


@transaction.atomic
def move_project(*, portfolio: Portfolio, project_id: int, by: int) -> bool:
    """Move a project on the page, -1 for up and 1 for down; whether it is there.

    At the end of the list it stays where it is.
    """
    portfolio = hold(portfolio)
    shown = list(portfolio.shown.all())
    place = next((n for n, item in enumerate(shown) if item.project_id == project_id), None)
    if place is None:
        return False
    to = max(0, min(place + by, len(shown) - 1))
    shown.insert(to, shown.pop(place))
    _number(shown)
    return True


@transaction.atomic
def add_link(*, portfolio: Portfolio, label: str, url: str) -> PortfolioLink:
    """Put a link of the learner's own last; sent twice, it is there once.

    Raises LinkTakenError and TooManyError.
    """
    portfolio = hold(portfolio)
    there = portfolio.links.filter(url=url).first()
    if there and there.label != label:
        raise LinkTakenError(there)
    if there:
        return there
    if portfolio.links.count() >= MOST_LINKS:
        raise TooManyError
    last = portfolio.links.aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    return PortfolioLink.objects.create(portfolio=portfolio, label=label, url=url, order=order)


@transaction.atomic
def share(
    *,
    portfolio: Portfolio,
    recipient: str,
    expires_at: datetime.datetime | None,
    now: datetime.datetime,
) -> ShareLink:
    """A new secret address for one recipient. Raises RecipientTakenError and TooManyError."""
    portfolio = hold(portfolio)
    same = _links_for(portfolio, recipient)
    # An expired one opens nothing: it makes room for the new one.
    same.filter(expires_at__lte=now).update(revoked_at=now)
    if same.exists():
        raise RecipientTakenError
    if portfolio.share_links.live(now).count() >= MOST_SHARE_LINKS:
        raise TooManyError
    return ShareLink.objects.create(portfolio=portfolio, recipient=recipient, expires_at=expires_at)


def _links_for(portfolio: Portfolio, recipient: str) -> ShareLinkQuerySet:
    """A recipient's links that are not revoked, however the name is written.

    SQLite makes only the letters A to Z small; the constraint there is left to Python. And where
    the database finds two names the same, they are.
    """
    valid = portfolio.share_links.filter(revoked_at__isnull=True)
    named = valid.annotate(name=Lower("recipient"), asked=Lower(Value(recipient)))
    folded = recipient.casefold()
    same = [
        link.pk for link in named if link.name == link.asked or link.recipient.casefold() == folded
    ]
    return valid.filter(pk__in=same)


def revoke(*, link: ShareLink, now: datetime.datetime) -> None:
    """Close an address for good. The first time counts."""
    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now)


def _number(shown: list[ShownProject]) -> None:
    """Write the places 0, 1, 2… of a held page; what is there already costs nothing."""
    for place, item in enumerate(shown):
        if item.order != place:
            item.order = place
            item.save(update_fields=["order"])
