"""Learners and cohorts, for the mentors who follow them. Anybody else finds nothing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PersonRequest, mentor_required
from mentoring import people_services
from mentoring.cohort_page import cohort_page_of
from mentoring.learner_page import learner_page_of
from mentoring.models import Cohort
from mentoring.models.people import learners_of
from mentoring.people_forms import MentorNoteForm


@require_safe
@mentor_required
def learner(request: PersonRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(learners_of(request.user), pk=pk)
    context = learner_page_of(request.user, person, timezone.now())
    return render(request, "mentoring/learner.html", context)


@require_POST
@mentor_required
def write_note(request: PersonRequest, pk: int) -> HttpResponse:
    """The mentor's own note. One that another window has changed is not written over unseen."""
    person = get_object_or_404(learners_of(request.user), pk=pk)
    form = MentorNoteForm(request.POST)
    if form.is_valid():
        try:
            people_services.write_note(
                mentor=request.user,
                learner=person,
                text=form.cleaned_data["text"],
                seen=request.POST.get("seen", ""),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your note is saved."))
            return redirect("mentoring:learner", person.pk)
    context = learner_page_of(request.user, person, timezone.now())
    context |= {"note_form": form, "next": reverse("mentoring:learner", args=[person.pk])}
    return render(request, "mentoring/learner.html", context, status=422)


@require_safe
@mentor_required
def cohort(request: PersonRequest, pk: int) -> HttpResponse:
    """Only for the mentors who lead it."""
    led = get_object_or_404(Cohort.objects.led_by(request.user), pk=pk)
    show, page = request.GET.get("show", ""), request.GET.get("page")
    context = cohort_page_of(request.user, led, timezone.now(), show, page)
    return render(request, "mentoring/cohort.html", context)
