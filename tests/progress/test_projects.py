"""Projects: list, add, see, edit, delete; and nobody else's."""

import datetime
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress.models import Project, ProjectImage, Visibility
from progress.project_forms import ProjectForm
from tests.factories import (
    PlanFactory,
    ProjectFactory,
    SkillAreaFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    UserFactory,
)

LIST = reverse("progress:projects")
ADD = reverse("progress:add-project")
TODAY = datetime.date(2026, 7, 22)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def answers(**changes: Any) -> dict[str, Any]:
    return {"title": "House prices", "summary": "A range for a terrace.", **changes}


def problems(answered: dict[str, Any], project: Project | None = None) -> dict[str, list[str]]:
    """What the form says is wrong, by field."""
    form = ProjectForm(answered, instance=project, today=TODAY)
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def url(name: str, project: Project) -> str:
    """The address of a page; of this project's page, where a project has its own."""
    args = [] if name in {"projects", "add-project"} else [project.pk]
    return reverse(f"progress:{name}", args=args)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["projects", "add-project", "project", "edit-project", "delete-project"]
)
def test_visitor_is_sent_to_sign_in_and_back(client: Client, name: str) -> None:
    path = url(name, ProjectFactory())
    assert client.get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize("name", ["edit-project", "delete-project"])
def test_visitor_changes_nothing(client: Client, name: str) -> None:
    project = ProjectFactory(title="Before")
    response = client.post(url(name, project), answers(title="After"))
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert [p.title for p in Project.objects.all()] == ["Before"]


def test_visitor_adds_nothing(client: Client) -> None:
    response = client.post(ADD, answers())
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not Project.objects.exists()


@pytest.mark.parametrize("name", ["project", "edit-project", "delete-project"])
def test_somebody_elses_project_is_not_found(learner_client: Client, name: str) -> None:
    project = ProjectFactory(title="Before", visibility=Visibility.PUBLIC)
    assert learner_client.get(url(name, project)).status_code == 404
    if name != "project":
        assert learner_client.post(url(name, project), answers()).status_code == 404
    assert [p.title for p in Project.objects.all()] == ["Before"]


@pytest.mark.parametrize("name", ["project", "edit-project", "delete-project"])
@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_project_that_is_not_there_is_not_found(
    learner_client: Client, name: str, number: int
) -> None:
    assert learner_client.get(reverse(f"progress:{name}", args=[number])).status_code == 404


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("projects", ["post", "put", "delete"]),
        ("add-project", ["put", "delete"]),
        ("project", ["post", "put", "delete"]),
        ("edit-project", ["put", "delete"]),
        ("delete-project", ["put", "delete"]),
    ],
)
def test_wrong_verb_is_refused(
    learner: User, learner_client: Client, name: str, verbs: list[str]
) -> None:
    project = ProjectFactory(user=learner)
    path = url(name, project)
    assert [getattr(learner_client, verb)(path).status_code for verb in verbs] == [405] * len(verbs)
    assert Project.objects.filter(pk=project.pk).exists()


@pytest.mark.parametrize("name", ["add-project", "edit-project", "delete-project"])
def test_post_without_token_is_refused(learner: User, name: str) -> None:
    project = ProjectFactory(user=learner, title="Before")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    assert strict.post(url(name, project), answers()).status_code == 403
    assert [p.title for p in Project.objects.all()] == ["Before"]


# --- List ----------------------------------------------------------------------------------


def test_list_has_own_projects_newest_first(learner: User, learner_client: Client) -> None:
    with time_machine.travel(datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)):
        first = ProjectFactory(user=learner, title="First")
    with time_machine.travel(datetime.datetime(2026, 7, 2, tzinfo=datetime.UTC)):
        ProjectFactory(user=learner, title="Second")
    ProjectFactory(title="Another person's")
    first.save()  # An edit does not move it.
    rows = learner_client.get(LIST).context["rows"]
    assert [project.title for project, *_ in rows] == ["Second", "First"]


