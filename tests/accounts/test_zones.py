"""The list of time zones."""

import zoneinfo

import pytest

from accounts.zones import (
    RENAMED,
    known_zones,
    zone_choices,
    zone_label,
    zone_or_default,
)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Europe/London", "London"),
        ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_label_is_the_place_in_words(name: str, label: str) -> None:
    assert zone_label(name) == label


def test_every_choice_is_a_time_zone_and_stands_once() -> None:
    names = [name for _, group in zone_choices("UTC") for name, _ in group]
    assert len(names) == len(set(names))
    assert {"UTC", "Europe/London", "Asia/Kolkata"} <= set(names)
    for name in names:
        assert zoneinfo.ZoneInfo(name).key == name


def test_new_names_are_known() -> None:
    assert set(RENAMED.values()) <= known_zones()


@pytest.mark.parametrize("value", [None, 1, ["UTC"], "", "UTC\0"])
def test_what_is_no_zone_is_utc(value: object) -> None:
    assert zone_or_default(value) == "UTC"
