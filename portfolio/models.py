"""A learner's portfolio: what is shown, in which order, and to whom."""

from __future__ import annotations

import datetime
import re
import secrets
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from progress.models import Project, Visibility, web_address

# Addresses of the site that a handle would be taken for.
RESERVED_HANDLES = frozenset({"admin", "about", "help", "mentor", "portfolio", "settings"})

_HANDLE = r"\A[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,29}\Z"
handle_form = RegexValidator(
    _HANDLE,
    _("Use 3 to 30 small letters, digits and single hyphens, such as amara-osei."),
)


def is_handle(text: str) -> bool:
    """Whether a handle may look like this."""
    return re.match(_HANDLE, text) is not None


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def open_to(self, user: Any) -> PortfolioQuerySet:
        """The portfolios that this person may see at /p/HANDLE/, without a link.

        The owner's own, public ones, and for mentors those that are shown to mentors.
        """
        shown = Q(visibility=Visibility.PUBLIC)
        if user.is_authenticated:
            shown |= Q(user=user)
            if user.is_mentor:
                shown |= Q(visibility=Visibility.MENTORS)
        return self.filter(shown, user__is_active=True)


class Portfolio(models.Model):
    """One per learner. Private until they open it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="portfolio"
    )
    handle = models.CharField(
        max_length=30,
        validators=[handle_form],
        help_text=_("The page's address: /p/handle/."),
    )
    headline = models.CharField(max_length=160, blank=True)
    about = models.TextField(
        max_length=4_000,
        blank=True,
        validators=[MaxLengthValidator(4_000)],
        help_text=_("Markdown."),
    )
    location = models.CharField(max_length=80, blank=True)
    contact_email = models.EmailField(_("email to show"), blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    shows_position = models.BooleanField(_("position on the roadmap"), default=True)
    shows_stages = models.BooleanField(_("finished stages"), default=True)
    shows_certificates = models.BooleanField(_("certificates"), default=True)
    shows_skills = models.BooleanField(_("skills with their proof"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("handle"),
                name="portfolio_handle_unique",
                violation_error_message=_("Somebody has this handle. Choose another."),
            )
        ]

    def __str__(self) -> str:
        return self.handle

    def get_absolute_url(self) -> str:
        return reverse("portfolio:public", args=[self.handle])

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def shown_name(self) -> str:
        """The chosen name, or the handle: the email address is nobody's business here."""
        return self.user.display_name or self.handle


class PortfolioLink(models.Model):
    """An address of the learner's own on the page, such as a repository host or a site."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=40)
    url = models.CharField(_("address"), max_length=500, validators=[web_address])
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["portfolio", "url"],
                name="portfolio_link_once",
                violation_error_message=_("This address is here already."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class ShownProject(models.Model):
    """A project that the learner chose to show, in the order they chose."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="shown")
    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="shown_in")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.project_id} in {self.portfolio_id}"


def new_token() -> str:
    """256 bits that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(32)


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def live(self, now: datetime.datetime) -> ShareLinkQuerySet:
        """Links that open the page at that moment: neither revoked nor expired, of an open page."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            revoked_at__isnull=True,
            portfolio__visibility__in=[Visibility.LINK, Visibility.PUBLIC],
            portfolio__user__is_active=True,
        )


class ShareLink(models.Model):
    """A secret address of the page, made for one recipient."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="share_links")
    recipient = models.CharField(_("who it is for"), max_length=80)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0, editable=False)
    last_viewed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "portfolio",
                Lower("recipient"),
                condition=Q(revoked_at__isnull=True),
                name="share_link_one_per_recipient",
                violation_error_message=_("There is a link for this recipient. Revoke it first."),
            )
        ]

    def __str__(self) -> str:
        return self.recipient

    def is_live(self, now: datetime.datetime) -> bool:
        """Whether the link itself still opens; the page may be closed all the same."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def expired_by(self, now: datetime.datetime) -> bool:
        """Whether it ran out by itself, before somebody revoked it if they did."""
        return self.expires_at is not None and self.expires_at <= (self.revoked_at or now)
