"""The download of everything that the site holds about a person."""

import datetime
import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains

from accounts.models import User
from mentoring import export_file, thread_services
from mentoring.models import (
    Block,
    Cohort,
    Mailing,
    MentorInvitation,
    MentorNote,
    Notice,
    NoticeKind,
    Report,
    Review,
    Side,
    Snippet,
    SubmissionImage,
    Thread,
    ThreadEvent,
    ThreadEventKind,
)
from mentoring.models.threads import record
from portfolio.models import Portfolio, PortfolioLink, ShareLink
from progress.models import DismissedHint, EditionNote, Project, ProjectImage, VerifiedStep
from roadmap.models import Publication
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    CourseLogFactory,
    DraftFactory,
    EvidenceFactory,
    MentorFactory,
    MentorshipFactory,
    MessageFactory,
    PauseFactory,
    PlanFactory,
    PortfolioFactory,
    ProjectFactory,
    ProjectImageFactory,
    ReviewFactory,
    ReviewRequestFactory,
    RoleFactory,
    ShareLinkFactory,
    ShownProjectFactory,
    SkillFactory,
    StepOptionFactory,
    StepStateFactory,
    StudySessionFactory,
    UserFactory,
    VerificationFactory,
)
from tests.mentoring.followed import NOW, block, client_of, moved
from tests.mentoring.test_deletion import picture, work_of

PAGE = "/accounts/export/"
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def mentor(db: None) -> User:
    return MentorFactory(display_name="Hannah Lindqvist")


def archive_of(client: Client) -> ZipFile:
    response = client.post(PAGE)
    assert response.status_code == 200
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return ZipFile(BytesIO(content))


def data_of(person: User) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive_of(client_of(person)).read("data.json"))
    return found


def text_of(person: User) -> str:
    return archive_of(client_of(person)).read("data.json").decode()


# --- The page and the file -----------------------------------------------------------------


@pytest.mark.parametrize("page", ["/accounts/settings/", "/accounts/delete/"])
def test_settings_and_deletion_lead_to_the_page(learner_client: Client, page: str) -> None:
    assertContains(learner_client.get(page), f'href="{PAGE}"')


def test_page_has_a_button_and_says_what_is_in_it(learner_client: Client, mentor: User) -> None:
    response = learner_client.get(PAGE)
    assertContains(response, f'<form method="post" action="{PAGE}">')
    assertContains(response, '<meta name="robots" content="noindex">')
    # Those are mentors' things.
    assert b"snippets" not in response.content
    assert b"snippets" in client_of(mentor).get(PAGE).content


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitor_signs_in_first(client: Client, method: str) -> None:
    response = getattr(client, method)(PAGE)
    assert response.headers["Location"].startswith("/accounts/login/?next=/")


def test_file_is_a_download_that_nobody_keeps(learner_client: Client) -> None:
    response = learner_client.post(PAGE)
    response.close()
    names = ("Content-Type", "Content-Disposition", "Cache-Control")
    assert [response.headers[name] for name in names] == [
        "application/zip",
        'attachment; filename="ml-careers-2026-07-22.zip"',
        "private, no-store",
    ]


def test_name_has_the_day_of_the_person(learner_client: Client, learner: User) -> None:
    learner.time_zone = "Pacific/Kiritimati"
    learner.save()
    response = learner_client.post(PAGE)
    response.close()
    assert "ml-careers-2026-07-23.zip" in response.headers["Content-Disposition"]


