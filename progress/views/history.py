"""What the learner did, its undo, and plans that are put away, renewed and brought back."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress import history_log, history_services, services
from progress.history_services import PutBack
from progress.models import Plan, StepEvent
from progress.plan_forms import RenewForm
from progress.plan_moves import moves_of, with_answers
from progress.plan_preview import preview_of
from progress.standing import standing_of
from roadmap.models import Edition, Stage

LINES_A_PAGE = 50
TITLES_SAID = 5


@require_safe
@sign_in_required
def history(request: PersonRequest) -> HttpResponse:
    """Every action, newest first, with its undo while it is fresh and nothing came after it."""
    actions = history_log.actions_of(request.user)
    page = Paginator(actions, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": history_log.lines_of(request.user, page, timezone.now()),
        "plans": history_log.archived_plans(request.user),
    }
    return render(request, "progress/history.html", context)


@require_POST
@sign_in_required
def undo_event(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back the action that an event belongs to."""
    event = get_object_or_404(
        StepEvent.objects.filter(user=request.user).select_related(
            "user", "step", "from_option", "to_option"
        ),
        pk=pk,
    )
    now = timezone.now()
    if not history_log.is_recent(event, now):
        messages.warning(
            request, _("This was more than 48 hours ago. Change it on the page of the step.")
        )
    elif event.batch is None:
        _undo_one(request, event, now)
    else:
        plans = history_log.archived_plans(request.user)
        plan = next((p for p in plans if history_services.reset_batch(p) == event.batch), None)
        if plan:
            return redirect("progress:restore-plan", plan.pk)
        back = history_services.undo_batch(user=request.user, batch=event.batch, now=now)
        _say(request, back, _put_back(back) if back.steps else "")
    return redirect(_page_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def reset_plan(request: PersonRequest) -> HttpResponse:
    """Asks first. The form names its plan, so that a stale one resets no later plan."""
    plan = Plan.objects.of(request.user)
    if request.method != "POST":
        if plan is None:
            return _plan_first(request)
        return _reset_page(request, plan)
    sent = _plan_sent(request)
    if sent is None:
        return _reset_page(request, plan, status=422) if plan else _plan_first(request)
    get_object_or_404(Plan, pk=sent, user=request.user)
    reset = history_services.reset_plan(user=request.user, plan_id=sent, now=timezone.now())
    if reset is None:
        messages.info(request, _("That plan is put away already."))
    else:
        said = ngettext(
            "Your plan is put away and %(count)d step is back to not started. "
            "You can bring both back from here.",
            "Your plan is put away and %(count)d steps are back to not started. "
            "You can bring both back from here.",
            reset.steps,
        )
        messages.success(request, said % {"count": reset.steps})
    return redirect("progress:history")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def renew_plan(request: PersonRequest) -> HttpResponse:
    """A new plan with the same ticks. GET with answers shows its dates and saves nothing."""
    today = timezone.localdate()
    plan = Plan.objects.of(request.user)
    if request.method != "POST":
        if plan is None:
            return _plan_first(request)
        return _renew_page(request, plan, RenewForm.what_if(request.GET, plan=plan, today=today))
    sent = _plan_sent(request)
    if sent is not None:
        old = get_object_or_404(Plan, pk=sent, user=request.user)
        if old.archived_at is not None:
            messages.info(
                request, _("That plan is put away already. This is the one you have now.")
            )
            return redirect("progress:dashboard")
    if plan is None:
        return _plan_first(request)
    form = RenewForm(request.POST, plan=plan, today=today)
    if sent is None:
        form.add_error(None, _("This form has lost its plan. Look at the dates and send it again."))
    if not form.is_valid() or sent is None:
        return _renew_page(request, plan, form, status=422)
    renewed = history_services.renew_plan(
        user=request.user, plan_id=sent, now=timezone.now(), **form.cleaned_data
    )
    if renewed:
        messages.success(
            request,
            _("Your new plan is saved. Your ticks are as they were; the old plan is kept."),
        )
    return redirect("progress:dashboard")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def restore_plan(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first, and says which steps stay because they have changed since."""
    plan = get_object_or_404(
        Plan.objects.select_related("target_role", "specialisation"), pk=pk, user=request.user
    )
    batch = history_services.reset_batch(plan)
    if request.method != "POST" and batch is not None:
        context = {
            "plan": plan,
            "back": history_services.changed_since(request.user, batch),
            "current": Plan.objects.current().filter(user=request.user).first(),
        }
        return render(request, "progress/plan_restore.html", context)
    back = None
    if request.method == "POST":
        back = history_services.restore_plan(user=request.user, plan_id=pk, now=timezone.now())
    if back is None:
        messages.info(request, _("This plan is your current one."))
    else:
        _say(request, back, f"{_('Your plan is back.')} {_put_back(back)}".strip())
    return redirect("progress:dashboard")


def _undo_one(request: PersonRequest, event: StepEvent, now: datetime.datetime) -> None:
    try:
        undone = services.undo(event=event, now=now)
    except services.StaleUndoError:
        messages.warning(
            request,
            _("“%(step)s” has changed since. Look at it once more.") % {"step": event.step_title},
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        said = _("Undone: %(step)s") if undone else _("Undone already: %(step)s")
        messages.success(request, said % {"step": event.step_title})


def _put_back(back: PutBack) -> str:
    if not back.steps:
        return ""
    return ngettext("%(count)d step put back.", "%(count)d steps put back.", back.steps) % {
        "count": back.steps
    }


def _say(request: PersonRequest, back: PutBack, said: str) -> None:
    if said:
        messages.success(request, said)
    elif not back.left:
        messages.info(request, _("This is undone already."))
    if back.left:
        titles = ", ".join(_("“%(title)s”") % {"title": name} for name in back.left[:TITLES_SAID])
        more = len(back.left) - TITLES_SAID
        if more > 0:
            said = _("Changed since, so left as they are: %(steps)s and %(more)d more.")
        else:
            said = _("Changed since, so left as they are: %(steps)s.")
        messages.warning(request, said % {"steps": titles, "more": more})


def _page_of(request: PersonRequest) -> str:
    """The page of the history that a form stood on."""
    number = request.POST.get("page", "")
    if number.isascii() and number.isdecimal() and number != "1" and len(number) <= 6:
        return f"{reverse('progress:history')}?page={number}"
    return reverse("progress:history")


def _plan_sent(request: PersonRequest) -> int | None:
    """The plan that a form names; None for a form without a proper one."""
    number = request.POST.get("plan", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= 18 else None


def _plan_first(request: PersonRequest) -> HttpResponseRedirect:
    messages.info(request, _("You have no plan now. Make one, or bring an earlier one back."))
    return redirect("progress:plan")


def _reset_page(request: PersonRequest, plan: Plan, status: int = 200) -> HttpResponse:
    context = {"plan": plan, "standing": standing_of(plan, timezone.localdate())}
    return render(request, "progress/plan_reset.html", context, status=status)


def _renew_page(
    request: PersonRequest, plan: Plan, form: RenewForm, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    pace = form.pace()
    preview = moves = None
    if pace:
        preview = preview_of(
            pace,
            stages=list(Stage.objects.current()),
            edition=Edition.objects.newest(),
            today=today,
            now=plan.as_timeline(),
        )
        before = standing_of(plan, today)
        moves = moves_of(before, with_answers(before, pace, form.field()))
    alone = request.htmx and request.method != "POST"
    template = "progress/partials/_plan_preview.html" if alone else "progress/plan_renew.html"
    context = {"form": form, "plan": plan, "preview": preview, "moves": moves}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
