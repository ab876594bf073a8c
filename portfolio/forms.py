"""What learners say of their portfolio."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolio.models import RESERVED_HANDLES, Portfolio, PortfolioLink, handle_form, is_handle
from portfolio.written import FIELDS, in_words, mark_of, written_in
from progress.form_parts import Section, card_label, helper_of
from progress.models import Visibility
from progress.plan_forms import Cards
from progress.project_forms import LineField, TextField, TitleField, WebAddressField

TAKEN = _("Somebody has this handle. Choose another.")
RESERVED = _("This handle is kept for the site. Choose another.")
DIFFERS = _("What is saved differs. Save again to keep yours.")
SET_BACK = _("Set back to what is saved: %(who)s. Choose again if you want another.")
LONGEST_HANDLE = 30
WHO_SEES = {
    Visibility.PRIVATE: _("Only you. Everybody else gets “page not found”."),
    Visibility.MENTORS: _("You, and signed-in mentors of this site."),
    Visibility.LINK: _("You, and whoever opens a share link that you made. Not mentors as such."),
    Visibility.PUBLIC: _("Everybody, search engines too. Share links work as well."),
}
EXPIRIES = {"7": "7", "30": "30", "90": "90", "none": _("No end")}


def suggested_handle(name: str) -> str:
    """A free handle made of a name; "" where none comes to mind."""
    base = re.sub(r"[-_]+", "-", slugify(name))[: LONGEST_HANDLE - 3].strip("-")
    tries = [base, *(f"{base}-{number}" for number in range(2, 10))]
    fitting = [handle for handle in tries if is_handle(handle) and handle not in RESERVED_HANDLES]
    taken = set(
        Portfolio.objects.annotate(name=Lower("handle"))
        .filter(name__in=fitting)
        .values_list("name", flat=True)
    )
    return next((handle for handle in fitting if handle not in taken), "")


class HandleField(forms.CharField):
    """A handle, in small letters however it was typed."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.lower() if isinstance(text, str) else text


class PortfolioForm(forms.ModelForm):
    """What the page says, and to whom."""

    handle = HandleField(
        max_length=LONGEST_HANDLE,
        validators=[handle_form],
        label=_("Handle"),
        help_text=_(
            "Your page’s address: /p/handle/. Change it, and the old address stops working; "
            "share links go on."
        ),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Choose a handle, such as amara-osei.")},
    )
    headline = LineField(
        max_length=160,
        required=False,
        label=_("Headline (optional)"),
        help_text=_("One or two short sentences: what you do, and how."),
    )
    about = TextField(
        max_length=4_000,
        required=False,
        label=_("About you (optional)"),
        help_text=_("Markdown: **bold**, lists, links."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    location = LineField(
        max_length=80,
        required=False,
        label=_("Where you are (optional)"),
        help_text=_("Such as: Porto, open to remote work."),
    )
    contact_email = forms.EmailField(
        required=False,
        max_length=254,
        label=_("Email to show (optional)"),
        help_text=_("It stands on the page. The address you sign in with does not."),
        error_messages={"invalid": _("Enter an email address such as you@example.org.")},
    )
    visibility = forms.ChoiceField(
        choices=[(who.value, card_label(who.label, WHO_SEES[who])) for who in Visibility],
        initial=Visibility.PRIVATE,
        label=_("Who may see it"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], _("Choose one of the four: who may see your portfolio.")
        ),
    )

    helper = helper_of(
        Section(
            _("Address and name"), Div("handle", css_class="narrow-field"), "headline", "about"
        ),
        Section(_("Contact"), "location", "contact_email"),
        Section(
            _("Also on the page"),
            "shows_position",
            "shows_stages",
            "shows_certificates",
            "shows_skills",
        ),
        Section(_("Who may see it"), Cards("visibility")),
    )

    class Meta:
        model = Portfolio
        fields = FIELDS
        labels = {
            "shows_position": _("Where you are on the roadmap"),
            "shows_stages": _("Finished stages"),
            "shows_certificates": _("Certificates of finished courses"),
            "shows_skills": _("Skills with their proof"),
        }
        help_texts = {
            "shows_position": _("Finished hours only, never whether you are on time."),
            "shows_certificates": _("Those that you link in your course log."),
            "shows_skills": _("Evidence from private projects counts; their names stay private."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As it is saved: validation writes the answers into the instance.
        self.saved = written_in(self.instance) if self.instance.pk else None
        self.seen = mark_of(self.saved)
        # Whether the page that was sent held something else.
        self.is_old = False

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle in RESERVED_HANDLES:
            raise ValidationError(RESERVED, code="reserved")
        others = Portfolio.objects.exclude(pk=self.instance.pk)
        if others.alias(name=Lower("handle")).filter(name=handle).exists():
            raise ValidationError(TAKEN, code="taken")
        return handle

    def clean(self) -> None:
        """Refuse what was typed beside other words than those that are saved by now.

        `seen` is the mark of what the page held that was sent. Without one it is an old page.
        """
        super().clean()
        if self.saved is None or self.data.get("seen") == self.seen:
            return
        sent, saved = self.cleaned_data, self.saved
        differing = [name for name in FIELDS if name not in sent or sent[name] != saved[name]]
        if differing:
            self._put_beside(saved, differing)

    def _put_beside(self, saved: Mapping[str, str | bool], differing: list[str]) -> None:
        """What is saved stands beside what was typed, and says alone who sees the page."""
        self.is_old = True
        for name in differing:
            if name == "visibility":
                continue
            field = self[name]
            field.help_text = format_html(
                '{}<span class="d-block text-break">{} <b>{}</b></span>',
                field.help_text,
                gettext("Saved:"),
                linebreaksbr(in_words(saved[name]), autoescape=True),
            )
            self.add_error(name, ValidationError(DIFFERS, code="changed"))
        if "visibility" in differing:
            who = Visibility(str(saved["visibility"])).label
            self.add_error(
                "visibility", ValidationError(SET_BACK, code="changed", params={"who": who})
            )
            answers: Any = self.data.copy()  # type: ignore[attr-defined]
            answers["visibility"] = saved["visibility"]
            self.data = answers

    def keep(self) -> bool:
        """Save what is valid; False where somebody took the handle at the same moment."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("handle", ValidationError(TAKEN, code="taken"))
            return False
        return True


class LinkForm(forms.ModelForm):
    """An address of the learner's own."""

    label = TitleField(
        max_length=40,
        label=_("Name"),
        help_text=_("Such as: GitHub, or My site."),
        error_messages={"required": _("Give the link a name.")},
    )
    url = WebAddressField(label=_("Address"))

    helper = helper_of("label", "url")

    class Meta:
        model = PortfolioLink
        fields = ["label", "url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].required = True
        self.fields["url"].error_messages["required"] = _("Enter the link’s address.")


class ShareForm(forms.Form):
    """A link for one recipient."""

    recipient = LineField(
        max_length=80,
        label=_("Who it is for"),
        help_text=_("Only you see this name."),
        error_messages={"required": _("Say who the link is for.")},
    )
    expires = forms.ChoiceField(
        choices=EXPIRIES.items(),
        initial="30",
        label=_("Days that it works"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], _("Choose how long the link works.")
        ),
    )

    helper = helper_of("recipient", Field("expires", wrapper_class="segmented"))

    def expires_at(self, now: datetime.datetime) -> datetime.datetime | None:
        days: str = self.cleaned_data["expires"]
        return None if days == "none" else now + datetime.timedelta(days=int(days))
