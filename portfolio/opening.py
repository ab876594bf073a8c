"""Who may open a portfolio: one answer for its page, its pictures and its export."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Lower
from django.urls import reverse

from portfolio.models import Portfolio, ShareLink, is_handle
from progress.models import ProjectImage, Visibility


@dataclass(frozen=True, slots=True)
class Opened:
    """A portfolio that somebody may see, and the way they came."""

    portfolio: Portfolio
    link: ShareLink | None = None

    @property
    def audience(self) -> str:
        """Whoever holds a link sees what links open; anybody else what the page is open to."""
        return Visibility.LINK if self.link else self.portfolio.visibility

    @property
    def is_public(self) -> bool:
        """Whether everybody gets this at this address."""
        return self.link is None and self.portfolio.is_public

    def is_by_owner(self, user: Any) -> bool:
        return bool(user.pk == self.portfolio.user_id)

    @property
    def address(self) -> str:
        return self._address("public", "shared")

    @property
    def resume_address(self) -> str:
        return self._address("resume", "shared-resume")

    def image_address(self, image: ProjectImage) -> str:
        return self._address("image", "shared-image", image.pk)

    def _address(self, name: str, shared: str, *rest: object) -> str:
        handle = self.portfolio.handle
        if self.link:
            return reverse(f"portfolio:{shared}", args=[handle, self.link.token, *rest])
        return reverse(f"portfolio:{name}", args=[handle, *rest])


def opened(*, user: Any, handle: str, token: str, now: datetime.datetime) -> Opened | None:
    """What this person opens with a handle in any case, or by the token of a share link.

    A token opens its own portfolio; the handle beside it may be one of before. None for whatever
    they may not see: private, revoked, expired and unknown are one answer.
    """
    name = handle.lower()
    if not (handle.isascii() and is_handle(name)):
        return None
    if token:
        return _by_link(token, now)
    found = Portfolio.objects.open_to(user).alias(name=Lower("handle")).filter(name=name)
    portfolio = found.select_related("user").first()
    return Opened(portfolio) if portfolio else None


def count_view(link: ShareLink, now: datetime.datetime) -> None:
    """One more view; in the database, so that two at once are two."""
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1, last_viewed_at=now)


def _by_link(token: str, now: datetime.datetime) -> Opened | None:
    if not (token.isascii() and token.isprintable()):
        return None
    link = ShareLink.objects.live(now).filter(token=token).select_related("portfolio__user").first()
    return Opened(link.portfolio, link) if link else None
