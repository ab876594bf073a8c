"""Time zones: the names this site knows, and a list a person can choose from."""

import zoneinfo
from functools import cache

from django.utils.translation import gettext, pgettext_lazy

DEFAULT_ZONE = "UTC"
# Some systems list these two; they mean something else on the next machine, or nothing.
NOT_A_PLACE = {"localtime", "Factory"}
# Browsers still say the old names of these places.
RENAMED = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Europe/Kiev": "Europe/Kyiv",
}
REGION_NAMES = {
    "Africa": pgettext_lazy("region of time zones", "Africa"),
    "America": pgettext_lazy("region of time zones", "America"),
    "Antarctica": pgettext_lazy("region of time zones", "Antarctica"),
    "Arctic": pgettext_lazy("region of time zones", "Arctic"),
    "Asia": pgettext_lazy("region of time zones", "Asia"),
    "Atlantic": pgettext_lazy("region of time zones", "Atlantic"),
    "Australia": pgettext_lazy("region of time zones", "Australia"),
    "Europe": pgettext_lazy("region of time zones", "Europe"),
    "Indian": pgettext_lazy("region of time zones", "Indian"),
    "Pacific": pgettext_lazy("region of time zones", "Pacific"),
}


@cache
def known_zones() -> frozenset[str]:
    """Every name that a person may have. Kept, since each call would search the disk."""
    return frozenset(zoneinfo.available_timezones() - NOT_A_PLACE)


def zone_or_default(name: object) -> str:
    """The name a browser has sent, if it is a time zone at all."""
    if not isinstance(name, str):
        return DEFAULT_ZONE
    name = RENAMED.get(name, name)
    return name if name in known_zones() else DEFAULT_ZONE


def zone_label(name: str) -> str:
    """The place in words: “Argentina, Buenos Aires” for America/Argentina/Buenos_Aires."""
    _, slash, place = name.partition("/")
    return (place if slash else name).replace("/", ", ").replace("_", " ")


def zone_choices(current: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices in groups by region. The current zone is among them, however old its name."""
    places: dict[str, list[tuple[str, str]]] = {region: [] for region in REGION_NAMES}
    for name in sorted(known_zones() - RENAMED.keys()):
        region, slash, _ = name.partition("/")
        if slash and region in places:
            places[region].append((name, zone_label(name)))
    listed = {name for group in places.values() for name, _ in group}
    top = [(DEFAULT_ZONE, gettext("UTC: the same for everybody, no summer time"))]
    if current not in listed | {DEFAULT_ZONE}:
        top.append((current, current))
    return [
        (gettext("No place"), top),
        *((str(REGION_NAMES[region]), named) for region, named in places.items()),
    ]
