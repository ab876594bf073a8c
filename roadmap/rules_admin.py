"""Content rules in the admin: warnings after saving, and all findings on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from roadmap.content_checks import broken_rules_about, broken_rules_now
from roadmap.content_files import KINDS
from roadmap.content_rules import Finding, Said
from skills.content import Content
from skills.content_admin import ContentAdmin
from skills.preview_admin import is_preview
from skills.wording import joined


class RuledAdmin(ContentAdmin):
    """Says after a change which rules are broken: of a form those about its row, its stage and
    its specialisation; of other changes how many there are."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if is_preview(request) or not _is_form(request):
            return
        for finding in broken_rules_about(form.instance):
            where = format_html('<a href="{}">{}</a>', finding.row.url, finding.row.title)
            said = format_html("{}: {} {}", where, worded(finding.wrong), worded(finding.mend))
            messages.warning(request, said)

    def after_change(self, request: HttpRequest, reason: str) -> None:
        super().after_change(request, reason)
        request.content_changed = True  # type: ignore[attr-defined]

    # Said once a request, at its end: a list may save many rows.

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _with_count(request, super().changelist_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _with_count(request, super().delete_view(request, *args, **kwargs))

    def revert_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _with_count(request, super().revert_view(request, *args, **kwargs))


def worded(said: Said) -> str:
    """What a rule says, in the language of the page."""
    shown = {
        name: joined(value) if isinstance(value, tuple) else value
        for name, value in said.values.items()
    }
    text = gettext(said.text)
    return text % shown if shown else text


def _is_form(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and not (match.url_name or "").endswith("_changelist")


def _with_count(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to a change, with how many rules are broken now that this person may mend."""
    if not getattr(request, "content_changed", False):
        return response
    count = len(rules_to_mend(request.user))
    if count:
        text = ngettext(
            '%(count)s content rule is broken now: <a href="%(url)s">see which</a>.',
            '%(count)s content rules are broken now: <a href="%(url)s">see which</a>.',
            count,
        )
        said = text % {"count": count, "url": reverse("content-admin:rules")}
        messages.warning(request, mark_safe(said))  # noqa: S308 - nothing in it is written by people
    return response


def labels_to_mend(user: Any) -> frozenset[str]:
    """The models with rules whose rows this person may change."""
    kinds = (kind for kind in KINDS.values() if issubclass(kind.model, Content))
    return frozenset(kind.label for kind in kinds if _may_change(user, kind.label))


def _may_change(user: Any, label: str) -> bool:
    app, _, model = label.partition(".")
    return bool(user.has_perm(f"{app}.change_{model}"))


def rules_to_mend(user: Any) -> list[Finding]:
    """Every broken rule of the rows that this person may change."""
    labels = labels_to_mend(user)
    return [finding for finding in broken_rules_now() if finding.row.label in labels]


@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """Every broken rule of the rows that this person may mend."""
    if not labels_to_mend(request.user):
        raise PermissionDenied
    findings = rules_to_mend(request.user)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Content rules"),
        "findings": [
            (finding.row, worded(finding.wrong), worded(finding.mend)) for finding in findings
        ],
    }
    return render(request, "admin/content_rules.html", context)
