"""Hints that go away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import PersonRequest, local_address, sign_in_required
from progress import hints
from progress.models import Hint


@require_POST
@sign_in_required
def dismiss_hint(request: PersonRequest, hint: str) -> HttpResponse:
    """The person has read a hint: it is not shown again."""
    if hint not in Hint.values:
        raise Http404
    hints.dismiss(user_id=request.user.pk, hint=Hint(hint), now=timezone.now())
    said = _("The hint is gone for good.")
    if request.htmx:
        return render(request, "progress/partials/_announcement.html", {"said": said})
    messages.success(request, said)
    home = reverse("progress:dashboard")
    return redirect(local_address(request, request.POST.get("next", ""), home))