def test_list_shows_phases_evidence_and_stage(learner: User, learner_client: Client) -> None:
    ProjectFactory(
        user=learner,
        stage=StageFactory(number=2),
        life_cycle=["training", "monitoring"],
        repository_url="https://example.org/r",
        write_up_url="https://example.org/w",
        finished_on=datetime.date(2026, 6, 9),
    )
    page = learner_client.get(LIST).content.decode()
    row = page[page.index("<tbody") : page.index("</tbody>")]
    assert row.count('class="is-covered"') == 2
    assert "Training covered" in row
    assert "Evaluation not covered" in row
    assert '<span class="stage-num stage-2" aria-hidden="true">2</span>' in row
    assert "Repository, write-up" in row
    assert "9 June 2026" in row


def test_list_adds_the_phases_up(learner: User, learner_client: Client) -> None:
    ProjectFactory(user=learner, life_cycle=["training"])
    ProjectFactory(user=learner, life_cycle=["data-collection", "training"])
    assert learner_client.get(LIST).context["coverage"] == [
        ("Data collection", 1),
        ("Training", 2),
        ("Evaluation", 0),
        ("Deployment", 0),
        ("Monitoring", 0),
    ]


def test_empty_list_says_what_will_stand_there(learner_client: Client) -> None:
    page = learner_client.get(LIST).content.decode()
    assert "No projects yet" in page
    assert "<table" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_much_for_many_as_for_one(
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        ProjectFactory(user=learner, stage=StageFactory()).skills.add(SkillFactory())
    # session, person, header, number of projects, projects, badges, phases, hint, reviews
    with django_assert_num_queries(9):
        learner_client.get(LIST)


def test_list_has_twenty_projects_a_page(learner: User, learner_client: Client) -> None:
    ProjectFactory.create_batch(21, user=learner, life_cycle=["training"])
    newest, *_, oldest = Project.objects.order_by("-created_at", "-pk")
    first, second = learner_client.get(LIST), learner_client.get(LIST, {"page": "2"})
    assert (len(first.context["rows"]), first.context["rows"][0][0]) == (20, newest)
    assert [project for project, *_ in second.context["rows"]] == [oldest]
    # All projects count, whatever the page shows.
    assert [page.context["coverage"][1] for page in (first, second)] == [("Training", 21)] * 2
    assert 'rel="next" href="?page=2"' in first.content.decode()
    assert 'rel="prev" href="?page=1"' in second.content.decode()


@pytest.mark.parametrize(("page", "number"), [("0", 2), ("99", 2), ("x", 1), ("", 1), ("-1", 2)])
def test_page_that_is_not_there_is_the_nearest(
    learner: User, learner_client: Client, page: str, number: int
) -> None:
    ProjectFactory.create_batch(21, user=learner)
    response = learner_client.get(LIST, {"page": page})
    assert (response.status_code, response.context["page"].number) == (200, number)


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_and_forms_ask_as_much_for_many_rows_as_for_one(
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    project = ProjectFactory(user=learner, stage=StageFactory())
    PlanFactory(user=learner)
    for _ in range(rows):
        project.skills.add(SkillFactory())
        project.steps.add(StepFactory())
    # session, person, header, project, skills, steps, pictures, badge, review
    with django_assert_num_queries(9):
        learner_client.get(url("project", project))
    # session, person, project, plan, its skills, its steps, stages, skills, steps
    with django_assert_num_queries(10):
        learner_client.get(url("edit-project", project))
    with django_assert_num_queries(7):  # session, person, header, plan, stages, skills, steps
        learner_client.get(ADD)


# --- Add -----------------------------------------------------------------------------------


def test_add_form_is_ready_to_fill_in(learner_client: Client) -> None:
    response = learner_client.get(ADD)
    assert response.status_code == 200
    assert b'value="private" id="id_visibility_0" checked' in response.content
    assert isinstance(response.context["once"], uuid.UUID)
    assert learner_client.get(ADD).context["once"] != response.context["once"]


def test_add_saves_everything(learner: User, learner_client: Client) -> None:
    stage, skill, step = StageFactory(), SkillFactory(), StepFactory()
    response = learner_client.post(
        ADD,
        answers(
            my_role=" The model; \n two others built the page ",
            metric="Recall on next month’s data",
            metric_value="0.81",
            baseline_value="0.62 for predicting the mean",
            data_source="Land registry, 2019 to 2025",
            data_licence="OGL 3.0",
            steps=[step.slug],
            title="  House \n prices 🏠  ",
            summary="Two\r\nlines 🏡.",
            stage=stage.pk,
            skills=[skill.slug],
            repository_url=" https://git.example.org/prices ",
            demo_url="HTTP://prices.example.org:8080/a?b=c#d",
            write_up_url="https://words.example.org/how",
            life_cycle=["monitoring", "training", "data-collection", "training"],
            started_on="2026-05-01",
            finished_on="2026-07-22",
            hours="40",
        ),
    )
    project = Project.objects.get()
    assert response.headers["Location"] == url("project", project)
    assert {
        name: getattr(project, name)
        for name in (
            *("user", "title", "summary", "stage", "repository_url", "demo_url", "write_up_url"),
            *("life_cycle", "started_on", "finished_on", "hours", "visibility"),
            *("my_role", "metric", "metric_value", "baseline_value", "data_source", "data_licence"),
        )
    } == {
        "my_role": "The model; two others built the page",
        "metric": "Recall on next month’s data",
        "metric_value": "0.81",
        "baseline_value": "0.62 for predicting the mean",
        "data_source": "Land registry, 2019 to 2025",
        "data_licence": "OGL 3.0",
        "user": learner,
        "title": "House prices 🏠",
        "summary": "Two\nlines 🏡.",
        "stage": stage,
        "repository_url": "https://git.example.org/prices",
        "demo_url": "HTTP://prices.example.org:8080/a?b=c#d",
        "write_up_url": "https://words.example.org/how",
        "life_cycle": ["data-collection", "training", "monitoring"],
        "started_on": datetime.date(2026, 5, 1),
        "finished_on": datetime.date(2026, 7, 22),
        "hours": 40,
        "visibility": Visibility.PRIVATE,
    }
    assert (list(project.skills.all()), list(project.steps.all())) == ([skill], [step])


def test_add_takes_no_owner_from_the_form(learner: User, learner_client: Client) -> None:
    learner_client.post(ADD, answers(user=UserFactory().pk))
    assert Project.objects.get().user == learner


@pytest.mark.parametrize("visibility", Visibility.values)
def test_add_takes_who_may_see_it(learner_client: Client, visibility: str) -> None:
    page = learner_client.post(ADD, answers(visibility=visibility), follow=True).content.decode()
    project = Project.objects.get()
    assert project.visibility == visibility
    assert ("Only you can see it." in page) == (visibility == "private")


def test_new_project_is_private_unless_said(learner_client: Client) -> None:
    learner_client.post(ADD, answers())
    assert Project.objects.get().visibility == Visibility.PRIVATE


@pytest.mark.parametrize("visibility", ["everyone", "PUBLIC", "\x00", "9" * 1_000])
def test_unknown_visibility_is_refused(visibility: str) -> None:
    assert problems(answers(visibility=visibility)) == {
        "visibility": ["Choose one of the four: who may see the project."]
    }


def test_edit_changes_who_may_see_it_and_keeps_it_where_nothing_is_said(
    learner: User, learner_client: Client
) -> None:
    project = ProjectFactory(user=learner, visibility=Visibility.PUBLIC)
    learner_client.post(url("edit-project", project), answers())
    project.refresh_from_db()
    assert project.visibility == Visibility.PUBLIC
    learner_client.post(url("edit-project", project), answers(visibility="mentors"))
    project.refresh_from_db()
    assert project.visibility == Visibility.MENTORS


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        ("private", "Private: only you can see it"),
        ("mentors", "For mentors, once your"),
        ("link", "For anyone with a share link, once your"),
        ("public", "Public, once your"),
    ],
)
def test_detail_says_who_may_see_it(
    learner: User, learner_client: Client, visibility: str, words: str
) -> None:
    project = ProjectFactory(user=learner, visibility=visibility)
    assert words in learner_client.get(url("project", project)).content.decode()