def test_sixth_download_within_an_hour_is_refused(learner: User, mentor: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = client_of(learner)
        for _ in range(5):
            archive_of(client)
        response = client.post(PAGE)
        assertContains(response, "Wait an hour, then try again.", status_code=429)
        assert client.get(PAGE).status_code == 200
        archive_of(client_of(mentor))
        clock.shift(HOUR + datetime.timedelta(seconds=1))
        archive_of(client)


def test_same_rows_make_the_same_file_in_memory_and_on_the_disk(
    learner: User, mentor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_of(learner, mentor)
    with export_file.export_file(learner, NOW) as file:
        in_memory = file.read()
    monkeypatch.setattr(export_file, "MOST_IN_MEMORY", 1)
    with export_file.export_file(learner, NOW) as file:
        assert vars(file)["_rolled"]
        assert file.read() == in_memory


def test_pictures_have_the_names_of_the_document(learner: User, mentor: User) -> None:
    work_of(learner, mentor)
    image, copy = ProjectImage.objects.get(), SubmissionImage.objects.get()
    names = [f"pictures/projectimage-{image.pk}.webp", f"pictures/submissionimage-{copy.pk}.webp"]
    archive = archive_of(client_of(learner))
    assert archive.namelist() == [*names, "data.json"]
    assert archive.testzip() is None
    for name, file in zip(names, (image.image, copy.image), strict=True):
        with default_storage.open(file.name) as stored:
            assert archive.read(name) == stored.read()
    data = json.loads(archive.read("data.json"))
    rows = [*data["projects"][0]["images"], *data["threads"][0]["submissions"][0]["images"]]
    assert [row["image"] for row in rows] == names


def test_picture_without_its_file_is_named_as_missing(learner: User, mentor: User) -> None:
    work_of(learner, mentor)
    image = ProjectImage.objects.get()
    default_storage.delete(image.image.name)
    archive = archive_of(client_of(learner))
    assert len(archive.namelist()) == 2
    project = json.loads(archive.read("data.json"))["projects"][0]
    assert [(row["image"], row["alt"]) for row in project["images"]] == [(None, "A chart")]


# --- What a learner gets -------------------------------------------------------------------


def test_document_says_who_they_are(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(
        email="ada@example.com", display_name="Ada", time_zone="Europe/Rome", date_joined=NOW - DAY
    )
    with time_machine.travel(NOW, tick=False):
        data = data_of(learner)
    assert (data["version"], data["made_at"]) == (1, "2026-07-22T12:00:00Z")
    assert data["account"] == {
        "email": "ada@example.com",
        "display_name": "Ada",
        "time_zone": "Europe/Rome",
        "language": "",
        "date_joined": "2026-07-21T12:00:00Z",
        "last_login": "2026-07-22T12:00:00Z",
        "is_active": True,
        "is_staff": False,
        "is_superuser": False,
        "is_demo": False,
        "groups": [],
        "user_permissions": [],
    }


def test_document_has_each_key_and_the_manual_explains_it(learner: User) -> None:
    data = data_of(learner)
    manual = (Path(site.BASE_DIR) / "docs" / "export.md").read_text()
    table = "".join(line for line in manual.splitlines() if line.startswith("| `"))
    assert [key for key in (*data, *data["for_others"]) if f"`{key}`" not in table] == []
    assert data["portfolio"] is None
    assert data["projects"] == []


def test_events_are_the_whole_log_the_oldest_first(learner: User, mentor: User) -> None:
    work_of(learner, mentor)
    events = data_of(learner)["step_events"]
    one, two, three = (event["id"] for event in events)
    assert one < two < three
    assert [(it["from_status"], it["to_status"], it["undoes_id"]) for it in events] == [
        ("todo", "done", None),
        ("done", "todo", one),
        ("todo", "done", two),
    ]
    assert {it["step"]["title"] for it in events} == {events[0]["step_title"]}
    assert events[0]["to_option"]["title"].startswith("Option")
    assert (events[0]["at"], events[0]["to_done_on"]) == ("2026-07-22T12:00:00Z", "2026-07-22")


def test_conversation_is_told_as_the_learner_reads_it(learner: User, mentor: User) -> None:
    learner.display_name = "Ada"
    learner.save()
    work_of(learner, mentor)
    Review.objects.update(private_note="Weak on statistics.")
    thread = data_of(learner)["threads"][0]
    (version,) = thread["submissions"]
    assert (version["version"], version["content"]["title"]) == (1, "House prices")
    (request,) = version["requests"]
    assert request["reviews"] == [
        {
            "mentor": "Hannah Lindqvist",
            "scores": {},
            "comments": {},
            "summary": "Solid work.",
            "verdict": "approved",
            "reason": "",
            "steps": [],
            "published_at": "2026-07-21T09:00:00Z",
            "withdrawn_at": None,
            "withdrawn_reason": "",
        }
    ]
    assert [(it["author"], it["text"]) for it in thread["messages"]] == [
        ("Ada", "Was the split fair?"),
        ("Hannah Lindqvist", "It was."),
    ]
    assert [(it["actor"], it["kind"]) for it in thread["events"]] == [
        ("Ada", "asked"),
        ("Hannah Lindqvist", "published"),
    ]


def test_who_sees_what_and_what_they_were_told(learner: User, mentor: User) -> None:
    review = work_of(learner, mentor)
    block(learner, UserFactory(display_name="Rude"))
    DismissedHint.objects.create(user=learner, hint="tick", dismissed_at=NOW)
    Mailing.objects.create(recipient=learner, kind=NoticeKind.YOUR_TURN, day=NOW, begun_at=NOW)
    MentorInvitation.objects.create(email=learner.email.upper(), expires_at=NOW)
    data = data_of(learner)
    assert [it["cohort"] for it in data["cohorts"]] == [{"name": Cohort.objects.get().name}]
    assert [it["mentor"] for it in data["mentors"]] == ["Hannah Lindqvist"]
    assert [it["person"] for it in data["blocks"]] == ["Rude"]
    assert [(it["thread_id"], it["reason"]) for it in data["reports"]] == [
        (review.request.thread_id, "No reason.")
    ]
    assert [it["text"] for it in data["notices"]] == ["It is your turn."]
    assert [(it["kind"], it["day"]) for it in data["mails"]] == [("turn", "2026-07-22")]
    assert [it["kind"] for it in data["unwanted_mail"]] == ["turn"]
    assert [it["hint"] for it in data["dismissed_hints"]] == ["tick"]
    assert [it["email"] for it in data["invitations"]] == [learner.email.upper()]


# --- What nobody gets ----------------------------------------------------------------------


def test_nothing_of_others_and_no_secret_is_in_it(learner: User, mentor: User) -> None:
    """With the learner's own word beside each, so that the search could find it."""
    work_of(learner, mentor)
    other = UserFactory(email="other@example.net", display_name="Otto")
    theirs = work_of(other, mentor)
    theirs.request.thread.messages.update(text="A word of Otto’s")
    thread = Thread.objects.filter(learner=learner).order_by("pk")[0]
    MentorNote.objects.filter(learner=learner).update(text="A private note about them")
    Review.objects.update(private_note="A private note for mentors")
    DraftFactory(request=thread.requests.get(), mentor=mentor, summary="Not published yet")
    Report.objects.create(thread=thread, reporter=mentor, reason="A report against them", at=NOW)
    Report.objects.filter(reporter=learner).update(resolution="What admins noted", resolved_at=NOW)
    Block.objects.create(by=UserFactory(display_name="Blocker"), person=learner)
    text = text_of(learner)
    for own in ("House prices", "Was the split fair?", "Hannah Lindqvist", "No reason.", "Cohort"):
        assert own in text
    for foreign in (
        *("Otto", "other@example.net", mentor.email, "A private note", "Slept badly."),
        *("Not published yet", "A beginning", "A report against them", "Blocker"),
        *("What admins noted", User.objects.get(pk=learner.pk).password),
        *ShareLink.objects.values_list("token", flat=True),
        *Cohort.objects.values_list("join_code", flat=True),
    ):
        assert foreign not in text, foreign


def test_mentor_who_blocked_the_learner_is_no_mentor_of_theirs(learner: User, mentor: User) -> None:
    work_of(learner, mentor)
    block(mentor, learner)
    data = data_of(learner)
    assert (data["mentors"], data["blocks"]) == ([], [])


# --- What a mentor gets --------------------------------------------------------------------


def mentor_with_work(mentor: User, learner: User) -> Review:
    review = work_of(learner, mentor)
    Review.objects.update(private_note="Weak on statistics.")
    Snippet.objects.create(mentor=mentor, title="Baseline", text="Compare with the mean.")
    CohortFactory(name="Spring").mentors.add(mentor)
    return review


def test_mentor_gets_what_they_wrote(learner: User, mentor: User) -> None:
    learner.display_name = "Ada"
    learner.save()
    review = mentor_with_work(mentor, learner)
    thread = review.request.thread_id
    found = data_of(mentor)
    assert found["account"]["groups"] == [{"name": "Mentors"}]
    assert found["threads"] == []
    found = found["for_others"]
    about = {"thread_id": thread, "learner": "Ada"}
    at = {"at": "2026-07-22T12:00:00Z", "side": "mentor", "note": ""}
    assert found["events"] == [about | at | {"kind": "published"}]
    (message,) = found["messages"]
    assert message == about | {"side": "mentor", "text": "It was.", "at": message["at"]}
    (told,) = found["reviews"]
    assert told | about == told
    assert (told["title"], told["summary"]) == ("House prices", "Solid work.")
    assert told["private_note"] == "Weak on statistics."
    # The claim on the other request has run out: the desk says the title of the work alone.
    (draft,) = found["drafts"]
    assert (draft["title"][:7], draft["learner"]) == ("Project", None)
    assert draft["summary"] == "A beginning"
    assert [(it["learner"], it["text"]) for it in found["notes"]] == [("Ada", "Slept badly.")]
    assert [it["learner"] for it in found["learners"]] == ["Ada"]
    assert found["snippets"] == [{"title": "Baseline", "text": "Compare with the mean."}]
    assert [it["name"] for it in found["cohorts"]] == ["Spring"]
    assert [it["claimed_at"] for it in found["claims"]] == ["2026-07-22T12:00:00Z"]


def test_once_a_mentor_they_keep_their_words_and_no_names(learner: User, mentor: User) -> None:
    learner.display_name = "Ada Byron"
    learner.save()
    mentor_with_work(mentor, learner)
    mentor.groups.clear()
    text = text_of(mentor)
    for own in ("Solid work.", "It was.", "A beginning", "Slept badly.", "Compare with the mean."):
        assert own in text
    for foreign in ("Ada Byron", "House prices", learner.email, "Was the split fair?"):
        assert foreign not in text, foreign


def test_mentor_is_not_told_of_a_block(learner: User, mentor: User) -> None:
    review = mentor_with_work(mentor, learner)
    held = ReviewRequestFactory(
        by=learner, claimed_by=mentor, claimed_at=NOW, claim_expires_at=NOW + DAY
    )
    record(
        thread=held.thread,
        kind=ThreadEventKind.CLAIMED,
        actor=mentor,
        side=Side.MENTOR,
        at=NOW,
        request=held,
    )
    thread_services.block(by=learner, person=mentor, now=NOW)
    assert ThreadEvent.objects.filter(actor=mentor, kind=ThreadEventKind.RELEASED).exists()
    found = data_of(mentor)
    assert found["blocks"] == []
    found = found["for_others"]
    assert [it["kind"] for it in found["events"]] == ["published", "claimed"]
    assert (found["learners"], [it["learner"] for it in found["notes"]]) == ([], [None])
    assert {it["thread_id"] for it in found["reviews"]} == {review.request.thread_id}


# --- Queries -------------------------------------------------------------------------------


def learn(person: User, number: int) -> Project:
    """A row more of all that a learner has."""
    plan = PlanFactory(user=person, archived_at=NOW, target_role=RoleFactory())
    PauseFactory(plan=plan)
    edition = Publication.objects.create(number=number, published_at=NOW, stages=[], steps=[])
    counts = dict.fromkeys(
        ("planned_before", "earned_before", "planned_after", "earned_after"), number
    )
    EditionNote.objects.create(
        plan=plan, publication=edition, since=edition, lines=[], read_at=NOW, **counts
    )
    option = StepOptionFactory()
    StepStateFactory(user=person, step=option.step, option=option)
    moved(person, number, step=option.step, from_option=option, to_option=option)
    EvidenceFactory(user=person)
    CourseLogFactory(user=person)
    StudySessionFactory(user=person, step=option.step)
    project: Project = ProjectFactory(user=person, stage=option.step.stage)
    project.skills.add(SkillFactory())
    project.steps.add(option.step)
    ProjectImageFactory(project=project)
    word = VerificationFactory(project=project)
    VerifiedStep.objects.create(verification=word, step=option.step)
    portfolio = Portfolio.objects.filter(user=person).first() or PortfolioFactory(user=person)
    ShownProjectFactory(portfolio=portfolio, project=project)
    ShareLinkFactory(portfolio=portfolio)
    PortfolioLink.objects.create(portfolio=portfolio, label="Site", url=f"https://{number}.org/")
    return project


def share(person: User, number: int) -> None:
    """A row more of all that they have with others, as a learner and as a mentor."""
    mine = ReviewFactory(request__work=learn(person, number)).request
    theirs = ReviewFactory(mentor=person).request
    copy = SubmissionImage(submission=mine.submission, alt="A chart")
    copy.image.save("a.webp", picture())
    for request in (mine, theirs):
        MessageFactory(thread=request.thread, author=person)
        MessageFactory(thread=request.thread, author=UserFactory())
        kind, side = ThreadEventKind.CLOSED, Side.LEARNER
        record(thread=request.thread, kind=kind, actor=person, side=side, at=NOW)
    DraftFactory(mentor=person, request__claimed_by=person)
    Snippet.objects.create(mentor=person, title=str(number), text="A text")
    CohortMemberFactory(user=person, cohort=CohortFactory())
    CohortFactory().mentors.add(person)
    MentorshipFactory(learner=person)
    MentorNote.objects.create(mentor=person, learner=MentorshipFactory(mentor=person).learner)
    block(person, UserFactory())
    Report.objects.create(thread=mine.thread, reporter=person, reason="A reason", at=NOW)
    day = NOW + number * DAY
    Mailing.objects.create(recipient=person, kind="turn", day=day, begun_at=NOW)
    Notice.objects.create(recipient=person, kind="turn", cause=str(number), at=NOW)
    MentorInvitation.objects.create(email=person.email, expires_at=NOW, accepted_at=NOW)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    mentor: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(1, rows + 1):
        share(mentor, number)
    with django_assert_num_queries(50):
        export_file.export_file(mentor, NOW).close()
    data = data_of(mentor)
    one_at_most = {"email_addresses", "unwanted_mail", "dismissed_hints"}
    lists = {name: it for name, it in (data | data["for_others"]).items() if isinstance(it, list)}
    assert {name for name, it in lists.items() if len(it) < rows} == one_at_most
