"""A picture of a project, as its owner sends it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.form_parts import helper_of
from progress.images import EXTENSIONS, check_picture
from progress.project_forms import LineField


class ImageForm(forms.Form):
    """A file and what it shows."""

    # A plain file field: Django's own for images would try every decoder that Pillow has.
    image = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 5 MB and 25 million pixels."),
        validators=[check_picture],
        widget=forms.FileInput(attrs={"accept": ",".join(f".{name}" for name in EXTENSIONS)}),
        error_messages={
            "required": _("Choose a picture."),
            "invalid": _("Choose a picture."),
            "missing": _("Choose a picture."),
            "empty": _("This file is empty."),
        },
    )
    alt = LineField(
        max_length=200,
        label=_("What it shows"),
        help_text=_("Read out to those who can’t see it. For a chart, say what it tells."),
        error_messages={"required": _("Say what the picture shows.")},
    )

    helper = helper_of("image", "alt")