def test_add_sent_twice_makes_one_project(learner_client: Client) -> None:
    sent = answers(submission=str(uuid.uuid4()), title=" House  prices", hours="4")
    first, second = learner_client.post(ADD, sent), learner_client.post(ADD, sent)
    project = Project.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == url("project", project)
    # Nothing was different, so there is nothing to warn of.
    assert b"saved before" not in learner_client.get(url("project", project)).content


def test_add_form_used_again_with_other_answers_keeps_the_first_and_says_so(
    learner_client: Client,
) -> None:
    sent = answers(submission=str(uuid.uuid4()))
    learner_client.post(ADD, sent)
    response = learner_client.post(ADD, sent | {"title": "Another"}, follow=True)
    assert Project.objects.get().title == "House prices"
    assert "This form was saved before" in response.content.decode()


def test_two_requests_at_once_make_one_project(learner: User) -> None:
    """Both have looked for the project before either has saved it."""
    submission = uuid.uuid4()
    forms = [ProjectForm(answers(), today=TODAY), ProjectForm(answers(), today=TODAY)]
    assert [form.is_valid() for form in forms] == [True, True]
    first, second = (form.add(user=learner, submission=submission) for form in forms)
    assert first == second == Project.objects.get()


def test_one_form_means_one_project_in_the_database_too(learner: User) -> None:
    submission = uuid.uuid4()
    ProjectFactory(user=learner, submission=submission)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectFactory(user=learner, submission=submission)
    ProjectFactory(submission=submission)  # Somebody else's form is another form.
    ProjectFactory.create_batch(2, user=learner)  # Projects from elsewhere have none.


