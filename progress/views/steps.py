"""One step: its page, and the verbs that change its state, one address each.

A verb names the state that is wanted, so sending it twice changes nothing more. The page
it was sent from, in `next`, decides what comes back: that page by redirect, or by htmx the
parts of it that changed.
"""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress import services
from progress.evidence_forms import EvidenceForm
from progress.evidence_services import Support, support_of
from progress.layers import Layer, Proof, proof_of
from progress.models import (
    Evidence,
    Project,
    StepEvent,
    StepState,
    StepStatus,
    StudySession,
    VerifiedStep,
)
from progress.stage_page import neighbours_of
from progress.standing import StepRow, states_of
from progress.step_forms import ChooseForm, FinishForm, NoteForm, SkipForm, StepForm
from progress.study_services import step_time_of
from progress.successions import kin_of
from progress.verification_services import words_for
from progress.views import pages
from roadmap.models import Step, StepQuerySet
from roadmap.teaching import shown_skills, shown_steps

Change = Callable[[], object]


@require_safe
def step_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What the step asks for; a signed-in person's own note and history with it."""
    return render(request, "progress/step_detail.html", _page_of(request, slug))


@require_POST
@sign_in_required
def finish_step(request: PersonRequest, slug: str) -> HttpResponse:
    step = step_of(request, slug)
    form = FinishForm(request.POST, step=step)

    def change() -> StepEvent | None:
        return services.set_status(
            user=request.user,
            step=step,
            to=StepStatus.DONE,
            today=timezone.localdate(),
            now=timezone.now(),
            done_on=form.cleaned_data["done_on"],
            option=form.cleaned_data["option"],
        )

    return change_step(request, form, change, _said(_("Done: %(step)s"), step))


@require_POST
@sign_in_required
def start_step(request: PersonRequest, slug: str) -> HttpResponse:
    form = StepForm(request.POST, step=step_of(request, slug))
    return _set(request, form, StepStatus.DOING, _("In progress: %(step)s"))


@require_POST
@sign_in_required
def skip_step(request: PersonRequest, slug: str) -> HttpResponse:
    form = SkipForm(request.POST, step=step_of(request, slug))
    return _set(request, form, StepStatus.SKIPPED, _("Skipped: %(step)s"))


@require_POST
@sign_in_required
def reset_step(request: PersonRequest, slug: str) -> HttpResponse:
    form = StepForm(request.POST, step=step_of(request, slug))
    return _set(request, form, StepStatus.TODO, _("Not started: %(step)s"))


@require_POST
@sign_in_required
def choose_option(request: PersonRequest, slug: str) -> HttpResponse:
    step = step_of(request, slug)
    form = ChooseForm(request.POST, step=step)

    def change() -> StepEvent | None:
        return services.choose_option(
            user=request.user, step=step, option=form.cleaned_data["option"], now=timezone.now()
        )

    return change_step(request, form, change, _said(_("Choice saved: %(step)s"), step))


@require_POST
@sign_in_required
def undo_step(request: PersonRequest, slug: str, event: int) -> HttpResponse:
    step = step_of(request, slug)
    undone = get_object_or_404(StepEvent, pk=event, user=request.user, step=step)

    def change() -> StepEvent | None:
        return services.undo(event=undone, now=timezone.now())

    form = StepForm(request.POST, step=step)
    return change_step(request, form, change, _said(_("Undone: %(step)s"), step))


@require_POST
@sign_in_required
def write_note(request: PersonRequest, slug: str) -> HttpResponse:
    step = step_of(request, slug)
    form = NoteForm(request.POST, step=step)
    if form.is_valid():
        note, seen = form.cleaned_data["note"], request.POST.get("seen", "")
        try:
            services.write_note(user=request.user, step=step, note=note, seen=seen)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your note is saved."))
            return redirect(step)
    context = _page_of(request, slug) | {"note_form": form}
    return render(request, "progress/step_detail.html", context, status=422)


def _said(sentence: str, step: Step) -> str:
    return sentence % {"step": step.title}


