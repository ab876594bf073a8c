"""The roadmap in the admin: editing, what can't be deleted, retiring, and odd input."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress.models import StepEvent, StepStatus
from roadmap.models import Edition, Stage, Step, StepOption
from skills import content_admin, holders
from tests.factories import (
    CourseFactory,
    EditionFactory,
    PlanFactory,
    ProjectFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MODELS = ("edition", "specialisation", "stage", "step", "strategy")


def url(model: str, view: str, *args: Any) -> str:
    return reverse(f"admin:roadmap_{model}_{view}", args=args)


def form_of(response: Any) -> dict[str, Any]:
    """What a browser would send back for the form of a page, inline rows included."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if bound.field.has_changed(None, value) or value is not None:
                sent[bound.html_name] = "" if value is None else bound.field.prepare_value(value)
            if value is False:
                del sent[bound.html_name]
            if isinstance(value, list) and value and hasattr(value[0], "pk"):
                sent[bound.html_name] = [thing.pk for thing in value]
    return sent


def errors(response: Any) -> Any:
    return response.context["adminform"].form.errors


def text(response: Any) -> str:
    """The page's words on one line."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", body).replace("&#x27;", "'")


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("view", ["changelist", "add"])
def test_only_staff_with_the_permission_gets_in(client: Client, model: str, view: str) -> None:
    address = url(model, view)
    signed_out = client.get(address)
    assert signed_out.status_code == 302
    assert "login" in signed_out["Location"]

    client.force_login(UserFactory())
    assert client.get(address).status_code in {302, 403}

    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    assert client.get(address).status_code == 403

    wanted = "view" if view == "changelist" else "add"
    staff.user_permissions.add(Permission.objects.get(codename=f"{wanted}_{model}"))
    assert client.get(address).status_code == 200


def test_a_viewer_cannot_change_delete_or_retire(client: Client) -> None:
    step = StepFactory(title="Before")
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_step"))
    client.force_login(staff)

    assert client.get(url("step", "change", step.pk)).status_code == 200
    changed = client.post(url("step", "change", step.pk), {"title": "After"})
    deleted = client.post(url("step", "delete", step.pk), {"post": "yes"})
    client.post(url("step", "changelist"), {"action": "retire", "_selected_action": step.pk})

    step.refresh_from_db()
    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert (step.title, step.retired) == ("Before", False)


# --- Editing -------------------------------------------------------------------------------


def test_saving_a_form_unchanged_changes_nothing(admin_client: Client) -> None:
    stage = StageFactory(topics=["one", "two"], description="First.\n\nSecond.", note="")
    StepFactory(stage=stage, title="A step")
    before = Stage.objects.values().get(), Step.objects.values().get()
    sent = form_of(admin_client.get(url("stage", "change", stage.pk)))
    assert sent["topics"] == "one\ntwo"
    # As browsers do.
    sent["description"] = sent["description"].replace("\n", "\r\n")

    response = admin_client.post(url("stage", "change", stage.pk), sent)

    assert response.status_code == 302, errors(response)
    assert (Stage.objects.values().get(), Step.objects.values().get()) == before
    assert LogEntry.objects.get().get_change_message() == "No fields changed."


def test_lists_are_edited_one_item_a_line(admin_client: Client) -> None:
    stage = StageFactory(topics=["one"], tools=["gone"])
    sent = form_of(admin_client.get(url("stage", "change", stage.pk)))
    sent |= {"topics": " two \r\n\r\nthree\r\n", "tools": "", "title": "New"}

    admin_client.post(url("stage", "change", stage.pk), sent)

    stage.refresh_from_db()
    assert (stage.topics, stage.tools, stage.title) == (["two", "three"], [], "New")


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"topics": "a\nb\na"}, "topics", "The same line stands here twice."),
        ({"end_month": "0"}, "__all__", "A stage must end after it starts."),
        ({"number": "0"}, "number", "Ensure this value is greater than or equal to 1."),
        ({"number": "7"}, "number", "Stage with this Number already exists."),
        ({"number": "many"}, "number", "Enter a whole number."),
        ({"start_month": "-1"}, "start_month", "Ensure this value is greater than or equal to 0."),
        ({"title": ""}, "title", "This field is required."),
        ({"summary": "\x00"}, "summary", "Null characters are not allowed."),
        ({"topics": "a\x00b"}, "topics", "Null characters are not allowed."),
    ],
)
def test_bad_values_are_said_beside_the_form(
    admin_client: Client, change: dict[str, str], field: str, message: str
) -> None:
    StageFactory(number=7)
    stage = StageFactory(number=1, slug="one", start_month=0, end_month=3)
    before = Stage.objects.values().get(slug="one")
    sent = form_of(admin_client.get(url("stage", "change", stage.pk))) | change

    response = admin_client.post(url("stage", "change", stage.pk), sent)

    assert response.status_code == 200
    assert errors(response).get_json_data()[field][0]["message"] == message
    assert Stage.objects.values().get(slug="one") == before


def test_a_slug_is_suggested_on_adding_and_fixed_from_then_on(admin_client: Client) -> None:
    adding = admin_client.get(url("step", "add"))
    assert adding.context["adminform"].prepopulated_fields[0]["field"].name == "slug"
    step = StepFactory(slug="first")
    step.skills.add(SkillFactory())
    page = admin_client.get(url("step", "change", step.pk))
    assert "slug" not in page.context["adminform"].form.fields

    response = admin_client.post(
        url("step", "change", step.pk), form_of(page) | {"slug": "second", "title": "New"}
    )

    step.refresh_from_db()
    assert response.status_code == 302, errors(response)
    assert (step.slug, step.title) == ("first", "New")


def test_a_step_is_added_with_options(admin_client: Client) -> None:
    stage, skill = StageFactory(), SkillFactory()
    sent = form_of(admin_client.get(url("step", "add"))) | {
        "title": "Framework",
        "slug": "framework",
        "stage": stage.pk,
        "group": "Tools",
        "kind": "topic",
        "hours": 10,
        "summary": "Pick one.",
        "done_when": "It trains.",
        "skills": [skill.pk],
        "order": 1,
        "options-TOTAL_FORMS": 1,
        "options-0-title": "PyTorch",
        "options-0-slug": "pytorch",
        "options-0-summary": "One of two.",
        "options-0-order": 1,
    }

    response = admin_client.post(url("step", "add"), sent)

    assert response.status_code == 302, errors(response)
    assert StepOption.objects.get().natural_key() == ("framework", "pytorch")


def test_an_options_slug_stays_as_it_is(admin_client: Client) -> None:
    option = StepOptionFactory(slug="pytorch")
    option.step.skills.add(SkillFactory())
    page = admin_client.get(url("step", "change", option.step.pk))
    sent = form_of(page) | {"options-0-slug": "torch", "options-0-title": "Torch"}

    response = admin_client.post(url("step", "change", option.step.pk), sent)

    option.refresh_from_db()
    assert response.status_code == 302
    assert (option.slug, option.title) == ("pytorch", "Torch")


def test_two_options_with_one_slug_are_refused(admin_client: Client) -> None:
    option = StepOptionFactory(slug="pytorch")
    option.step.skills.add(SkillFactory())
    page = admin_client.get(url("step", "change", option.step.pk))
    sent = form_of(page) | {
        "options-TOTAL_FORMS": 2,
        "options-1-title": "Again",
        "options-1-slug": "pytorch",
        "options-1-summary": "Again.",
        "options-1-order": 1,
    }

    response = admin_client.post(url("step", "change", option.step.pk), sent)

    assert response.status_code == 200
    assert StepOption.objects.count() == 1
    assert "This step has that option already." in text(response) or "duplicate" in text(response)


def test_steps_are_put_in_order_on_their_stages_form(admin_client: Client) -> None:
    stage = StageFactory()
    StepFactory(stage=stage, order=2, title="Second", slug="second")
    StepFactory(stage=stage, order=1, title="First", slug="first")
    page = admin_client.get(url("stage", "change", stage.pk))
    formset = page.context["inline_admin_formsets"][0].formset
    assert [form.instance.title for form in formset.forms] == ["First", "Second"]
    assert set(formset.forms[0].fields) == {"hours", "order", "retired", "id", "stage"}
    assert "Change</a>" in page.content.decode()

    admin_client.post(url("stage", "change", stage.pk), form_of(page) | {"steps-0-order": 3})

    assert list(stage.steps.values_list("slug", flat=True)) == ["second", "first"]


def test_an_editions_year_stays_as_it_is(admin_client: Client) -> None:
    edition = EditionFactory(year=2026)
    sent = form_of(admin_client.get(url("edition", "change", edition.pk)))

    admin_client.post(url("edition", "change", edition.pk), sent | {"year": 2030})

    assert Edition.objects.get().year == 2026


def test_a_courses_form_names_the_steps_it_serves(admin_client: Client) -> None:
    course = CourseFactory()
    address = reverse("admin:courses_course_change", args=[course.pk])
    assert "None yet." in text(admin_client.get(address))
    step = StepFactory(title="Serve & <scale>")
    step.courses.add(course)

    page = admin_client.get(address).content.decode()

    assert f'<a href="{url("step", "change", step.pk)}">Serve &amp; &lt;scale&gt;</a>' in page
    assert admin_client.get(reverse("admin:courses_course_add")).status_code == 200


def test_retired_rows_are_not_offered_for_new_references(admin_client: Client) -> None:
    StageFactory(title="Kept", number=1)
    StageFactory(title="Gone", number=2, retired=True)

    found = admin_client.get(
        reverse("admin:autocomplete"),
        {"app_label": "roadmap", "model_name": "step", "field_name": "stage"},
    )

    assert [row["text"] for row in found.json()["results"]] == ["1 Kept"]
    assert "Gone" in admin_client.get(url("stage", "changelist")).content.decode()


# --- Deleting and retiring -----------------------------------------------------------------


def event(step: Step, user: User, **more: Any) -> StepEvent:
    return StepEvent.objects.create(
        step=step,
        user=user,
        step_title=step.title,
        at=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC),
        from_status=StepStatus.TODO,
        to_status=StepStatus.DOING,
        **more,
    )


def test_a_step_that_learners_hold_is_not_deleted_but_can_be_retired(admin_client: Client) -> None:
    step = StepFactory()
    first, second = StepStateFactory(step=step).user, StepStateFactory(step=step).user
    for user in (first, second, UserFactory()):
        event(step, user)

    asked = admin_client.get(url("step", "delete", step.pk))
    tried = admin_client.post(url("step", "delete", step.pk), {"post": "yes"})

    for response in (asked, tried):
        assert response.status_code == 200
        assert (
            "3 learners hold this step, so it can’t be deleted. "
            "Retire it instead: it leaves their plans and stays in their history."
        ) in text(response)
        assert first.email not in response.content.decode()
        assert "Retire it instead" in response.content.decode()
    assert Step.objects.get() == step

    done = admin_client.post(
        url("step", "changelist"),
        {"action": "retire", "_selected_action": step.pk, "_seen_impact": "yes"},
        follow=True,
    )

    step.refresh_from_db()
    assert step.retired
    assert "Retired: 1 step." in text(done)
    assert LogEntry.objects.get().change_message == "Retired."
    again = admin_client.get(url("step", "delete", step.pk))
    assert 'value="Retire it instead"' not in again.content.decode()


def test_one_learner_is_said_in_the_singular(admin_client: Client) -> None:
    step = StepStateFactory().step

    page = admin_client.get(url("step", "delete", step.pk))

    assert "1 learner holds this step, so it can’t be deleted." in text(page)


def test_a_free_step_is_deleted(admin_client: Client) -> None:
    option = StepOptionFactory()

    admin_client.post(url("step", "delete", option.step.pk), {"post": "yes"})

    assert not Step.objects.exists()


@pytest.mark.parametrize("action", ["delete_selected", "retire", "bring_back"])
def test_actions_need_something_selected(admin_client: Client, action: str) -> None:
    step = StepFactory()

    response = admin_client.post(url("step", "changelist"), {"action": action}, follow=True)

    assert response.status_code == 200
    assert Step.objects.get() == step


def test_deleting_several_names_those_that_are_held(admin_client: Client) -> None:
    held, free = StepStateFactory().step, StepFactory(title="Free")
    sent = {"action": "delete_selected", "_selected_action": [held.pk, free.pk]}

    asked = admin_client.post(url("step", "changelist"), sent)
    tried = admin_client.post(url("step", "changelist"), sent | {"post": "yes"})

    for response in (asked, tried):
        assert f"{held}: 1 learner holds this step" in text(response)
        assert "Free:" not in text(response)
        assert 'value="Retire all that were selected instead"' in response.content.decode()
    assert Step.objects.count() == 2


def test_deleting_several_free_ones_works(admin_client: Client) -> None:
    steps = [StepFactory(), StepFactory()]
    sent = {"action": "delete_selected", "_selected_action": [step.pk for step in steps]}

    assert "Are you sure" in text(admin_client.post(url("step", "changelist"), sent))
    admin_client.post(url("step", "changelist"), sent | {"post": "yes"})

    assert not Step.objects.exists()


def test_the_check_costs_the_same_for_many(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        steps = [StepStateFactory().step for _ in range(count)]
        with django_assert_num_queries(2):
            assert len(holders.holders_of(steps)) == count


def test_a_step_ticked_between_question_and_answer_is_kept(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = StepStateFactory().step
    monkeypatch.setattr(content_admin, "holders_of", lambda rows: {})
    monkeypatch.setattr(
        ModelAdmin,
        "get_deleted_objects",
        lambda self, objs, request: ([], {}, set(), []),
    )

    single = admin_client.post(url("step", "delete", step.pk), {"post": "yes"}, follow=True)
    several = admin_client.post(
        url("step", "changelist"),
        {"action": "delete_selected", "_selected_action": step.pk, "post": "yes"},
        follow=True,
    )

    for response in (single, several):
        assert "Nothing was deleted: it has come into use meanwhile." in text(response)
    assert Step.objects.get() == step
    assert not LogEntry.objects.exists()


def test_a_stage_says_who_needs_it(admin_client: Client) -> None:
    stage = StageFactory()
    assert "Are you sure" in text(admin_client.get(url("stage", "delete", stage.pk)))
    StepFactory(stage=stage)
    StepFactory(stage=stage)
    SpecialisationFactory(stage=stage)
    ProjectFactory(stage=stage)

    page = admin_client.get(url("stage", "delete", stage.pk))

    assert (
        "1 learner holds this stage and 1 specialisation and 2 steps need it, "
        "so it can’t be deleted. Retire it instead"
    ) in text(page)


def test_a_specialisation_that_a_plan_has_is_kept(admin_client: Client) -> None:
    specialisation = SpecialisationFactory()
    PlanFactory(specialisation=specialisation)

    page = admin_client.get(url("specialisation", "delete", specialisation.pk))

    assert "1 learner holds this specialisation, so it can’t be deleted." in text(page)


@pytest.mark.parametrize("field", ["state", "from_option", "to_option"])
def test_an_option_that_learners_chose_is_kept(admin_client: Client, field: str) -> None:
    option = StepOptionFactory(title="PyTorch")
    option.step.skills.add(SkillFactory())
    if field == "state":
        StepStateFactory(step=option.step, option=option)
    else:
        event(option.step, UserFactory(), **{field: option})
    sent = form_of(admin_client.get(url("step", "change", option.step.pk)))

    response = admin_client.post(
        url("step", "change", option.step.pk), sent | {"options-0-DELETE": "on"}
    )

    assert response.status_code == 200
    assert "PyTorch: 1 learner holds this step option, so it can’t be deleted." in text(response)
    assert StepOption.objects.get() == option


def test_a_free_option_is_deleted(admin_client: Client) -> None:
    option = StepOptionFactory()
    option.step.skills.add(SkillFactory())
    sent = form_of(admin_client.get(url("step", "change", option.step.pk)))

    admin_client.post(url("step", "change", option.step.pk), sent | {"options-0-DELETE": "on"})

    assert not StepOption.objects.exists()


def test_retiring_and_bringing_back_count_only_what_changed(admin_client: Client) -> None:
    live, gone = StepFactory(), StepFactory(retired=True)
    chosen = {"_selected_action": [live.pk, gone.pk]}

    retired = admin_client.post(
        url("step", "changelist"), {"action": "retire", **chosen}, follow=True
    )
    back = admin_client.post(
        url("step", "changelist"), {"action": "bring_back", **chosen}, follow=True
    )
    nothing = admin_client.post(
        url("step", "changelist"), {"action": "bring_back", **chosen}, follow=True
    )

    assert "Retired: 1 step." in text(retired)
    assert "Brought back: 2 steps." in text(back)
    assert "Brought back: 0 steps." in text(nothing)
    assert not Step.objects.filter(retired=True).exists()
    assert LogEntry.objects.count() == 3


# --- Size and odd input --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "queries"), [("stage", 6), ("step", 8), ("specialisation", 6), ("edition", 6)]
)
def test_a_list_asks_the_same_for_one_row_and_for_many(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    model: str,
    queries: int,
) -> None:
    def add(number: int) -> None:
        stage = StageFactory()
        specialisation = SpecialisationFactory(stage=stage)
        StepFactory(stage=stage, specialisation=specialisation)
        EditionFactory(year=2030 + number)

    for number in (1, 2, 3):
        add(number)
        with django_assert_num_queries(queries):
            admin_client.get(url(model, "changelist"))


@pytest.mark.parametrize(("model", "queries"), [("stage", 4), ("step", 8)])
def test_a_form_asks_the_same_however_many_rows_stand_in_it(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    model: str,
    queries: int,
) -> None:
    stage = StageFactory()
    step = StepFactory(stage=stage)
    for _ in range(3):
        StepFactory(stage=stage, specialisation=SpecialisationFactory(stage=stage))
        StepOptionFactory(step=step)
        step.skills.add(SkillFactory())
        with django_assert_num_queries(queries):
            admin_client.get(url(model, "change", stage.pk if model == "stage" else step.pk))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "query",
    [
        "?q=%27%22%3Cscript%3E",
        "?q=" + "x" * 2000,
        "?q=%00",
        "?o=99.-3.x",
        "?p=-1",
        "?p=9999999999",
        "?retired__exact=maybe",
        "?nonsense=1",
        "?all=",
        "?_facets=True",
        "?order__range=1",
        "?title__regex=(",
        "?slug__iregex=(",
        "?held__regex=(",
        "?was__contains=1",
        "?was__0=1",
        "?pk__in=99999999999999999999",
        "?order__in=1,99999999999999999999",
        "?order__gte=99999999999999999999",
        "?title=%00",
    ],
)
def test_odd_addresses_are_no_server_error(admin_client: Client, model: str, query: str) -> None:
    StepFactory(specialisation=SpecialisationFactory())
    EditionFactory()

    response = admin_client.get(url(model, "changelist") + query, follow=True)

    assert response.status_code in {200, 400}


def test_days_are_asked_as_their_filters_ask(admin_client: Client) -> None:
    def answer(query: str) -> int:
        return admin_client.get(f"{url('stepchange', 'changelist')}?{query}").status_code

    for query in ("applied_at__isempty=1", "applied_at__year=2026"):
        assert answer(query) == 200
    for query in ("applied_at__year=99999", "applied_at__year=0", "applied_at__year__in=1"):
        assert answer(query) == 400


@pytest.mark.parametrize("key", ["0", "999", "abc", "1_2F", "99999999999999999999"])
@pytest.mark.parametrize("view", ["change", "delete", "history"])
def test_a_row_that_does_not_exist_leads_back(admin_client: Client, view: str, key: str) -> None:
    assert admin_client.get(url("step", view, key)).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"stage": "abc", "skills": ["x", "-1"], "hours": "1e99", "kind": "fun"},
        {"options-TOTAL_FORMS": "abc"},
        {"options-TOTAL_FORMS": "99999"},
        {"action": "retire", "_selected_action": "abc"},
    ],
)
def test_odd_forms_are_no_server_error(admin_client: Client, sent: dict[str, Any]) -> None:
    step = StepFactory()

    for address in (url("step", "add"), url("step", "change", step.pk), url("step", "changelist")):
        assert admin_client.post(address, sent).status_code in {200, 302, 400}
    assert Step.objects.get() == step


EMPTY_PARTS = {
    f"{part}-{total}_FORMS": "0"
    for part in ("options", "bands", "role_skills", "transitions")
    for total in ("TOTAL", "INITIAL")
}
HUGE = "99999999999999999999999"


@pytest.mark.parametrize(
    ("address", "sent", "wrong"),
    [
        ("roadmap_stepchange", {"sources": [HUGE], "targets": ["x", HUGE]}, {"sources", "targets"}),
        (
            "roadmap_stepchange",
            {"order": HUGE, "slug": "a\x00b", "kind": "\x00"},
            {"order", "slug"},
        ),
        ("roadmap_step", {"skills": [HUGE], "courses": ["-1"], "stage": HUGE}, {"skills", "stage"}),
        ("roadmap_step", {"order": HUGE, "hours": HUGE, "slug": "a\x00b"}, {"order", "slug"}),
        ("courses_course", {"skills": [HUGE], "platform": HUGE, "providers": ["²"]}, {"providers"}),
        ("roles_role", {"industries": [HUGE, "1"]}, {"industries"}),
    ],
)
def test_no_key_is_an_ordinary_mistake(
    admin_client: Client, address: str, sent: dict[str, Any], wrong: set[str]
) -> None:
    response = admin_client.post(reverse(f"admin:{address}_add"), EMPTY_PARTS | sent)

    assert response.status_code == 200
    assert wrong <= set(errors(response))


def test_the_database_itself_refuses_to_delete_a_held_step() -> None:
    step = StepStateFactory().step

    with pytest.raises((ProtectedError, IntegrityError)):
        step.delete()