@pytest.mark.parametrize("submission", ["", "x", "\x00", "9" * 10_000, None])
def test_add_without_a_proper_number_still_saves(
    learner_client: Client, submission: str | None
) -> None:
    sent = answers() if submission is None else answers(submission=submission)
    assert learner_client.post(ADD, sent).status_code == 302
    assert Project.objects.get().submission is not None


def test_add_keeps_what_was_typed_when_something_is_wrong(learner_client: Client) -> None:
    skill = SkillFactory(title="Evaluation of models")
    submission = str(uuid.uuid4())
    response = learner_client.post(
        ADD,
        answers(
            title="",
            summary="Typed with care & <b>pride</b>",
            demo_url="javascript:alert(1)",
            life_cycle=["evaluation"],
            skills=[skill.slug],
            started_on="2026-02-30",
            hours="many",
            submission=submission,
        ),
    )
    assert response.status_code == 422
    assert not Project.objects.exists()
    page = response.content.decode()
    assert page.startswith("<!doctype html>")
    assert "Typed with care &amp; &lt;b&gt;pride&lt;/b&gt;" in page
    assert 'value="javascript:alert(1)"' in page
    assert 'value="2026-02-30"' in page
    assert 'value="many"' in page
    # The phase, the skill, and the footer's appearance; nothing was said of who may see it.
    assert page.count(" checked") == 3
    assert '<details class="disclosure" open>' in page
    assert f'name="submission" value="{submission}"' in page
    assert 'href="#id_demo_url"' in page
    assert 'aria-describedby="id_demo_url_error"' in page


# --- Bad input -----------------------------------------------------------------------------


ADDRESS_FIELDS = ["repository_url", "demo_url", "write_up_url"]
STARTS_WITH = "Enter a web address that starts with https:// or http://."
NO_SPACES = "A web address has no spaces or line breaks in it."
INVISIBLE = "There is an invisible character in this address."


@pytest.mark.parametrize("field", ADDRESS_FIELDS)
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("javascript:alert(1)", STARTS_WITH),
        ("JaVaScRiPt://example.org/%0Aalert(1)", STARTS_WITH),
        ("data:text/html,<script>alert(1)</script>", STARTS_WITH),
        ("vbscript:x", STARTS_WITH),
        ("//example.org/x", STARTS_WITH),
        ("example.org", STARTS_WITH),
        ("ftp://example.org", STARTS_WITH),
        ("file:///etc/passwd", STARTS_WITH),
        ("mailto:a@example.org", STARTS_WITH),
        ("https:example.org", STARTS_WITH),
        ("https://", STARTS_WITH),
        ("https:///example.org", STARTS_WITH),
        ("https://[::1", STARTS_WITH),
        ("https://exa mple.org", NO_SPACES),
        ("https://example.org/a b", NO_SPACES),
        ("https://example.org/a\nb", NO_SPACES),
        ("java\tscript:alert(1)", NO_SPACES),
        ("https://example.org/a\u00a0b", NO_SPACES),
        ("https://example.org/\x01", INVISIBLE),
        ("\x01https://example.org/", INVISIBLE),
        ("https://example.org/\x7f", INVISIBLE),
        ("https://example.org/a\u202eb", INVISIBLE),
        ("https://example.org/a\u200bb", INVISIBLE),
        ("https://example.org/\x00", "Null characters are not allowed."),
        (
            "https://name:secret@example.org/",
            "Leave out the name and password before the @: others may see this address.",
        ),
        (
            "https://example.org/" + "x" * 500,
            "Ensure this value has at most 500 characters (it has 520).",
        ),
    ],
)
def test_address_is_refused_with_its_reason(field: str, address: str, said: str) -> None:
    found = problems(answers(**{field: address}))
    assert list(found) == [field]
    assert said in found[field]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org/a@b?c=d&e=%20#f",
        "  https://example.org/x\n",
        "https://münchen.example/straße",
        "http://localhost:8000/",
        "https://192.0.2.1/",
        "",
    ],
)
def test_address_is_taken(address: str) -> None:
    assert problems(answers(demo_url=address)) == {}


