"""How old a fact is, in words, in the language of the page."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills.freshness import Freshness, span


class FreshFact(Freshness):
    """A fact's age as pages say it."""

    @property
    def edition_words(self) -> str:
        """Such as “2026 edition”."""
        return _("%(year)s edition") % {"year": self.edition}

    @property
    def checked(self) -> str:
        """Such as “checked on 3 March 2026, 8 months ago”."""
        if self.checked_on is None:
            return _("not checked since")
        day = date_format(self.checked_on, "DATE_FORMAT")
        return _("checked on %(day)s, %(ago)s") % {"day": day, "ago": ago(self.age_days)}

    @property
    def words(self) -> str:
        """Such as “2026 edition, not checked since”."""
        return f"{self.edition_words}, {self.checked}"

    @property
    def full(self) -> str:
        """With the source, where it is known."""
        return f"{self.source}, {self.words}" if self.source else self.words


def ago(days: int) -> str:
    """Days in days, weeks, months or years, rounded down."""
    if days < 2:
        return (_("today"), _("yesterday"))[days]
    unit, count = span(days)
    said = {
        "day": ngettext("%(count)d day ago", "%(count)d days ago", count),
        "week": ngettext("%(count)d week ago", "%(count)d weeks ago", count),
        "month": ngettext("%(count)d month ago", "%(count)d months ago", count),
        "year": ngettext("%(count)d year ago", "%(count)d years ago", count),
    }
    return said[unit] % {"count": count}
