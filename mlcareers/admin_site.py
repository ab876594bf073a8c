"""The admin's own site: its name, and what needs attention on its first page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone


class CareersAdminSite(AdminSite):
    """`admin.site` everywhere, by way of `mlcareers.apps.CareersAdminConfig`."""

    site_header = "ML Careers"
    site_title = "ML Careers"
    index_title = "Content and people"
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
