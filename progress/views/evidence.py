"""Links and notes that show a step was done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import PersonRequest, sign_in_required
from progress import evidence_services
from progress.evidence_forms import EvidenceForm
from progress.models import Evidence
from progress.views.steps import change_step, step_of


@require_POST
@sign_in_required
def add_evidence(request: PersonRequest, slug: str) -> HttpResponse:
    """A link, a note or both, from the step's own page or its row on the stage's."""
    step = step_of(request, slug)
    form = EvidenceForm(request.POST, step=step)

    def add() -> Evidence | None:
        return evidence_services.add_evidence(user=request.user, step=step, **form.cleaned_data)

    return change_step(request, form, add, _("Saved: %(title)s") % {"title": step.title})


@require_POST
@sign_in_required
def delete_evidence(request: PersonRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(
        Evidence.objects.filter(user=request.user).select_related("step"), pk=pk
    )
    link.delete()
    messages.success(request, _("The link is deleted."))
    return redirect(link.step)
