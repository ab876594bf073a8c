"""The pages on which steps are ticked, and what each shows after a tick."""

import datetime
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.access import PersonRequest, local_address
from progress.dashboard import dashboard_of
from progress.hints import steps_hint
from progress.models import Plan
from progress.stage_page import StagePage, stage_page
from progress.step_forms import StepForm
from roadmap.models import Stage, Step


@dataclass(frozen=True, slots=True)
class Page:
    """A page of this site that a form names in its hidden field `next`."""

    kind: Literal["stage", "dashboard", "step"]
    path: str
    slug: str = ""


def page_of(request: HttpRequest) -> Page:
    """The page that a form was sent from; the dashboard for anything else, other sites too."""
    address = local_address(request, request.POST.get("next", ""), "")
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        match = None
    if match and match.view_name == "progress:stage":
        return Page("stage", reverse("progress:stage", kwargs=match.kwargs), match.kwargs["slug"])
    if match and match.view_name == "progress:step":
        return Page("step", reverse("progress:step", kwargs=match.kwargs), match.kwargs["slug"])
    return Page("dashboard", reverse("progress:dashboard"))


def answer(request: PersonRequest, page: Page, step: Step, said: str) -> HttpResponse:
    """The page after a change, or the parts of it that changed."""
    if not request.htmx:
        messages.success(request, said)
        return redirect(page.path if page.kind == "step" else f"{page.path}#step-{step.slug}")
    if not step.is_shown:
        return _lead_to(step)
    if page.kind == "dashboard":
        context = dashboard_of(request.user, timezone.localdate(), keep=step.pk)
        return render(request, "progress/partials/_dashboard.html", context | {"said": said})
    context = stage_context(request, step.stage.slug, timezone.localdate())
    context |= {"said": said} | _row_parts(context, step)
    return render(request, "progress/partials/_ticked.html", context)


def refuse(request: PersonRequest, page: Page, form: StepForm) -> HttpResponse:
    """The page with what is wrong beside the step, and what was sent still in it."""
    if not form.step.is_shown:
        return _lead_to(form.step) if request.htmx else redirect(form.step)
    today = timezone.localdate()
    problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
    refused = {"refused": form.step.pk, "problem": problem, "said": problem, "sent": form}
    if page.kind == "dashboard":
        context = dashboard_of(request.user, today, keep=form.step.pk) | refused
        whole, part = "progress/dashboard.html", "progress/partials/_dashboard.html"
        return render(request, part if request.htmx else whole, context, status=422)
    context = stage_context(request, form.step.stage.slug, today) | refused
    if not request.htmx:
        return render(request, "progress/stage_detail.html", context, status=422)
    context |= _row_parts(context, form.step)
    return render(request, "progress/partials/_ticked.html", context, status=422)


def _lead_to(step: Step) -> HttpResponse:
    """To the step's own page: an editor has just retired it, so no list has its row."""
    return HttpResponse(status=204, headers={"HX-Redirect": step.get_absolute_url()})


def _row_parts(context: dict[str, Any], step: Step) -> dict[str, Any]:
    page: StagePage = context["page"]
    return {"row": page.row_of(step.pk), "group": page.group_of(step.pk)}


def stage_context(request: HttpRequest, slug: str, today: datetime.date) -> dict[str, Any]:
    """One stage with its steps, and the person's own place in it."""
    stage = get_object_or_404(Stage.objects.current(), slug=slug)
    person = request.user if request.user.is_authenticated else None
    plan = Plan.objects.of(person) if person else None
    page = stage_page(stage, person.pk if person else None, plan, today)
    return {
        "stage": stage,
        "page": page,
        "plan": plan,
        "today": today,
        "next": stage.get_absolute_url(),
        "hint": steps_hint(page.standing),
    }
