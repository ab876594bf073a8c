"""The plan: set up, look at its dates before saving, change."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress import plan_services
from progress.models import Plan
from progress.plan_forms import PlanForm
from progress.plan_moves import moves_of, with_answers
from progress.plan_preview import preview_of, work_of
from progress.standing import standing_of
from progress.what_if import what_if_context
from roadmap.models import Edition, Stage


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def plan(request: PersonRequest) -> HttpResponse:
    """The learner's answers and their dates. GET with answers shows them and saves nothing."""
    today = timezone.localdate()
    plan = Plan.objects.of(request.user)
    if request.method != "POST":
        return _page(request, PlanForm.what_if(request.GET, plan=plan, today=today), today)
    form = PlanForm(request.POST, plan=plan, today=today)
    if not form.is_valid():
        return _page(request, form, today, status=422)
    plan_services.save_plan(user=request.user, **form.cleaned_data)
    if plan:
        said = _("Your plan is saved. Your ticks are as they were.")
    else:
        said = _("Your plan is saved.")
    messages.success(request, said)
    return redirect("progress:dashboard")


def _page(
    request: PersonRequest, form: PlanForm, today: datetime.date, status: int = 200
) -> HttpResponse:
    pace = form.pace()
    preview = pace and preview_of(
        pace,
        stages=list(Stage.objects.current()),
        edition=Edition.objects.newest(),
        today=today,
        now=form.plan.as_timeline() if form.plan else None,
    )
    moves = None
    if pace and preview and form.plan and form.is_bound:
        before = standing_of(form.plan, today)
        moves = moves_of(before, with_answers(before, pace, form.field()))
    # The same address answers htmx with the dates alone.
    alone = request.htmx and request.method != "POST"
    template = "progress/partials/_plan_preview.html" if alone else "progress/plan.html"
    context = {
        "form": form,
        "plan": form.plan,
        "preview": preview,
        "moves": moves,
        # Somebody new sees what the dates are made of; later the dashboard says so.
        "work": work_of(form.field()) if preview and not form.plan else None,
        "target": form.target(),
    }
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@sign_in_required
def set_comparison(request: PersonRequest) -> HttpResponse:
    """Hide the comparison with the plan or show it, as the form says: never “the other one”."""
    hide = {"yes": True, "no": False}.get(request.POST.get("hide", ""))
    if hide is None:
        messages.warning(request, _("Choose whether to hide the comparison or to show it."))
    elif not plan_services.set_comparison(user=request.user, hide=hide):
        messages.info(request, _("You have no plan to compare with. Make one first."))
    elif hide:
        said = _("Pages now show what is done, and not whether it is on time.")
        messages.success(request, said)
    else:
        said = _("Pages now say how your work stands against the plan.")
        messages.success(request, said)
    return redirect("progress:plan")


@require_safe
@sign_in_required
def what_if(request: PersonRequest) -> HttpResponse:
    """The finish at some hours a week from now on. Saves nothing."""
    today = timezone.localdate()
    plan = Plan.objects.of(request.user)
    context: dict[str, Any] = {"plan": None}
    if plan:
        context = what_if_context(standing_of(plan, today), request.GET)
    alone = request.htmx and plan
    template = "progress/partials/_what_if_answer.html" if alone else "progress/what_if.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
