"""Portfolios to look at; staff close one or rename it. Secret addresses stay secret."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portfolio.models import RESERVED_HANDLES, Portfolio, ShareLink
from progress.admin import KeptFromLookupsMixin
from progress.models import Visibility

ONLY_CLOSE = _("Only the owner opens a portfolio. Choose Private, or leave it as it is.")


class PortfolioAdminForm(forms.ModelForm):
    """Staff may close a page to everybody, and give it another handle."""

    def clean_visibility(self) -> str:
        chosen: str = self.cleaned_data["visibility"]
        if chosen not in {Visibility.PRIVATE, self.initial["visibility"]}:
            raise ValidationError(ONLY_CLOSE, code="only_close")
        return chosen

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle in RESERVED_HANDLES:
            raise ValidationError(_("This handle is kept for the site."), code="reserved")
        return handle


class ShareLinksOfPortfolio(admin.TabularInline):
    """How many there are and whether they are used; never the address itself."""

    model = ShareLink
    fields = readonly_fields = (
        "recipient",
        "created_at",
        "expires_at",
        "revoked_at",
        "views",
        "last_viewed_at",
    )
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Portfolio)
class PortfolioAdmin(KeptFromLookupsMixin, admin.ModelAdmin):
    kept_from_lookups = frozenset({"contact_email", "location", "share_links"})
    form = PortfolioAdminForm
    list_display = ("handle", "user", "visibility", "updated_at")
    list_filter = ("visibility",)
    list_select_related = ("user",)
    search_fields = ("handle", "user__email", "user__display_name")
    ordering = ("handle",)
    fields = ("handle", "user", "visibility", "headline", "about", "created_at", "updated_at")
    readonly_fields = ("user", "headline", "about", "created_at", "updated_at")
    inlines = (ShareLinksOfPortfolio,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on these pages. Deleting a learner takes along what is theirs, and asks here."""
        match = request.resolver_match
        if match is None or (match.url_name or "").startswith("portfolio_"):
            return False
        return super().has_delete_permission(request, obj)
