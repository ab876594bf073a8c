"""Dated facts in the admin: what has not been looked at for long, and “still true”."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import local_address
from accounts.models import User
from progress.facts_board import KINDS_OF_FACT, SOURCES, Word, dated_facts, labels_for, verify

ASPECTS = {"pay": _("Pay"), "duration": _("Durations"), "link": _("Links")}
WORDS = {
    Word.TAKEN: _("Checked today: %(kind)s of %(name)s."),
    Word.REPEATED: _("You checked this today already: %(kind)s of %(name)s."),
    Word.LATE: _(
        "Nothing was noted, since it was changed while you looked. "
        "Check the new value: %(kind)s of %(name)s."
    ),
}


@require_safe
def facts_board(request: HttpRequest) -> HttpResponse:
    labels = labels_for(request.user)
    if not labels:
        raise PermissionDenied
    facts = dated_facts(timezone.localdate(), labels=labels)
    aspect = request.GET.get("kind", "")
    aspect = aspect if aspect in ASPECTS else ""
    only_stale = request.GET.get("stale") == "on"
    shown = [
        fact
        for fact in facts
        if (not aspect or fact.aspect == aspect) and (not only_stale or fact.fresh.is_stale)
    ]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": gettext("Facts with a date"),
        "facts": shown,
        "total": len(facts),
        "stale": sum(fact.fresh.is_stale for fact in facts),
        "aspects": ASPECTS,
        "aspect": aspect,
        "only_stale": only_stale,
        "here": request.get_full_path(),
    }
    return render(request, "admin/facts_board.html", context)


@require_POST
def still_true(request: HttpRequest, label: str, pk: int, aspect: str) -> HttpResponse:
    if label not in SOURCES:
        raise Http404
    if label not in labels_for(request.user):
        raise PermissionDenied
    person = cast("User", request.user)
    mark = request.POST.get("mark", "")
    verified = verify(
        label=label, pk=pk, aspect=aspect, mark=mark, by=person, today=timezone.localdate()
    )
    if verified is None:
        raise Http404
    row, word = verified
    say = messages.warning if word is Word.LATE else messages.success
    say(request, WORDS[word] % {"kind": KINDS_OF_FACT[aspect], "name": row})
    board = reverse("content-admin:facts")
    return redirect(local_address(request, request.POST.get("next", ""), board))
