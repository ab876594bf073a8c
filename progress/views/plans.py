"""The plan: set up, look at its dates before saving, change."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from accounts.access import PersonRequest, sign_in_required
from progress.models import Plan
from progress.plan_forms import PlanForm
from progress.plan_preview import preview_of
from progress.plan_services import save_plan
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
    save_plan(user=request.user, **form.cleaned_data)
    ticks = " Your ticks are as they were." if plan else ""
    messages.success(request, f"Your plan is saved.{ticks}")
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
    # The same address answers htmx with the dates alone.
    alone = request.htmx and request.method != "POST"
    template = "progress/partials/_plan_preview.html" if alone else "progress/plan.html"
    context = {"form": form, "plan": form.plan, "preview": preview}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
