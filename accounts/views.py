"""Signing in, a person's own settings, and the two pages that wait for a code."""

from typing import Any

from allauth.account.stages import LoginStage
from allauth.account.views import (
    ConfirmEmailVerificationCodeView,
    ConfirmPasswordResetCodeView,
    LoginView,
)
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as django_set_language

from accounts.access import PersonRequest, local_address, sign_in_required
from accounts.forms import DeleteAccountForm, SettingsForm
from accounts.languages import is_spoken, keep_in_cookie, written_for
from accounts.models import User
from accounts.services import LastSuperuserError, delete_account, is_last_superuser

TOO_MANY_TRIES = gettext_lazy("Too many tries. Wait a minute, then start again.")
LAST_SUPERUSER = gettext_lazy("You are the only superuser. Make somebody else one first.")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def settings(request: PersonRequest) -> HttpResponse:
    """Name, time zone and language, and the ways to the email address and the password."""
    back = local_address(request, request.POST.get("next", request.GET.get("next", "")), "")
    # Its own copy: a refused form leaves its values on the object, and the header shows one.
    person = User.objects.get(pk=request.user.pk)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        form.save()
        with written_for(person.language, fallback=get_language()):
            messages.success(request, _("Your settings are saved."))
        response = redirect(back or "accounts:settings")
        if "language" in form.changed_data:
            keep_in_cookie(response, person.language)
        return response
    return render(request, "accounts/settings.html", {"form": form, "back": back})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The choice in the footer: kept on this device, and on the account of who is signed in."""
    code = request.POST.get("language", "")
    if request.user.is_authenticated and code and is_spoken(code):
        User.objects.filter(pk=request.user.pk).update(language=code)
    response: HttpResponse = django_set_language(request)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def delete(request: PersonRequest) -> HttpResponse:
    """What goes and what stays, in words; then, with the password, the account is gone."""
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, user=request.user)
    may_try = request.method != "POST" or ratelimit.consume(
        request, action="reauthenticate", user=request.user
    )
    if not may_try:
        # Instead of looking at what was sent.
        form = DeleteAccountForm(user=request.user)
        return _delete_page(request, form, 429, problem=str(TOO_MANY_TRIES))
    if not form.is_valid():
        return _delete_page(request, form, 422 if form.is_bound else 200)
    try:
        delete_account(user=request.user)
    except LastSuperuserError:
        return _delete_page(request, form, 422)
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("home")


def _delete_page(
    request: PersonRequest, form: DeleteAccountForm, status: int, problem: str = ""
) -> HttpResponse:
    is_last = is_last_superuser(request.user)
    context = {
        "form": form,
        "problem": LAST_SUPERUSER if is_last else problem,
        "is_last": is_last,
    }
    return render(request, "accounts/delete.html", context, status=status)


class SignInView(LoginView):
    """The form stays within reach while a code is waited for, and leads to the page for it.

    Who signs up with an address that has an account waits for a code that never comes, and is
    not told so: they must be able to sign in instead.
    """

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        # The switch for the redirect, ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS, would also show
        # the form to people who are signed in.
        self.extra_context = {"code_url": reverse(stage.urlname)} if stage.urlname else {}


@method_decorator([never_cache, login_not_required], name="dispatch")
class ConfirmEmailView(ConfirmEmailVerificationCodeView):
    """Says why, when there is no code to wait for or a new one comes too soon."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if not self._process:
            messages.error(
                request,
                _("That code is no longer valid. Ask to be sent a new one.")
                if request.user.is_authenticated
                else _("That code is no longer valid. Sign in to be sent a new one."),
            )
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ImmediateHttpResponse:
            messages.error(self.request, _("Wait ten seconds, then ask for a new code again."))
            return redirect("account_email_verification_sent")
        if self._action == "resend":
            messages.success(self.request, _("A new code is on its way."))
        return response


@method_decorator(never_cache, name="dispatch")
class ConfirmPasswordCodeView(ConfirmPasswordResetCodeView):
    """A code that came too late leads to a new one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if not self._process:
            messages.error(request, _("That code is no longer valid. Ask for a new one."))
            return HttpResponseRedirect(reverse("account_reset_password"))
        return response
