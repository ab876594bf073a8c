"""Content rules in the admin: warnings after saving, and all findings on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from roadmap.content_checks import broken_rules_about, broken_rules_now
from roadmap.content_files import KINDS
from skills.content import Content
from skills.content_admin import ContentAdmin
from skills.preview_admin import is_preview


class RuledAdmin(ContentAdmin):
    """Says after saving which rules the row, its stage or its specialisation breaks."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if is_preview(request):
            return
        for finding in broken_rules_about(form.instance):
            where = format_html('<a href="{}">{}</a>', finding.row.url, finding.row.title)
            said = format_html("{}: {} {}", where, finding.wrong, finding.mend)
            messages.warning(request, said)


def may_change(request: HttpRequest, label: str) -> bool:
    app, _, model = label.partition(".")
    return request.user.has_perm(f"{app}.change_{model}")


@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """Every broken rule of the rows that this person may mend."""
    labels = {label for label, kind in KINDS.items() if issubclass(kind.model, Content)}
    mine = {label for label in labels if may_change(request, label)}
    if not mine:
        raise PermissionDenied
    findings = [finding for finding in broken_rules_now() if finding.row.label in mine]
    title = "Content rules"
    context = {**admin.site.each_context(request), "title": title, "findings": findings}
    return render(request, "admin/content_rules.html", context)