CALENDAR = "Enter a day that the calendar has, such as 2026-07-22."
NO_LATER = "Your calendar says 22 July 2026: choose today or the day it"
IN_REACH = "Choose a day from 22 July 1976 to 22 July 2026."


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": ""}, {"title": ["Give it a title."]}),
        ({"title": " \t\n"}, {"title": ["Give it a title."]}),
        ({"title": "\u200b\u200b"}, {"title": ["Write a title that can be read."]}),
        (
            {"title": "x" * 10_000},
            {"title": ["Ensure this value has at most 120 characters (it has 10000)."]},
        ),
        ({"title": "a\x00b"}, {"title": ["Null characters are not allowed."]}),
        ({"summary": ""}, {"summary": ["Say in a sentence or two what it is."]}),
        ({"summary": "a\x00b"}, {"summary": ["Null characters are not allowed."]}),
        (
            {"summary": "x" * 2_001},
            {"summary": ["Ensure this value has at most 2000 characters (it has 2001)."]},
        ),
        ({"stage": "x"}, {"stage": ["Choose one of the stages in the list."]}),
        ({"stage": "9" * 30}, {"stage": ["Choose one of the stages in the list."]}),
        ({"stage": "1\x00"}, {"stage": ["Null characters are not allowed."]}),
        ({"skills": ["nope"]}, {"skills": ["Choose among the skills in the list."]}),
        ({"skills": ["9" * 30]}, {"skills": ["Choose among the skills in the list."]}),
        ({"skills": ["a\x00"]}, {"skills": ["Null characters are not allowed."]}),
        ({"life_cycle": ["sales"]}, {"life_cycle": ["Choose among the five phases."]}),
        ({"life_cycle": ["training", ""]}, {"life_cycle": ["Choose among the five phases."]}),
        ({"started_on": "0000-00-00"}, {"started_on": [CALENDAR]}),
        ({"started_on": "yesterday"}, {"started_on": [CALENDAR]}),
        ({"started_on": "2026-07-01\x00"}, {"started_on": [CALENDAR]}),
        ({"started_on": "0001-01-01"}, {"started_on": [IN_REACH]}),
        ({"started_on": "1976-07-21"}, {"started_on": [IN_REACH]}),
        ({"finished_on": "1976-07-21"}, {"finished_on": [IN_REACH]}),
        (
            {"started_on": "9999-12-31"},
            {
                "started_on": [
                    "Your calendar says 22 July 2026: choose today or the day it started."
                ]
            },
        ),
        (
            {"finished_on": "2026-07-23"},
            {"finished_on": [f"{NO_LATER} finished."]},
        ),
        (
            {"started_on": "2026-07-02", "finished_on": "2026-07-01"},
            {"finished_on": ["Choose 2 July 2026, the day it started, or a later one."]},
        ),
        *(
            ({"hours": hours}, {"hours": ["Enter a whole number of hours from 1 to 5,000."]})
            for hours in ("0", "-1", "5001", "3.5", "many", "9" * 5_000, "1\x00")
        ),
    ],
)
def test_bad_answer_is_refused_with_its_reason(
    changes: dict[str, Any], wrong: dict[str, list[str]]
) -> None:
    assert problems(answers(**changes)) == wrong


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 120},
        {"summary": "x\r\n" * 999 + "x"},  # 2,998 characters as sent, 1,999 as counted
        {"started_on": "1976-07-22"},
        {"started_on": "22/07/2026"},
        {"started_on": "2026-07-22", "finished_on": "2026-07-22"},
        {"finished_on": "2026-01-01"},
        {"hours": "1"},
        {"hours": "5000"},
        {"life_cycle": []},
    ],
)
def test_answer_on_the_edge_is_taken(changes: dict[str, Any]) -> None:
    assert problems(answers(**changes)) == {}


