"""What is said instead of a figure that is withheld, in the language of the page."""

from django.utils.translation import gettext as _

from progress.floor import FEWER, FLOOR, Shown


def worded(cell: Shown) -> Shown:
    """The cell as people read it; figures as they are."""
    return _("fewer than %(count)s") % {"count": FLOOR} if cell == FEWER else cell
