"""Stages change places. Their numbers are unique, so two can't be typed over each other."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from roadmap.models import Stage
from skills.recording import keep_before, record


@transaction.atomic
def swap_with_neighbour(*, stage: Stage, places: int, by: Any) -> Stage | None:
    """The stage takes the number of the one before (-1) or after (1), which takes its own.

    The other stage; None at either end. Months stay with each stage.
    """
    stages = list(Stage.objects.order_by("number").select_for_update())
    at = [row.pk for row in stages].index(stage.pk)
    if not 0 <= at + places < len(stages):
        return None
    first, second = stages[at], stages[at + places]
    keep_before(Stage, [first.pk, second.pk])
    free = Stage.objects.aggregate(Max("number"))["number__max"] + 1
    first.number, second.number = second.number, first.number
    for row, number in ((first, free), (second, second.number), (first, first.number)):
        Stage.objects.filter(pk=row.pk).update(number=number)
    record([first, second], by=by, reason="Changed places")
    return second
