"""A learner's portfolio and whom it was shared with, as plain values."""

from __future__ import annotations

from typing import Any

from accounts.export import Fields, KeepPicture, told
from accounts.models import User
from portfolio.models import Portfolio, PortfolioLink, ShareLink, ShownProject

FIELDS: Fields = {
    Portfolio: (
        "handle",
        "headline",
        "about",
        "location",
        "contact_email",
        "visibility",
        "shows_position",
        "shows_stages",
        "shows_certificates",
        "shows_skills",
        "created_at",
        "updated_at",
        "links",
        "shown",
        "share_links",
    ),
    PortfolioLink: ("label", "url", "order"),
    ShownProject: ("project_id", "order"),
    # Never the token: whoever found the file could open the page.
    ShareLink: (
        "recipient",
        "created_at",
        "expires_at",
        "revoked_at",
        "views",
        "last_viewed_at",
    ),
}


def portfolio_of(user: User, keep: KeepPicture) -> dict[str, Any]:
    """None under its name where there is no portfolio. Four queries at the most."""
    found = Portfolio.objects.prefetch_related("links", "shown", "share_links")
    return {"portfolio": told(found.filter(user=user).first(), FIELDS, keep)}