@pytest.mark.parametrize(
    ("zone", "day", "status"),
    [
        # 23:30 on 22 July in UTC.
        ("Pacific/Auckland", "2026-07-23", 302),
        ("Pacific/Auckland", "2026-07-24", 422),
        ("Pacific/Honolulu", "2026-07-22", 302),
        ("Pacific/Honolulu", "2026-07-23", 422),
    ],
)
def test_today_is_the_persons_own(zone: str, day: str, status: int) -> None:
    client = client_of(UserFactory(time_zone=zone))
    with time_machine.travel(datetime.datetime(2026, 7, 22, 23, 30, tzinfo=datetime.UTC)):
        assert client.post(ADD, answers(finished_on=day)).status_code == status


# --- Choices -------------------------------------------------------------------------------


def test_skills_are_offered_by_area_without_retired_ones() -> None:
    later, first = SkillAreaFactory(title="Later"), SkillAreaFactory(title="First")
    SkillFactory(area=later, slug="c", order=1)
    SkillFactory(area=first, slug="b", order=2)
    SkillFactory(area=first, slug="a", order=1)
    SkillFactory(area=first, slug="gone", retired=True)
    SkillFactory(area=SkillAreaFactory(retired=True), slug="gone-too")
    choices: Any = ProjectForm(today=TODAY).fields["skills"]
    assert [(area, [value.value for value, _ in skills]) for area, skills in choices.choices] == [
        ("First", ["a", "b"]),
        ("Later", ["c"]),
    ]
    assert problems(answers(skills=["gone"])) == {
        "skills": ["Choose among the skills in the list."]
    }


def test_project_keeps_its_retired_skill_and_stage(learner: User, learner_client: Client) -> None:
    stage, skill = StageFactory(retired=True), SkillFactory(retired=True)
    project = ProjectFactory(user=learner, stage=stage)
    project.skills.add(skill)
    sent = answers(stage=stage.pk, skills=[skill.slug])
    assert learner_client.post(url("edit-project", project), sent).status_code == 302
    project.refresh_from_db()
    assert (project.stage, list(project.skills.all())) == (stage, [skill])
    # Another project can't begin with them.
    assert list(problems(sent)) == ["stage", "skills"]
    assert list(problems(sent, ProjectFactory(user=learner))) == ["stage", "skills"]


