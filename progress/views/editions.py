"""What editors changed in the roadmap since a learner last looked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress.edition_news import news_of, take_note
from progress.models import EditionNote, Plan
from progress.standing import standing_of


@require_safe
@sign_in_required
def edition_list(request: PersonRequest) -> HttpResponse:
    """What is new to the learner's plan, and what they have read before."""
    plan = Plan.objects.of(request.user)
    news = news_of(plan, standing_of(plan, timezone.localdate())) if plan else None
    notes = EditionNote.objects.filter(plan__user=request.user).select_related(
        "publication", "since"
    )
    context = {"plan": plan, "news": news, "notes": notes.defer(*SNAPSHOTS)}
    return render(request, "progress/edition_list.html", context)


SNAPSHOTS = ("publication__steps", "publication__stages", "since__steps", "since__stages")


@require_POST
@sign_in_required
def read_edition(request: PersonRequest, number: int) -> HttpResponse:
    """The learner has read what changed up to this edition. A second time changes nothing."""
    note = take_note(
        user=request.user, number=number, today=timezone.localdate(), now=timezone.now()
    )
    if note is not None:
        messages.success(request, _("Noted. It stays among the changes of your plan."))
    return redirect("progress:dashboard")