def _set(request: PersonRequest, form: StepForm, to: StepStatus, said: str) -> HttpResponse:
    def change() -> StepEvent | None:
        return services.set_status(
            user=request.user,
            step=form.step,
            to=to,
            today=timezone.localdate(),
            now=timezone.now(),
            skip_reason=form.cleaned_data.get("reason", ""),
        )

    return change_step(request, form, change, _said(said, form.step))


def change_step(request: PersonRequest, form: StepForm, change: Change, said: str) -> HttpResponse:
    """Make the change and answer with the page it was asked on, or with what is wrong."""
    if form.is_valid():
        try:
            change()
        except services.StaleUndoError:
            form.add_error(None, _("This step has changed since. Look at it once more."))
        except ValidationError as error:
            for field, problems in error.error_dict.items():
                form.add_error(field if field in form.fields else None, problems)
    page = pages.page_of(request)
    if not form.errors:
        return pages.answer(request, page, form.step, said)
    if page.kind == "step":
        context = _page_of(request, form.step.slug) | _bound(form)
        return render(request, "progress/step_detail.html", context, status=422)
    return pages.refuse(request, page, form)


def _bound(form: StepForm) -> dict[str, object]:
    """The refused form under the name that the step's page gives to its kind."""
    names: dict[type[StepForm], str] = {
        FinishForm: "finish_form",
        SkipForm: "skip_form",
        EvidenceForm: "evidence_form",
    }
    return {names.get(type(form), "state_form"): form}


def _page_of(request: HttpRequest, slug: str) -> dict[str, object]:
    step = get_object_or_404(
        _steps_for(request)
        .select_related("stage", "specialisation")
        .prefetch_related(Prefetch("skills", shown_skills()), "options", "courses__platform"),
        slug=slug,
    )
    states: dict[int, StepState] = {}
    events = StepEvent.objects.none()
    support, proof = Support(), Proof()
    if request.user.is_authenticated:
        states = states_of(request.user.pk)
        events = StepEvent.objects.filter(user=request.user, step=step).select_related(
            "from_option", "to_option"
        )
        support, proof = support_of(request.user.pk, step), proof_of(request.user.pk)
    row = StepRow.of(step, states, proof, links=support.links)
    state = row.state
    today = timezone.localdate()
    before, following = neighbours_of(step)
    chosen = state.option.slug if state and state.option else None
    return {
        "step": step,
        "row": row,
        "time": step_time_of(request.user, row) if request.user.is_authenticated else None,
        "support": support,
        "words": words_for(request.user.pk, step) if row.is_verified else [],
        "layers": list(Layer),
        "kin": kin_of(step),
        "before": before,
        "following": following,
        "evidence_form": EvidenceForm(step=step),
        "events": list(events),
        "note_seen": services.note_mark(state.note if state else ""),
        "note_form": NoteForm(step=step, initial={"note": state.note if state else ""}),
        "finish_form": FinishForm(
            step=step,
            initial={"done_on": (state and state.done_on) or today, "option": chosen},
        ),
        "skip_form": SkipForm(step=step, initial={"reason": state.skip_reason if state else ""}),
        "today": today,
        "next": step.get_absolute_url(),
    }


def _steps_for(request: HttpRequest) -> StepQuerySet:
    """Current steps; a retired one only for those who have history with it."""
    visible = Q(pk__in=shown_steps().values("pk"))
    if request.user.is_authenticated:
        for mine in (StepState.objects, Evidence.objects, StudySession.objects):
            visible |= Q(pk__in=mine.filter(user=request.user).values("step"))
        visible |= Q(pk__in=Project.objects.filter(user=request.user).values("steps"))
        approved = VerifiedStep.objects.filter(verification__user=request.user)
        visible |= Q(pk__in=approved.order_by().values("step"))
    return Step.objects.filter(visible)


def step_of(request: PersonRequest, slug: str) -> Step:
    return get_object_or_404(_steps_for(request).select_related("stage"), slug=slug)
