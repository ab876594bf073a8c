"""Forms: allauth's in this site's words, and the settings of a person."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.languages import chosen_in_cookie, language_choices
from accounts.models import User
from accounts.zones import zone_choices, zone_or_default

PASSWORD_HELP = _("12 characters or more. Three or four words make a good one.")  # noqa: S105


class PlainFieldsMixin(forms.BaseForm):
    """Labels stand above the fields: words inside a field go away when they are needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewPasswordMixin(PlainFieldsMixin):
    """A new password is typed once: who mistypes it has the reset by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HELP


class SignInForm(PlainFieldsMixin, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The way to a new password stands below the button.
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")


class SignUpForm(PlainFieldsMixin, allauth_forms.SignupForm):
    # Filled in by static/time-zone.js. A plain field has no rules to break: what is no time
    # zone counts as nothing said.
    time_zone = forms.Field(
        required=False, widget=forms.HiddenInput(attrs={"data-browser-time-zone": ""})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "For signing in and notices about your account. Nothing else."
        )
        self.fields["password1"].help_text = PASSWORD_HELP

    def clean_time_zone(self) -> str:
        return zone_or_default(self.cleaned_data["time_zone"])

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        super().custom_signup(request, user)
        user.time_zone = self.cleaned_data["time_zone"]
        user.language = chosen_in_cookie(request)
        user.save(update_fields=["time_zone", "language"])

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        return user

    def try_save(self, request: HttpRequest) -> tuple[User | None, Any]:
        try:
            saved: tuple[User | None, Any] = super().try_save(request)
        except IntegrityError:
            # The same address was signed up between the check and now.
            self.account_already_exists = True
            saved = super().try_save(request)
        return saved


class ChangeEmailForm(PlainFieldsMixin, allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New email")
        self.fields["email"].help_text = _(
            "We send a code there. Until you type it, nothing changes."
        )


class ChangePasswordForm(NewPasswordMixin, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")


class SetPasswordForm(NewPasswordMixin, allauth_forms.SetPasswordForm):
    pass


class NewPasswordForm(NewPasswordMixin, allauth_forms.ResetPasswordKeyForm):
    pass


class ForgottenPasswordForm(PlainFieldsMixin, allauth_forms.ResetPasswordForm):
    pass


class ConfirmItIsYouForm(PlainFieldsMixin, allauth_forms.ReauthenticateForm):
    pass


class CodeMixin(PlainFieldsMixin):
    """Codes are letters: a telephone shall neither correct nor shrink them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Capitals and the dash don’t matter.")
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class EmailCodeForm(CodeMixin, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


class PasswordCodeForm(CodeMixin, allauth_forms.ConfirmPasswordResetCodeForm):
    pass


class SettingsForm(forms.ModelForm):
    """What a person says about themselves."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Decides when your day starts and ends."),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Of the pages and of our mail. Without a choice here, mail comes in English."),
        error_messages={"invalid_choice": _("Choose a language from the list.")},
    )

    class Meta:
        model = User
        fields = ["display_name", "time_zone", "language"]
        labels = {"display_name": _("Name to show (optional)")}
        help_texts = {
            "display_name": _("Left empty, it is the part of your email address before the @.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = zone_choices(self.instance.time_zone)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("As my browser asks")), *language_choices()]


class DeleteAccountForm(forms.Form):
    """Asks once more who it is: by the password, or by the address where there is none."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=4_096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    email = forms.CharField(
        label=_("Your email address"),
        max_length=254,
        help_text=_("You have no password here, so type the address of this account."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["email" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."), code="wrong")
        return password

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."), code="wrong")
        return email


class UserAddForm(AdminUserCreationForm):
    """The admin's form for a new person: no user name to fill in."""

    class Meta:
        model = User
        fields = ("email",)
        field_classes: dict[str, type[forms.Field]] = {}


class UserChangeForm(DjangoUserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        labels = {"display_name": _("Display name"), "time_zone": _("Time zone")}
        field_classes: dict[str, type[forms.Field]] = {}