def test_retired_stage_and_skill_lead_nowhere(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(user=learner, stage=StageFactory(retired=True, title="Gone by"))
    project.skills.add(SkillFactory(retired=True, title="Lost art"))
    page = learner_client.get(url("project", project)).content.decode()
    assert "Gone by" in page
    assert "Lost art" in page
    assert project.stage.get_absolute_url() not in page
    assert project.skills.get().get_absolute_url() not in page


def test_steps_of_the_plan_are_offered_by_stage() -> None:
    first, second = StageFactory(title="First"), StageFactory(title="Second")
    field = SpecialisationFactory(stage=second)
    StepFactory(stage=second, slug="c", order=1)
    StepFactory(stage=second, slug="of-the-field", order=2, specialisation=field)
    StepFactory(stage=second, slug="of-another", specialisation=SpecialisationFactory(stage=first))
    StepFactory(stage=first, slug="b", order=2)
    StepFactory(stage=first, slug="a", order=1)
    StepFactory(stage=first, slug="gone", retired=True)
    StepFactory(stage=StageFactory(retired=True), slug="gone-too")

    def offered(**of: Any) -> list[tuple[str, list[str]]]:
        choices: Any = ProjectForm(today=TODAY, **of).fields["steps"].choices  # type: ignore[attr-defined]
        return [(stage, [step.value for step, _ in steps]) for stage, steps in choices]

    assert offered() == [(str(first), ["a", "b"]), (str(second), ["c"])]
    with_field = [(str(first), ["a", "b"]), (str(second), ["c", "of-the-field"])]
    assert offered(specialisation_id=field.pk) == with_field
    for slug in ("gone", "gone-too", "of-another", "nothing"):
        said = problems(answers(steps=[slug]))
        assert said == {"steps": ["Choose among the steps in the list."]}


def test_page_offers_the_steps_of_the_learners_own_plan(
    learner: User, learner_client: Client
) -> None:
    mine, other = SpecialisationFactory(), SpecialisationFactory()
    PlanFactory(user=learner, specialisation=mine)
    PlanFactory(specialisation=other)
    PlanFactory(user=learner, specialisation=other, archived_at=timezone.now())
    own = StepFactory(specialisation=mine, slug="mine")
    StepFactory(specialisation=other, slug="theirs")
    project = ProjectFactory(user=learner)
    for path in (ADD, url("edit-project", project)):
        page = learner_client.get(path).content.decode()
        assert ('value="mine"' in page, 'value="theirs"' in page) == (True, False)
    learner_client.post(url("edit-project", project), answers(steps=["mine"]))
    assert list(project.steps.all()) == [own]
    learner_client.post(ADD, answers(title="Another", steps=["mine"]))
    assert list(Project.objects.get(title="Another").steps.all()) == [own]


def test_project_keeps_a_step_that_left_the_plan(learner: User, learner_client: Client) -> None:
    gone = StepFactory(retired=True, title="Old craft")
    project = ProjectFactory(user=learner)
    project.steps.add(gone)
    sent = answers(steps=[gone.slug])
    assert learner_client.post(url("edit-project", project), sent).status_code == 302
    assert list(project.steps.all()) == [gone]
    page = learner_client.get(url("project", project)).content.decode()
    assert "Old craft" in page
    assert "No longer on the roadmap" in page
    assert list(problems(sent, ProjectFactory(user=learner))) == ["steps"]


def test_fold_with_a_chosen_step_is_open(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(user=learner)
    step = StepFactory()
    StepFactory()
    project.steps.add(step)
    page = learner_client.get(url("edit-project", project)).content.decode()
    assert page.count('<details class="disclosure" open>') == 1
    assert f'value="{step.slug}" id="id_steps_0_0" checked' in page


# --- Detail --------------------------------------------------------------------------------


def test_detail_shows_the_project(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(
        user=learner,
        title="<i>Prices</i>",
        summary="One & two\nthree",
        repository_url='https://example.org/"><b>',
        life_cycle=["training"],
    )
    page = learner_client.get(url("project", project)).content.decode()
    assert "&lt;i&gt;Prices&lt;/i&gt;" in page
    assert "One &amp; two<br>three" in page
    link = 'href="https://example.org/&quot;&gt;&lt;b&gt;" rel="noopener nofollow ugc"'
    assert link in page
    assert page.count("No link yet") == 2
    assert "1 of 5" in page
    assert "Private: only you can see it" in page


@pytest.mark.parametrize(
    ("result", "baseline", "said"),
    [
        ("0.81", "0.62 for predicting the mean", "0.81<small>against 0.62 for predicting the mean"),
        ("0.81", "", "0.81<small>no baseline yet"),
        ("", "0.62", "None yet, against 0.62"),
        ("", "", None),
    ],
)
def test_detail_sets_the_result_against_its_baseline(
    learner: User, learner_client: Client, result: str, baseline: str, said: str | None
) -> None:
    project = ProjectFactory(user=learner, metric_value=result, baseline_value=baseline)
    page = learner_client.get(url("project", project)).content.decode()
    found = re.findall(r"<dt[^>]*>Result</dt><dd[^>]*>(.*?)(?:</small>)?</dd>", page)
    assert found == ([said] if said else [])


def test_new_project_takes_the_stage_and_the_step_it_is_started_from(
    learner_client: Client,
) -> None:
    step = StepFactory(title="Predict house prices")
    page = learner_client.get(f"/projects/add/?step={step.slug}")
    assert page.context["form"].initial["steps"] == [step.pk]
    page = learner_client.get(f"/projects/add/?stage={step.stage.slug}")
    assert page.context["form"].initial["stage"] == step.stage
    for unknown in ("?step=none", "?stage=none", "?step=%00"):
        assert learner_client.get(f"/projects/add/{unknown}").status_code == 200


def test_detail_shows_part_data_and_steps(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(
        user=learner, my_role="<b>All</b>", data_source="The registry", data_licence="CC BY 4.0"
    )
    step = StepFactory(title="Linear regression")
    project.steps.add(step)
    page = learner_client.get(url("project", project)).content.decode()
    for shown in ("&lt;b&gt;All&lt;/b&gt;", "The registry", "CC BY 4.0"):
        assert shown in page
    assert f'<a href="{step.get_absolute_url()}">Linear regression</a>' in page


def test_detail_says_what_a_reviewer_will_look_for(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(user=learner, summary="x" * 80, my_role="All of it")
    response = learner_client.get(url("project", project))
    assert response.context["hints_done"] == 2
    page = response.content.decode()
    panel = page[page.index('id="hints"') :]
    assert "2 of 10" in panel
    assert "None of it is required." in panel
    assert panel.count('class="is-done"') == 2
    # What is missing leads to where it can be added.
    edit = url("edit-project", project)
    form = learner_client.get(edit).content.decode()
    fields = re.findall(rf'href="{edit}#([a-z_]+)"', panel)
    assert len(fields) == 7
    assert [field for field in fields if f'id="{field}"' not in form] == []
    assert f'href="{reverse("progress:add-image", args=[project.pk])}"' in panel


def test_detail_with_everything_asks_for_nothing(learner: User, learner_client: Client) -> None:
    address = "https://example.org"
    project = ProjectFactory(
        user=learner,
        summary="x" * 80,
        repository_url=address,
        demo_url=address,
        my_role="All of it",
        metric="MAE",
        metric_value="0.81",
        baseline_value="0.62",
        data_source="The registry",
        data_licence="CC BY",
        life_cycle=["training"],
    )
    project.skills.add(SkillFactory())
    project.steps.add(StepFactory())
    ProjectImage.objects.create(project=project, alt="A chart")
    page = learner_client.get(url("project", project)).content.decode()
    assert "10 of 10" in page
    assert "None of it is required." not in page


# --- Edit ----------------------------------------------------------------------------------


def test_edit_shows_what_is_there(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(
        user=learner, started_on=datetime.date(2026, 7, 1), life_cycle=["evaluation"]
    )
    project.skills.add(SkillFactory(slug="python"))
    page = learner_client.get(url("edit-project", project)).content.decode()
    assert f'value="{project.title}"' in page
    assert 'value="2026-07-01"' in page
    assert 'value="python" id="id_skills_0_0" checked' in page
    # The phase, the skill, who may see it, and the footer's appearance.
    assert page.count(" checked") == 4


def test_edit_changes_and_clears(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(
        user=learner, life_cycle=["training"], hours=5, demo_url="https://example.org"
    )
    project.skills.add(SkillFactory())
    response = learner_client.post(url("edit-project", project), answers(title="After"))
    assert response.headers["Location"] == url("project", project)
    project.refresh_from_db()
    assert (project.title, project.life_cycle, project.hours, project.demo_url) == (
        "After",
        [],
        None,
        "",
    )
    assert not project.skills.exists()


def test_edit_twice_is_as_once(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(user=learner)
    for _ in range(2):
        assert learner_client.post(url("edit-project", project), answers()).status_code == 302
    assert Project.objects.get().title == "House prices"


@pytest.mark.parametrize("sent", [{}, {"title": "x" * 10_000, "summary": "s"}])
def test_edit_refuses_and_changes_nothing(
    learner: User, learner_client: Client, sent: dict[str, str]
) -> None:
    project = ProjectFactory(user=learner, title="Before")
    response = learner_client.post(url("edit-project", project), sent)
    assert response.status_code == 422
    assert response.context["title"] == "Before"
    project.refresh_from_db()
    assert project.title == "Before"


# --- Delete --------------------------------------------------------------------------------


def test_delete_asks_first(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(user=learner, title="House prices")
    response = learner_client.get(url("delete-project", project))
    assert "Delete “House prices”?" in response.content.decode()
    assert Project.objects.filter(pk=project.pk).exists()


def test_delete_removes_that_project_alone(learner: User, learner_client: Client) -> None:
    project, kept = ProjectFactory(user=learner), ProjectFactory(user=learner)
    project.skills.add(SkillFactory())
    response = learner_client.post(url("delete-project", project), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "The project is deleted." in response.content.decode()
    assert list(Project.objects.all()) == [kept]


def test_delete_twice_finds_nothing(learner: User, learner_client: Client) -> None:
    project = ProjectFactory(user=learner)
    statuses = [learner_client.post(url("delete-project", project)).status_code for _ in range(2)]
    assert statuses == [302, 404]
