"""What the pure modules find out, in the words of the page's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.attention import Attention
from mentoring.rubric import ALL_TOGETHER, WORDS, Gap, Move
from mentoring.waiting import Quantile, Waiting

_HOUR = datetime.timedelta(hours=1)
_DAY = datetime.timedelta(days=1)


# --- Who needs attention -------------------------------------------------------------------


def behind_words(attention: Attention) -> str:
    """“31 days behind the plan”; empty where that is no reason."""
    days = attention.behind_days
    if not days:
        return ""
    return ngettext("%(days)s day behind the plan", "%(days)s days behind the plan", days) % {
        "days": days
    }


def quiet_words(attention: Attention) -> str:
    """“No step moved for 16 days”; empty where that is no reason."""
    days = attention.quiet_days
    if not days:
        return ""
    if attention.has_moved:
        words = ngettext("No step moved for %(days)s day", "No step moved for %(days)s days", days)
        paused = ngettext(
            "No step moved for %(days)s day, pauses left out",
            "No step moved for %(days)s days, pauses left out",
            days,
        )
    else:
        words = ngettext(
            "No step moved yet, %(days)s day into the plan",
            "No step moved yet, %(days)s days into the plan",
            days,
        )
        paused = ngettext(
            "No step moved yet, %(days)s day into the plan, pauses left out",
            "No step moved yet, %(days)s days into the plan, pauses left out",
            days,
        )
    return (paused if attention.has_paused else words) % {"days": days}


def reasons_of(attention: Attention) -> tuple[str, ...]:
    """Each a few words. None: all is well."""
    return tuple(filter(None, [behind_words(attention), quiet_words(attention)]))


def attention_words(attention: Attention) -> str:
    """“31 days behind the plan. No step moved for 16 days.”"""
    return " ".join(f"{reason}." for reason in reasons_of(attention))


# --- Waits -------------------------------------------------------------------------------


def about(length: datetime.timedelta) -> str:
    """A length in round words: “about 2 days”. Days from two days on."""
    hours = round(length / _HOUR)
    if hours < 1:
        return _("under an hour")
    if hours < 48:
        return ngettext("about %(hours)s hour", "about %(hours)s hours", hours) % {"hours": hours}
    days = round(length / _DAY)
    return ngettext("about %(days)s day", "about %(days)s days", days) % {"days": days}


def wait_in_words(wait: Quantile | None) -> str:
    """Within what a share of the requests is answered, or what it takes longer than."""
    if wait is None:
        return ""
    if wait.is_reached:
        return about(wait.length)
    if wait.length < _HOUR:
        return _("longer than the few minutes so far")
    return _("longer than %(length)s so far") % {"length": about(wait.length)}


def waits_in_words(waiting: Waiting) -> str:
    """Within what half of the requests and 80% of them are answered, as a sentence."""
    half, most = waiting.median, waiting.most
    if half is None or most is None:
        return ""
    lengths = {"half": _within(half), "most": _within(most)}
    if not half.is_reached:
        said = _("Within %(half)s, fewer than half of the requests are answered so far.")
    elif not most.is_reached:
        said = _(
            "Half of the requests are answered within %(half)s; within %(most)s, fewer than 80%% "
            "of them are so far."
        )
    elif lengths["half"] == lengths["most"]:
        said = _("Half of the requests are answered within %(half)s, and so are 80%% of them.")
    else:
        said = _("Half of the requests are answered within %(half)s; 80%% of them within %(most)s.")
    return said % lengths


def _within(wait: Quantile) -> str:
    """“about 3 days”, as what follows on “within”."""
    if wait.is_reached:
        return about(wait.length) if round(wait.length / _HOUR) else _("an hour")
    return _("a few minutes") if wait.length < _HOUR else about(wait.length)


def exactly(length: datetime.timedelta) -> str:
    """A wait so far, rounded down: “2 days 14 h”."""
    days, hours = divmod(max(length, datetime.timedelta()) // _HOUR, 24)
    in_days = ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else ""
    in_hours = _("%(hours)s h") % {"hours": hours} if hours else ""
    return " ".join(filter(None, [in_days, in_hours])) or _("under 1 h")


# --- The rubric ----------------------------------------------------------------------------


def words_for(score: int) -> str:
    """What a score says, as in “3 of 4, solid”."""
    return _(WORDS[score]) if score in WORDS else _("does not apply")


def gap_words(gaps: Mapping[str, Gap]) -> dict[str, str]:
    """What is to be done for an approval, by criterion."""
    found = {}
    for slug, gap in gaps.items():
        if slug == ALL_TOGETHER:
            found[slug] = _("To approve, score at least three of the six.")
        elif gap.is_scored:
            found[slug] = _("To approve, this needs %(least)s or more.") % {"least": gap.least}
        else:
            found[slug] = _("To approve, score this or say that it does not apply.")
    return found


def moves_in_words(moves: Iterable[Move]) -> list[str]:
    """“Modelling rose from 1 to 2.”"""
    return [
        (
            _("%(criterion)s rose from %(before)s to %(after)s.")
            if move.after > move.before
            else _("%(criterion)s fell from %(before)s to %(after)s.")
        )
        % {"criterion": _(move.title), "before": move.before, "after": move.after}
        for move in moves
    ]
