"""People who look at a portfolio, and the portfolio that they look at."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from accounts.models import User
from portfolio.models import Portfolio, PortfolioLink, ShareLink
from progress.models import ProjectImage
from tests.factories import (
    MentorFactory,
    PortfolioFactory,
    ProjectFactory,
    ProjectImageFactory,
    ShareLinkFactory,
    ShownProjectFactory,
    UserFactory,
)

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
PEOPLE = ("visitor", "owner", "learner", "mentor", "admin")
ADDRESSES = ("page", "resume", "image")


def client_of(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


def person_of(kind: str, owner: User) -> User | None:
    if kind == "visitor":
        return None
    if kind == "owner":
        return owner
    if kind == "mentor":
        return MentorFactory()
    rights = kind == "admin"
    return UserFactory(is_staff=rights, is_superuser=rights)


@dataclass(frozen=True)
class World:
    """A portfolio with a shown project that anybody may see, with its picture."""

    portfolio: Portfolio
    image: ProjectImage
    link: ShareLink | None = None

    def address(self, kind: str, handle: str = "", token: str = "") -> str:
        handle = handle or self.portfolio.handle
        token = token or (self.link.token if self.link else "")
        names = {"page": "public", "resume": "resume", "image": "image"}
        if token:
            names = {"page": "shared", "resume": "shared-resume", "image": "shared-image"}
        args = [handle, *([token] if token else []), *([self.image.pk] if kind == "image" else [])]
        return reverse(f"portfolio:{names[kind]}", args=args)


def world(visibility: str, link: str = "") -> World:
    """`link` is live, expired or revoked; without it the page is looked at by its handle."""
    owner = UserFactory(email="secret.address@example.com", display_name="Amara Osei")
    portfolio = PortfolioFactory(user=owner, handle="amara-osei", visibility=visibility)
    project = ProjectFactory(user=owner, title="Trams", visibility="public")
    ShownProjectFactory(portfolio=portfolio, project=project)
    image = ProjectImageFactory(project=project)
    made = None
    if link:
        made = ShareLinkFactory(
            portfolio=portfolio,
            expires_at=NOW - DAY if link == "expired" else NOW + DAY,
            revoked_at=NOW - DAY if link == "revoked" else None,
        )
    return World(portfolio, image, made)


def own_link(portfolio: Portfolio, n: int) -> PortfolioLink:
    return PortfolioLink.objects.create(
        portfolio=portfolio, label=f"Site {n}", url=f"https://example.org/{n}", order=n
    )
