"""The reasons for a next step in the words of the page's language."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from progress.next_steps import Wording


def wording() -> Wording:
    """The sentences that `next_steps.rank` fills."""
    return Wording(
        begun=_("You have begun it"),
        closes=_("Teaches %(skills)s for %(role)s"),
        opens=_("Stage %(number)s opens on %(day)s"),
        is_open=_("Stage %(number)s is open"),
        open_until=_("Stage %(number)s is open until %(day)s"),
        planned_until=_("Stage %(number)s was planned until %(day)s"),
        still=_("Still to do in Stage %(number)s"),
        more=_("%(number)s more"),
        two=_("%(others)s and %(last)s"),
        day=lambda day: date_format(day, "DATE_FORMAT"),
        day_of_this_year=lambda day: date_format(day, "MONTH_DAY_FORMAT"),
    )
