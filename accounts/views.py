"""A person's own settings, and the two pages that wait for a code."""

from typing import Any

from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmPasswordResetCodeView
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import PersonRequest, local_address, sign_in_required
from accounts.forms import SettingsForm
from accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def settings(request: PersonRequest) -> HttpResponse:
    """Name and time zone, and the ways to the email address and the password."""
    back = local_address(request, request.POST.get("next", request.GET.get("next", "")), "")
    # Its own copy: a refused form leaves its values on the object, and the header shows one.
    person = User.objects.get(pk=request.user.pk)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, "Your settings are saved.")
        return redirect(back or "accounts:settings")
    return render(request, "accounts/settings.html", {"form": form, "next": back})


@method_decorator([never_cache, login_not_required], name="dispatch")
class ConfirmEmailView(ConfirmEmailVerificationCodeView):
    """Says why, when there is no code to wait for or a new one comes too soon."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if not self._process:
            how = "Ask" if request.user.is_authenticated else "Sign in"
            messages.error(request, f"That code is no longer valid. {how} to be sent a new one.")
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ImmediateHttpResponse:
            messages.error(self.request, "Wait ten seconds, then ask for a new code again.")
            return redirect("account_email_verification_sent")
        if self._action == "resend":
            messages.success(self.request, "A new code is on its way.")
        return response


@method_decorator(never_cache, name="dispatch")
class ConfirmPasswordCodeView(ConfirmPasswordResetCodeView):
    """A code that came too late leads to a new one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if not self._process:
            messages.error(request, "That code is no longer valid. Ask for a new one.")
            return HttpResponseRedirect(reverse("account_reset_password"))
        return response
