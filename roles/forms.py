"""How a visitor sorts and narrows the list of roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from roles.pictures import Band
from roles.salaries import RolePay
from skills.models import Skill


class Sort(models.TextChoices):
    SENIOR = "senior", _("Highest senior pay")
    ENTRY = "entry", _("Highest entry pay")
    NAME = "name", _("Title, A to Z")
    SOURCE = "source", _("Order of the edition")


SORT_IN_WORDS = {
    Sort.SENIOR: _("highest senior pay first"),
    Sort.ENTRY: _("highest entry pay first"),
    Sort.NAME: _("by title, A to Z"),
    Sort.SOURCE: _("in the order of the edition"),
}


def top(band: Band | None) -> tuple[int, int]:
    """Sorts by the upper figure, then the lower; a role without the band comes last."""
    return (-band.maximum, -band.minimum) if band else (1, 1)


SORT_KEYS: dict[str, Callable[[RolePay], Any]] = {
    Sort.SENIOR: lambda item: (top(item.pay.senior), top(item.pay.first), item.role.order),
    Sort.ENTRY: lambda item: (top(item.pay.first), item.role.order),
    Sort.NAME: lambda item: item.role.title.casefold(),
    Sort.SOURCE: lambda item: (item.role.order, item.role.title),
}


def by_senior_pay(items: Iterable[RolePay]) -> list[RolePay]:
    return sorted(items, key=SORT_KEYS[Sort.SENIOR])


class RoleListForm(forms.Form):
    """The filters above the list. A bad value is said beside its field and changes nothing."""

    sort = forms.ChoiceField(choices=Sort, required=False, label=_("Sort by"))
    skill = forms.ModelChoiceField(
        Skill.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Asks for"),
        empty_label=_("Any skill"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills = self.fields["skill"]
        assert isinstance(skills, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        skills.queryset = Skill.objects.current().filter(area__retired=False)

    @property
    def order(self) -> str:
        return self.cleaned_data.get("sort") or Sort.SENIOR

    @property
    def wanted_skill(self) -> Skill | None:
        return self.cleaned_data.get("skill")

    @property
    def order_in_words(self) -> str:
        return str(SORT_IN_WORDS[Sort(self.order)])

    def in_order(self, items: Iterable[RolePay]) -> list[RolePay]:
        return sorted(items, key=SORT_KEYS[self.order])
