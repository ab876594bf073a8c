"""An invitation to mentor, for whoever has its address."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentoring.invitations import Answer, accept, has_accepted, invitation_of, is_for


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Says what it means and asks; a POST of the invited person accepts."""
    found = invitation_of(token)
    if found is None:
        raise Http404
    if request.method == "POST" and request.user.is_authenticated:
        user = request.user
        answer = accept(user=user, invitation=found, now=timezone.now())
        if answer == Answer.ACCEPTED:
            messages.success(request, _("You are a mentor now. This is your desk."))
            return redirect("mentoring:desk")
        return _refused(request, answer)
    if request.user.is_authenticated and has_accepted(found, request.user):
        return redirect("mentoring:desk")
    if not found.is_live(timezone.now()):
        return _refused(request, Answer.NO_LONGER)
    if request.method == "POST":
        return redirect_to_login(request.path, resolve_url("account_login"))
    if request.user.is_authenticated and not is_for(found, request.user):
        return _refused(request, Answer.NOT_FOR_YOU)
    return render(request, "mentoring/invitation.html", {"invitation": found})


def _refused(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Without naming the address it was sent to, or what became of it."""
    if answer == Answer.NOT_FOR_YOU:
        return render(request, "mentoring/invitation_other.html", status=403)
    return render(request, "mentoring/invitation_over.html", status=410)
