"""To whom a page is shown, and which projects that audience sees on it."""

from django.utils.translation import gettext_lazy as _

from progress.models import Visibility

# From the narrowest to the widest.
ORDER = (Visibility.PRIVATE, Visibility.MENTORS, Visibility.LINK, Visibility.PUBLIC)
NAMES = {
    Visibility.PRIVATE: _("you"),
    Visibility.MENTORS: _("mentors"),
    Visibility.LINK: _("people with a share link"),
    Visibility.PUBLIC: _("everybody"),
}
# The audiences that there are beside the owner.
OTHERS = ORDER[1:]


def is_shown_to(audience: str, visibility: str) -> bool:
    """Whether something of this visibility stands on the page that this audience is shown."""
    return _place(visibility) >= _place(audience)


def is_narrower(visibility: str, than: str) -> bool:
    return _place(visibility) < _place(than)


def _place(visibility: str) -> int:
    return ORDER.index(Visibility(visibility))
