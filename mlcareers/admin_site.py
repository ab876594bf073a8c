"""The admin's own site: its name, and what needs attention on its first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Groups of the first page from what is edited most to what is rarely looked at. The apps beside
# the first of a group stand under its heading: to whoever edits, accounts are one thing.
GROUPS = (
    ("roadmap",),
    ("roles",),
    ("courses",),
    ("skills",),
    ("mentoring",),
    ("progress",),
    ("portfolio",),
    ("accounts", "account", "auth"),
)


class CareersAdminSite(AdminSite):
    """`admin.site` everywhere, by way of `mlcareers.apps.CareersAdminConfig`."""

    site_header = "ML Careers"
    site_title = "ML Careers"
    index_title = _("Content and people")
    index_template = "admin/careers_index.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        # Not above: the apps that it asks are loaded after this site.
        from mlcareers.attention import needing_attention, pages_for

        context = {
            "attention": needing_attention(request.user, timezone.localdate()),
            "whole_pages": pages_for(request.user),
        }
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found: list[Any] = super().get_app_list(request, app_label)
        return found if app_label else _grouped(found)


def _grouped(apps: list[Any]) -> list[Any]:
    """The apps in the order of the groups; those that are in none come last."""
    left = {app["app_label"]: app for app in apps}
    groups = []
    for labels in GROUPS:
        members = [left.pop(label) for label in labels if label in left]
        if members:
            models = [model for app in members for model in app["models"]]
            groups.append({**members[0], "models": models})
    return [*groups, *left.values()]
