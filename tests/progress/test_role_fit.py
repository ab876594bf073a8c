"""The sums of role fit: layers, gaps, either/or steps, and what closes most an hour."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.role_fit import (
    CORE,
    USEFUL,
    Closing,
    Fit,
    Need,
    Offer,
    Route,
    Supply,
    Switch,
    best_layers,
    closing_of,
    credited,
    offer_of,
    route,
    switch,
)

CLAIMED, EVIDENCED, VERIFIED = 1, 2, 3
CLOUDS = ["aws", "google-cloud", "azure"]
NEEDS = (
    Need("python", CORE),
    Need("docker", CORE),
    Need("aws", CORE),
    Need("azure", CORE),
    Need("sql", USEFUL),
)


def offer(key: int, hours: int, *skills: str, choices: tuple[str, ...] = ()) -> Offer:
    return Offer(key, hours, frozenset(skills), choices)


@pytest.mark.parametrize(
    ("skills", "options", "chosen", "supplied"),
    [
        ({"aws", "azure", "serving"}, ["aws", "azure"], "aws", {"aws", "serving"}),
        # Nobody said which: neither side counts.
        ({"aws", "azure", "serving"}, ["aws", "azure"], None, {"serving"}),
        # An option without a skill of its name takes nothing away.
        ({"serving"}, ["flask", "fastapi"], "flask", {"serving"}),
        # A chosen option supplies only a skill that the step has.
        ({"neural-networks"}, ["pytorch", "tensorflow"], "pytorch", {"neural-networks"}),
        ({"python"}, [], None, {"python"}),
    ],
)
def test_either_or_supplies_what_was_chosen(
    skills: set[str], options: list[str], chosen: str | None, supplied: set[str]
) -> None:
    assert credited(skills, options, chosen) == supplied


def test_open_either_or_offers_one_side() -> None:
    skills = {*CLOUDS, "serving"}
    assert offer_of(1, 16, skills, CLOUDS, None) == offer(
        1, 16, "serving", choices=("aws", "google-cloud", "azure")
    )
    assert offer_of(1, 16, skills, CLOUDS, "azure") == offer(1, 16, "serving", "azure")


def test_the_highest_layer_of_a_skill_counts() -> None:
    supplies = [
        Supply(frozenset({"python", "sql"}), EVIDENCED),
        Supply(frozenset({"python", "docker"}), CLAIMED),
    ]
    assert best_layers(supplies) == {"python": EVIDENCED, "sql": EVIDENCED, "docker": CLAIMED}


def test_points_by_layer() -> None:
    fit = Fit(NEEDS, {"python": CLAIMED, "docker": EVIDENCED, "sql": VERIFIED, "poetry": VERIFIED})
    points = [(fit.points(layer), fit.percent(layer)) for layer in (CLAIMED, EVIDENCED, VERIFIED)]
    assert fit.required == 9
    assert points == [(5, 55), (3, 33), (1, 11)]
    assert fit.gap == 4
    assert [need.skill for need in fit.covered] == ["python", "docker", "sql"]
    assert [need.skill for need in fit.missing] == ["aws", "azure"]


def test_role_without_skills_asks_for_nothing() -> None:
    fit = Fit((), {"python": CLAIMED})
    assert (fit.required, fit.points(), fit.percent(), fit.gap) == (0, 0, 0, 0)
    assert route(fit, [offer(1, 8, "python")]) == Route((), ())


@pytest.mark.parametrize(
    ("offered", "closing"),
    [
        (offer(1, 8, "poetry"), None),
        (offer(1, 8, "sql", "docker"), Closing(1, 8, ("docker", "sql"), None, 3, 9)),
        # One side only, the first of those that weigh most.
        (
            offer(1, 8, "python", choices=("azure", "aws", "sql")),
            Closing(1, 8, ("python", "aws"), "aws", 4, 9),
        ),
        (offer(1, 8, choices=("google-cloud",)), None),
    ],
)
def test_what_one_step_closes(offered: Offer, closing: Closing | None) -> None:
    assert closing_of(NEEDS, offered) == closing


def test_route_takes_the_most_an_hour_then_what_is_left() -> None:
    offers = [
        offer(1, 20, "python", "docker", "sql"),  # 5 points in 20 h: 1/4
        offer(2, 5, "python", "sql"),  # 3 in 5 h: 3/5
        offer(3, 16, choices=("aws", "azure")),  # 2 in 16 h: 1/8
        offer(4, 8, "docker"),  # 2 in 8 h: 1/4
    ]
    assert route(Fit(NEEDS, {}), offers) == Route(
        (
            Closing(2, 5, ("python", "sql"), None, 3, 9),
            # The first step's 5 points are 2 by now: 1/10 an hour against 1/4.
            Closing(4, 8, ("docker",), None, 2, 6),
            Closing(3, 16, ("aws",), "aws", 2, 4),
        ),
        # The either/or step is done once, so its other side is never taught.
        ("azure",),
    )


def test_among_equals_the_earlier_step_goes_first() -> None:
    offers = [offer(7, 8, "docker"), offer(3, 8, "python")]
    assert [closing.key for closing in route(Fit(NEEDS, {}), offers).closings] == [7, 3]


def test_switch_says_covered_shared_new_and_dropped() -> None:
    layers = {"python": CLAIMED}
    present = Fit((Need("python", CORE), Need("docker", CORE), Need("aws", CORE)), layers)
    other = Fit((Need("python", USEFUL), Need("docker", CORE), Need("sql", CORE)), layers)
    offers = [offer(1, 8, "docker"), offer(2, 6, "sql"), offer(3, 16, "aws")]
    change = switch(present, other, offers)
    assert change == Switch(
        covered=("python",),
        shared=("docker",),
        new=("sql",),
        dropped=("aws",),
        route=route(other, offers),
        extra_hours=14 - 24,
    )


def test_switch_without_a_target_is_all_new() -> None:
    change = switch(Fit((), {}), Fit(NEEDS, {}), [offer(1, 8, "docker")])
    assert (change.shared, change.dropped, change.extra_hours) == ((), (), 8)
    assert change.new == ("python", "docker", "aws", "azure", "sql")


SKILLS = st.sampled_from([f"s{n}" for n in range(8)])
NEED_LISTS = st.dictionaries(SKILLS, st.sampled_from([USEFUL, CORE])).map(
    lambda weights: tuple(Need(skill, weight) for skill, weight in weights.items())
)
LAYERS = st.dictionaries(SKILLS, st.sampled_from([CLAIMED, EVIDENCED, VERIFIED]))


@st.composite
def offer_lists(draw: st.DrawFn) -> list[Offer]:
    found = []
    for key in range(draw(st.integers(0, 6))):
        options = draw(st.lists(SKILLS, unique=True, max_size=3))
        chosen = draw(st.sampled_from([None, *options]))
        skills = draw(st.frozensets(SKILLS, max_size=4))
        found.append(offer_of(key, draw(st.integers(4, 40)), skills, options, chosen))
    return found


@given(NEED_LISTS, LAYERS)
def test_layers_hold_each_other_and_the_gap_is_the_rest(
    needs: tuple[Need, ...], layers: dict[str, int]
) -> None:
    fit = Fit(needs, layers)
    assert fit.required >= fit.points(CLAIMED) >= fit.points(EVIDENCED) >= fit.points(VERIFIED) >= 0
    assert fit.gap + fit.points() == fit.required
    assert 0 <= fit.percent() <= 100
    assert (fit.percent() == 100) == (fit.gap == 0 and fit.required > 0)


@given(NEED_LISTS, LAYERS, offer_lists())
def test_a_route_closes_all_that_can_be_closed(
    needs: tuple[Need, ...], layers: dict[str, int], offers: list[Offer]
) -> None:
    fit = Fit(needs, layers)
    found = route(fit, offers)
    closed = [skill for closing in found.closings for skill in closing.skills]
    missing = [need.skill for need in fit.missing]
    assert sorted([*closed, *found.untaught]) == sorted(missing)
    assert len({closing.key for closing in found.closings}) == len(found.closings)
    rates = [closing.rate for closing in found.closings]
    assert rates == sorted(rates, reverse=True)
    gap = fit.gap
    for closing in found.closings:
        assert closing.gap == gap
        assert closing.rate == Fraction(closing.points, closing.hours)
        gap -= closing.points
    used = {closing.key for closing in found.closings}
    left = [need for need in fit.missing if need.skill in found.untaught]
    assert all(closing_of(left, item) is None for item in offers if item.key not in used)


@given(NEED_LISTS, NEED_LISTS, LAYERS, offer_lists())
def test_a_switch_sorts_every_skill_once(
    now: tuple[Need, ...], then: tuple[Need, ...], layers: dict[str, int], offers: list[Offer]
) -> None:
    change = switch(Fit(now, layers), Fit(then, layers), offers)
    parts = [*change.covered, *change.shared, *change.new]
    assert sorted(parts) == sorted(need.skill for need in then)
    assert set(change.dropped) == {n.skill for n in now} - {n.skill for n in then}
    back = switch(Fit(then, layers), Fit(now, layers), offers)
    assert change.extra_hours == -back.extra_hours


@given(st.frozensets(SKILLS), st.lists(SKILLS, unique=True), st.data())
def test_no_skill_of_another_option_is_credited(
    skills: frozenset[str], options: list[str], data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from([None, *options]))
    supplied = credited(skills, options, chosen)
    assert supplied <= skills
    assert supplied & set(options) <= {chosen}
    assert supplied - set(options) == skills - set(options)
