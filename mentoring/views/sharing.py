"""Who sees what of a person, and how they change it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from mentoring import people_services
from mentoring.models import Block, Cohort, Mentorship
from mentoring.models.people import mentors_of
from mentoring.people_forms import JoinForm
from mentoring.people_services import LeadsItError, TooManyCodesError
from mentoring.sharing_page import mentors_in, sharing_of

WRONG_CODE = _(
    "No cohort takes learners with this code. Check it, or ask whoever gave it to you: "
    "codes change, and cohorts close."
)
TOO_MANY = _(
    "You entered ten codes within an hour, and none was right. Wait an hour, then try again."
)


@require_safe
@sign_in_required
def sharing(request: PersonRequest) -> HttpResponse:
    return render(request, "mentoring/sharing.html", sharing_of(request.user, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def join_cohort(request: PersonRequest) -> HttpResponse:
    """Asks for a code, then says who will see what, then joins."""
    answers = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "code" not in answers:
        return _join_page(request, JoinForm())
    form = JoinForm(answers)
    if not form.is_valid():
        return _join_page(request, form, status=422)
    code = form.cleaned_data["code"]
    try:
        cohort = people_services.find_cohort(user=request.user, code=code, now=timezone.now())
    except TooManyCodesError:
        form.add_error("code", TOO_MANY)
        return _join_page(request, form, status=429)
    if cohort is None:
        form.add_error("code", WRONG_CODE)
        return _join_page(request, form, status=422)
    if request.method == "POST":
        return _join(request, form, cohort)
    return _join_page(request, form, cohort=cohort)


def _join(request: PersonRequest, form: JoinForm, cohort: Cohort) -> HttpResponse:
    try:
        joined = people_services.join(user=request.user, cohort=cohort)
    except Cohort.DoesNotExist:
        form.add_error("code", WRONG_CODE)
        return _join_page(request, form, status=422)
    except LeadsItError:
        form.add_error(
            "code", gettext("You lead %(cohort)s. Its mentors don’t join it.") % {"cohort": cohort}
        )
        return _join_page(request, form, status=422)
    if joined:
        said = gettext("You have joined %(cohort)s. Its mentors see your plan now.")
        messages.success(request, said % {"cohort": cohort})
    else:
        messages.info(request, gettext("You are in %(cohort)s already.") % {"cohort": cohort})
    return redirect("mentoring:sharing")


def _join_page(
    request: PersonRequest, form: JoinForm, *, cohort: Cohort | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "cohort": cohort,
        "mentors": cohort and mentors_in(cohort, request.user),
    }
    return render(request, "mentoring/join_cohort.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def leave_cohort(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. A second request finds nothing, as for any cohort that one is not in."""
    cohort = get_object_or_404(Cohort, members__user=request.user, pk=pk)
    if request.method != "POST":
        context = {"cohort": cohort, "mentors": mentors_in(cohort, request.user)}
        return render(request, "mentoring/leave_cohort.html", context)
    people_services.leave(user=request.user, cohort=cohort)
    messages.success(request, gettext("You have left %(cohort)s.") % {"cohort": cohort})
    return redirect("mentoring:sharing")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def end_mentorship(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. Only the learner ends it here; an admin does in the admin."""
    mentorship = get_object_or_404(
        Mentorship.objects.select_related("mentor"), learner=request.user, pk=pk
    )
    if request.method != "POST":
        return render(request, "mentoring/end_mentorship.html", {"mentorship": mentorship})
    people_services.end_mentorship(mentorship=mentorship)
    still = mentors_of(request.user).filter(pk=mentorship.mentor_id).exists()
    said = (
        gettext("%(mentor)s is no longer your mentor. They still lead a cohort of yours.")
        if still
        else gettext("%(mentor)s is no longer your mentor.")
    )
    messages.success(request, said % {"mentor": mentorship.mentor})
    return redirect("mentoring:sharing")


@require_POST
@sign_in_required
def lift_block(request: PersonRequest, pk: int) -> HttpResponse:
    """Only whoever made it. A second request finds nothing."""
    block = get_object_or_404(Block.objects.select_related("person"), by=request.user, pk=pk)
    people_services.lift_block(block=block)
    messages.success(request, gettext("You no longer block %(name)s.") % {"name": block.person})
    return redirect("mentoring:sharing")
