"""What roles pay, as the newest edition of each has it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from roles.models import Role, SalaryBand, SalaryLevel
from roles.pictures import Band, Pay
from skills.facts import freshness_of
from skills.freshness import Freshness, oldest


@dataclass(frozen=True, slots=True)
class RolePay:
    """A role with its bands of one edition, and the same as plain values for the chart."""

    role: Role
    bands: tuple[SalaryBand, ...]
    pay: Pay

    @property
    def edition(self) -> int | None:
        return self.bands[0].edition if self.bands else None


def current_roles() -> QuerySet[Role]:
    """The roles that the site shows, with their bands: two queries whatever their number."""
    return Role.objects.current().prefetch_related("bands")


def pay_of(role: Role) -> RolePay:
    """A role's bands of its newest edition, lowest first. Uses prefetched bands."""
    bands = list(role.bands.all())
    newest = max((band.edition for band in bands), default=0)
    bands = sorted(
        (band for band in bands if band.edition == newest), key=lambda band: band.minimum
    )
    by_level = {band.level: plain(band) for band in bands}
    return RolePay(
        role=role,
        bands=tuple(bands),
        pay=Pay(
            slug=role.slug,
            title=role.short_title,
            url=role.get_absolute_url(),
            first=by_level.get(SalaryLevel.ENTRY_TO_MID),
            senior=by_level.get(SalaryLevel.SENIOR),
        ),
    )


def oldest_pay(items: Iterable[RolePay], today: datetime.date) -> Freshness | None:
    """The band of these roles that was looked at longest ago."""
    return oldest(freshness_of(band, "pay", today) for item in items for band in item.bands)


def plain(band: SalaryBand) -> Band:
    return Band(band.minimum, band.maximum, band.open_ended, band.currency)
