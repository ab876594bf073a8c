"""Asking for a review: a version is frozen and waits; taking it back; a second reader."""

import datetime
from contextlib import nullcontext
from functools import partial
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as site
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services import hold
from mentoring import request_services
from mentoring.models import (
    Block,
    Notice,
    ReviewRequest,
    Submission,
    SubmissionImage,
    Thread,
    ThreadEvent,
)
from mentoring.request_services import NoSecondReaderError
from progress.models import Project, ProjectImage
from progress.project_services import add_image, delete_image, delete_project
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    MentorFactory,
    MentorshipFactory,
    MessageFactory,
    PortfolioFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    ShownProjectFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
    UserFactory,
)

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()
PORTFOLIO = reverse("mentoring:ask-portfolio")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def answers(**changes: Any) -> dict[str, Any]:
    return {"look": "full", "question": "Is my test set too easy?", **changes}


def url(name: str, pk: int) -> str:
    return reverse(f"mentoring:{name}", args=[pk])


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


def picture(project: Project, colour: str = "red", alt: str = "A chart") -> ProjectImage:
    file = BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "PNG")
    return add_image(project=project, file=ContentFile(file.getvalue()), alt=alt)


def ask(project: Project, **changes: Any) -> ReviewRequest:
    return request_services.ask_project(
        learner=project.user, project=project, now=NOW, **answers(**changes)
    )


def copies() -> list[str]:
    """The files that there are, whatever the database knows of them."""
    folder = site.MEDIA_ROOT / "submissions"
    return sorted(f"submissions/{path.name}" for path in folder.glob("*"))


def content_of(picture: ProjectImage | SubmissionImage) -> bytes:
    with picture.image.open("rb") as file:
        return bytes(file.read())


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def trail(thread: Thread) -> list[tuple[str, str]]:
    return [(event.kind, event.side) for event in thread.events.all()]


@pytest.fixture
def project(learner: User) -> Project:
    return ProjectFactory(user=learner, title="House prices")


# --- Who may -------------------------------------------------------------------------------


def test_visitor_is_sent_to_sign_in_and_asks_nothing(client: Client) -> None:
    request = ReviewRequestFactory()
    paths = [
        PORTFOLIO,
        url("ask-project", ProjectFactory().pk),
        url("withdraw", request.pk),
        url("ask-second-reader", request.thread.pk),
    ]
    for path in paths:
        assert client.get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"
        assert client.post(path, answers()).status_code == 302
    assert [(r.pk, r.status) for r in ReviewRequest.objects.all()] == [(request.pk, "waiting")]


def test_somebody_elses_work_is_not_found() -> None:
    request = ReviewRequestFactory()
    review = ReviewFactory()
    mentor = MentorFactory()
    MentorshipFactory(mentor=mentor, learner=request.learner)
    for person in (UserFactory(), mentor, review.mentor, UserFactory(is_superuser=True)):
        client = client_of(person)
        for path in (
            url("ask-project", ProjectFactory(visibility="public").pk),
            url("withdraw", request.pk),
            url("ask-second-reader", review.request.thread.pk),
        ):
            assert client.get(path).status_code == 404
            assert client.post(path, answers()).status_code == 404
    assert ReviewRequest.objects.count() == 2
    assert not ThreadEvent.objects.exists()


@pytest.mark.parametrize("name", ["ask-project", "withdraw", "ask-second-reader"])
@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_what_is_not_there_is_not_found(learner_client: Client, name: str, number: int) -> None:
    assert learner_client.get(url(name, number)).status_code == 404
    assert learner_client.post(url(name, number), answers()).status_code == 404


def test_wrong_verb_and_missing_token_are_refused(
    learner: User, learner_client: Client, project: Project
) -> None:
    request = ReviewRequestFactory(by=learner)
    paths = [
        PORTFOLIO,
        url("ask-project", project.pk),
        url("withdraw", request.pk),
        url("ask-second-reader", request.thread.pk),
    ]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    for path in paths:
        assert learner_client.put(path).status_code == 405
        assert learner_client.delete(path).status_code == 405
        assert strict.post(path, answers()).status_code == 403
    assert ReviewRequest.objects.get().status == "waiting"


# --- The page ------------------------------------------------------------------------------


def test_page_shows_what_is_kept_and_what_is_missing(
    learner_client: Client, project: Project
) -> None:
    Project.objects.update(repository_url="https://example.org/r")
    picture(project)
    response = learner_client.get(url("ask-project", project.pk))
    page = response.content.decode()
    assert "Version 1, as it is now: the text and 1 link and 1 picture." in page
    assert "What a reviewer will look for" in page
    assert "2 of 10" in page
    assert "A summary that says the problem and what you made" in page
    assert "Your own mentors also see your target role and your position." in page
    assert "No figure yet: nobody has asked for a review" in page
    assert '<meta name="robots" content="noindex">' in page
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("display_name", "words"),
    [
        ("Amara", "You are shown as Amara. Change your name."),
        ("", "You are shown as amara.o, the part of your email address before the @. Choose"),
    ],
)
def test_page_says_under_which_name(
    learner: User, project: Project, display_name: str, words: str
) -> None:
    User.objects.update(display_name=display_name, email="amara.o@example.com")
    PortfolioFactory(user=learner)
    client = client_of(learner)
    for path in (url("ask-project", project.pk), PORTFOLIO):
        page = client.get(path).content.decode()
        assert words in " ".join(strip_tags(page).split())
        address = f"{reverse('accounts:settings')}?next={path}"
        assert f'href="{address}"' in page
        saved = client.post(address, {"display_name": "A", "time_zone": "UTC"})
        assert saved.headers["Location"] == path
        User.objects.update(display_name=display_name)


def test_page_names_the_earlier_verdict(learner: User, learner_client: Client) -> None:
    review = ReviewFactory(request__by=learner, mentor__display_name="Hannah")
    page = learner_client.get(url("ask-project", review.request.project_id)).content.decode()
    assert "Version 1: Changes requested" in page
    assert "Hannah, 21 July 2026" in page
    assert "Version 1 of 20 July 2026 once more: nothing has changed since then." in page
    assert "What have you changed since the last review" in page
    Project.objects.update(title="Another")
    page = learner_client.get(url("ask-project", review.request.project_id)).content.decode()
    assert "Version 2, as it is now" in page


@pytest.mark.parametrize("number", [0, 1, 8])
def test_page_asks_as_much_of_the_database_for_many_pictures_as_for_none(
    learner_client: Client,
    project: Project,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(number):
        picture(project, alt=f"Chart {index}")
        project.skills.add(SkillFactory())
        project.steps.add(StepFactory())
        ReviewRequestFactory()
    with django_assert_num_queries(12 if number else 11):
        learner_client.get(url("ask-project", project.pk))


# --- Asking --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 8])
def test_asking_freezes_the_project_with_its_pictures(
    learner: User, learner_client: Client, number: int
) -> None:
    stage = StageFactory(number=2, title="Core machine learning")
    step = StepFactory(title="Regression", stage=stage)
    project = ProjectFactory(user=learner, title="House prices", stage=stage, hours=30)
    project.skills.add(SkillFactory(title="Statistics"))
    project.steps.add(step)
    images = [picture(project, alt=f"Chart {index}") for index in range(number)]
    response = learner_client.post(url("ask-project", project.pk), answers(look="quick"))
    thread = Thread.objects.get()
    assert response.headers["Location"] == thread.get_absolute_url()
    assert said(response) == ["Your request is in the queue. Mentors see the version as it is now."]
    submission = Submission.objects.get()
    assert (submission.thread, submission.learner, submission.version, submission.title) == (
        thread,
        learner,
        1,
        "House prices",
    )
    assert submission.content["hours"] == 30
    assert [skill["title"] for skill in submission.content["skills"]] == ["Statistics"]
    assert submission.content["steps"] == [{"slug": step.slug, "title": "Regression", "stage": 2}]
    kept = list(submission.images.all())
    assert [(copy.alt, copy.order) for copy in kept] == [
        (image.alt, order) for order, image in enumerate(images)
    ]
    for copy, image in zip(kept, images, strict=True):
        assert copy.image.name != image.image.name
        assert content_of(copy) == content_of(image)
    assert copies() == sorted(str(copy.image.name) for copy in kept)
    request = ReviewRequest.objects.get()
    assert (request.thread, request.submission, request.project, request.learner) == (
        thread,
        submission,
        project,
        learner,
    )
    assert (request.look, request.question, request.status, request.is_second) == (
        "quick",
        "Is my test set too easy?",
        "waiting",
        False,
    )
    assert (thread.subject, thread.learner, thread.project, thread.turn, thread.closed_at) == (
        "project",
        learner,
        project,
        "mentor",
        None,
    )
    assert trail(thread) == [("asked", "learner")]


def test_asking_with_nothing_but_a_title_works(learner_client: Client, project: Project) -> None:
    learner_client.post(url("ask-project", project.pk), {"look": "full"})
    assert ReviewRequest.objects.get().question == ""


def test_question_keeps_its_lines(learner_client: Client, project: Project) -> None:
    learner_client.post(url("ask-project", project.pk), answers(question="One\r\n\r\nTwo"))
    assert ReviewRequest.objects.get().question == "One\n\nTwo"


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"look": "career", "question": " "}, "question", "Write your question"),
        ({"look": "everything"}, "look", "Choose one of the three."),
        ({"look": ""}, "look", "Choose one of the three."),
        ({"look": "full\x00"}, "look", "Choose one of the three."),
        ({"question": "a\x00b"}, "question", "Null characters are not allowed."),
        ({"question": "a" * 2_001}, "question", "Ensure this value has at most 2000 characters"),
        ({"question": "\u200b"}, "question", "Write something that can be read."),
    ],
)
def test_junk_is_refused_beside_its_field(
    learner_client: Client, project: Project, sent: dict[str, str], field: str, words: str
) -> None:
    response = learner_client.post(url("ask-project", project.pk), answers(**sent))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    assert not Thread.objects.exists()
    assert not Submission.objects.exists()


def test_nothing_typed_is_lost(learner_client: Client, project: Project) -> None:
    response = learner_client.post(
        url("ask-project", project.pk), answers(look="none", question="Long and <b>dear</b>")
    )
    assert "Long and &lt;b&gt;dear&lt;/b&gt;</textarea>" in response.content.decode()


def test_asking_twice_makes_one_request_and_leads_to_it(
    learner_client: Client, project: Project
) -> None:
    picture(project)
    path = url("ask-project", project.pk)
    learner_client.post(path, answers())
    thread = Thread.objects.get()
    for again in (
        learner_client.post(path, answers(look="quick")),
        learner_client.post(path, answers(question=" \r\n")),
        learner_client.post(path, answers(look="career", question="")),
        learner_client.get(path),
    ):
        assert again.headers["Location"] == thread.get_absolute_url()
        assert said(again)[-1] == "A review of this is under way already."
    assert ReviewRequest.objects.get().question == "Is my test set too easy?"
    assert (Submission.objects.count(), len(copies()), Notice.objects.count()) == (1, 1, 0)


def kept_page(response: Any, thread: Thread, question: str) -> str:
    """The answer to a question that is not sent: a way to the thread, and the question."""
    page: str = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="{thread.get_absolute_url()}">Open the conversation</a>' in page
    assert page.count("Your question is not sent. It is kept here") == 1
    assert f">\n{question}</textarea>" in page
    assert page.count("</h1>") == 1
    return page


@pytest.mark.parametrize("between", [False, True])
@pytest.mark.parametrize("question", ["From the other window", "a" * 2_001, "One\r\nTwo"])
def test_question_of_a_second_window_is_not_lost(
    learner_client: Client, project: Project, question: str, between: bool
) -> None:
    request = ask(project)
    stale = patch("mentoring.views.asking.open_request", return_value=None)
    with stale if between and len(question) < 2_000 else nullcontext():
        response = learner_client.post(
            url("ask-project", project.pk), answers(question=question, look="career")
        )
    page = kept_page(response, request.thread, question)
    assert "A review of this is under way already." in page
    assert ReviewRequest.objects.get().question == "Is my test set too easy?"


def test_question_of_a_second_window_about_the_portfolio_is_not_lost(
    learner: User, learner_client: Client
) -> None:
    PortfolioFactory(user=learner)
    learner_client.post(PORTFOLIO, answers())
    response = learner_client.post(PORTFOLIO, answers(question="And this?"))
    page = kept_page(response, Thread.objects.get(), "And this?")
    assert "A review of this is under way already." in page
    assert ReviewRequest.objects.count() == 1


def test_another_that_comes_between_is_refused_by_the_service(
    learner_client: Client, project: Project
) -> None:
    picture(project)
    ask(project)
    Project.objects.update(title="Changed")
    with patch("mentoring.views.asking.open_request", return_value=None):
        response = learner_client.post(url("ask-project", project.pk), answers())
    assert said(response) == ["A review of this is under way already."]
    assert (ReviewRequest.objects.count(), Submission.objects.count(), len(copies())) == (1, 1, 1)


def test_the_database_has_the_last_word(project: Project) -> None:
    """Where something asked without the locks, the constraint gives the same answer."""
    ask(project)
    thread = Thread.objects.get()
    request = ReviewRequest.objects.get()
    with (
        transaction.atomic(),
        pytest.raises(request_services.UnderWayError) as raised,
        patch.object(request_services, "is_waiting", return_value=False),
    ):
        ask(project)
    assert raised.value.thread == thread
    assert ReviewRequest.objects.get() == request


def test_project_that_goes_meanwhile_is_not_found(learner_client: Client, project: Project) -> None:
    with patch.object(request_services, "ask_project", side_effect=Project.DoesNotExist):
        response = learner_client.post(url("ask-project", project.pk), answers())
    assert response.status_code == 404


# --- Pictures ------------------------------------------------------------------------------


def test_failed_asking_leaves_no_file(project: Project) -> None:
    picture(project)
    with (
        patch.object(request_services, "notify", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        ask(project)
    assert copies() == []
    assert not Thread.objects.exists()


def test_pictures_that_come_and_go_between_copy_and_lock(project: Project) -> None:
    gone, stays = picture(project, "red", "Gone"), picture(project, "blue", "Stays")

    def meanwhile(user: User) -> None:
        gone.delete()
        picture(project, "green", "New")
        hold(user)

    with patch.object(request_services, "hold", meanwhile):
        ask(project)
    kept = list(SubmissionImage.objects.all())
    assert [copy.alt for copy in kept] == ["Stays", "New"]
    assert content_of(kept[0]) == content_of(stays)
    assert copies() == sorted(str(copy.image.name) for copy in kept)


def test_picture_whose_file_is_lost_is_left_out(project: Project) -> None:
    lost = picture(project, "red", "Lost")
    picture(project, "blue", "There")
    default_storage.delete(lost.image.name)
    ask(project)
    assert [copy.alt for copy in SubmissionImage.objects.all()] == ["There"]


def test_what_is_changed_and_deleted_later_stays_in_the_version(
    project: Project, django_capture_on_commit_callbacks: Any
) -> None:
    image, second = picture(project), picture(project, "blue")
    files = [image.image.name, second.image.name]
    contents = [content_of(image), content_of(second)]
    submission = ask(project).submission
    assert submission is not None
    before = (submission.title, submission.content, submission.fingerprint)
    Project.objects.update(title="Changed", summary="Changed", hours=5)
    for delete in (partial(delete_image, image=image), partial(delete_project, project=project)):
        # Files go when the transaction ends.
        with django_capture_on_commit_callbacks(execute=True):
            delete()
        submission = Submission.objects.get()
        assert (submission.title, submission.content, submission.fingerprint) == before
        assert [content_of(copy) for copy in submission.images.all()] == contents
    assert not any(map(default_storage.exists, files))
    assert Thread.objects.get().learner == project.user


# --- Asking again --------------------------------------------------------------------------


def answered(request: ReviewRequest, **changes: Any) -> Any:
    """A review of it is published."""
    ReviewRequest.objects.filter(pk=request.pk).update(status="answered", settled_at=NOW)
    Thread.objects.filter(pk=request.thread_id).update(turn="nobody", turn_since=NOW)
    request.refresh_from_db()
    return ReviewFactory(request=request, published_at=NOW, **changes)


def test_asking_again_for_changed_work_makes_the_next_version(project: Project) -> None:
    picture(project)
    answered(ask(project))
    Project.objects.update(title="Changed")
    Thread.objects.update(closed_at=NOW)
    request = ask(project, question="Better?")
    thread = Thread.objects.get()
    assert [(s.version, s.title) for s in thread.submissions.all()] == [
        (1, "House prices"),
        (2, "Changed"),
    ]
    assert request.submission == thread.submissions.get(version=2)
    assert [s.images.count() for s in thread.submissions.all()] == [1, 1]
    assert len(copies()) == 2
    assert (thread.closed_at, thread.turn) == (None, "mentor")
    assert trail(thread) == [("asked", "learner")] * 2


def test_asking_again_for_the_same_work_uses_the_same_version(project: Project) -> None:
    picture(project)
    first = ask(project)
    answered(first)
    second = ask(project)
    assert second.submission == first.submission
    assert second.pk != first.pk
    assert (Submission.objects.count(), len(copies())) == (1, 1)


# --- Who is told ---------------------------------------------------------------------------


def told() -> list[tuple[User, str]]:
    return [(notice.recipient, notice.text) for notice in Notice.objects.order_by("recipient_id")]


def test_own_mentors_are_told(learner: User, project: Project) -> None:
    learner.display_name = "Amara"
    learner.save()
    assigned, leading, blocked, former = MentorFactory.create_batch(4)
    MentorFactory()
    for mentor in (assigned, blocked, former):
        MentorshipFactory(mentor=mentor, learner=learner)
    former.groups.clear()
    Block.objects.create(by=learner, person=blocked, at=NOW)
    cohort = CohortFactory()
    cohort.mentors.add(leading)
    CohortMemberFactory(cohort=cohort, user=learner)
    request = ask(project)
    text = "Amara asks for a full review of “House prices”"
    assert told() == [(assigned, text), (leading, text)]
    notice = Notice.objects.first()
    assert notice is not None
    assert (notice.kind, notice.cause, notice.address, notice.thread, notice.at) == (
        "request",
        f"request-{request.pk}",
        url("request", request.pk),
        request.thread,
        NOW,
    )


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ("quick", "asks for a quick look at “House prices”"),
        ("full", "asks for a full review of “House prices”"),
        ("career", "asks a career question about “House prices”"),
    ],
)
def test_mentors_are_told_for_what_they_are_asked(project: Project, look: str, words: str) -> None:
    MentorFactory()
    request = ask(project, look=look)
    assert [text for _, text in told()] == [f"{request.thread.learner_name} {words}"]


def test_without_own_mentors_all_are_told_but_blocked_ones_and_the_learner() -> None:
    learner, one, two, blocked, away = MentorFactory.create_batch(5)
    User.objects.filter(pk=away.pk).update(is_active=False)
    Block.objects.create(by=blocked, person=learner, at=NOW)
    ask(ProjectFactory(user=learner, title="Mine"), look="career")
    text = f"{learner.name} asks a career question about “Mine”"
    assert told() == [(one, text), (two, text)]


@pytest.mark.parametrize("is_blocked", [False, True])
def test_who_reviewed_before_is_told_of_the_next_version(
    project: Project, is_blocked: bool
) -> None:
    earlier, other = MentorFactory.create_batch(2)
    answered(ask(project), mentor=earlier)
    Notice.objects.all().delete()
    Thread.objects.update(mentor=earlier)
    if is_blocked:
        Block.objects.create(by=project.user, person=earlier, at=NOW)
    ask(project)
    assert [person for person, _ in told()] == ([other] if is_blocked else [earlier])


# --- The portfolio -------------------------------------------------------------------------


def test_portfolio_that_is_not_there_comes_first(learner_client: Client) -> None:
    for response in (learner_client.get(PORTFOLIO), learner_client.post(PORTFOLIO, answers())):
        assert response.headers["Location"] == reverse("portfolio:edit")
    assert not Thread.objects.exists()


def test_asking_freezes_the_portfolio(learner: User, learner_client: Client) -> None:
    portfolio = PortfolioFactory(user=learner, handle="amara", headline="Small systems")
    same = [ProjectFactory(user=learner, title="Same") for _ in range(2)]
    for order, shown in enumerate(reversed(same)):
        ShownProjectFactory(portfolio=portfolio, project=shown, order=order)
    picture(same[0], "red", "First")
    picture(same[1], "blue", "Second")
    hidden = ProjectFactory(user=learner, title="Hidden")
    picture(hidden)
    page = learner_client.get(PORTFOLIO).content.decode()
    assert "Version 1, as it is now: the text and 2 projects and 2 pictures." in page
    assert "A headline that says what you do" in page
    response = learner_client.post(PORTFOLIO, answers())
    thread = Thread.objects.get()
    assert response.headers["Location"] == thread.get_absolute_url()
    submission = Submission.objects.get()
    assert (submission.title, submission.content["headline"]) == (
        "Portfolio of amara",
        "Small systems",
    )
    assert [(p["title"], p["pictures"]) for p in submission.content["projects"]] == [
        ("Same", [0]),
        ("Same", [1]),
    ]
    assert [(copy.alt, copy.project_title) for copy in submission.images.all()] == [
        ("Second", "Same"),
        ("First", "Same"),
    ]
    request = ReviewRequest.objects.get()
    assert (request.subject, request.project, thread.subject, thread.project) == (
        "portfolio",
        None,
        "portfolio",
        None,
    )
    again = learner_client.post(PORTFOLIO, answers())
    assert said(again)[-1] == "A review of this is under way already."
    assert (ReviewRequest.objects.count(), Thread.objects.count()) == (1, 1)


def test_portfolio_and_its_project_wait_side_by_side(learner: User, project: Project) -> None:
    portfolio = PortfolioFactory(user=learner)
    ShownProjectFactory(portfolio=portfolio, project=project)
    ask(project)
    asked = request_services.ask_portfolio(
        learner=learner, portfolio=portfolio, now=NOW, today=TODAY, **answers()
    )
    assert asked.submission is not None
    assert Thread.objects.count() == 2


@pytest.mark.parametrize("number", [1, 4])
def test_portfolio_page_asks_as_much_for_many_projects_as_for_one(
    learner: User,
    learner_client: Client,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    portfolio = PortfolioFactory(user=learner)
    for _ in range(number):
        shown = ShownProjectFactory(portfolio=portfolio)
        picture(shown.project)
        shown.project.skills.add(SkillFactory())
        shown.project.steps.add(StepFactory())
    with django_assert_num_queries(28):
        learner_client.get(PORTFOLIO)


# --- Withdrawing ---------------------------------------------------------------------------


def test_withdrawing_asks_first(learner: User, learner_client: Client) -> None:
    request = ReviewRequestFactory(by=learner)
    page = learner_client.get(url("withdraw", request.pk))
    assert "Withdraw the request for “Project" in page.content.decode()
    assert "A mentor has begun" not in page.content.decode()
    request.refresh_from_db()
    assert request.status == "waiting"


def test_withdrawing_settles_the_request_and_ends_the_claim(
    learner: User, learner_client: Client
) -> None:
    request = ReviewRequestFactory(
        by=learner,
        claimed_by=MentorFactory(),
        claimed_at=NOW - datetime.timedelta(days=1),
        claim_expires_at=NOW + datetime.timedelta(days=2),
    )
    page = learner_client.get(url("withdraw", request.pk)).content.decode()
    assert "A mentor has begun to read it; what they wrote stays with them." in page
    response = learner_client.post(url("withdraw", request.pk))
    assert response.headers["Location"] == request.thread.get_absolute_url()
    request.refresh_from_db()
    assert request.status == "withdrawn"
    assert request.settled_at is not None
    assert (request.claimed_by, request.claimed_at, request.claim_expires_at) == (None, None, None)
    assert request.submission is not None
    thread = Thread.objects.get()
    assert thread.turn == "nobody"
    assert trail(thread) == [("withdrawn", "learner")]
    assert not Notice.objects.exists()


def test_withdrawing_twice_or_after_the_answer_changes_nothing(
    learner: User, learner_client: Client
) -> None:
    request = ReviewRequestFactory(by=learner)
    path = url("withdraw", request.pk)
    learner_client.post(path)
    request.refresh_from_db()
    before = request.settled_at
    for again in (learner_client.get(path), learner_client.post(path)):
        assert again.headers["Location"] == request.thread.get_absolute_url()
        assert said(again)[-1] == "This request was withdrawn before. Nothing has changed."
    request.refresh_from_db()
    assert request.settled_at == before
    assert ThreadEvent.objects.count() == 1
    answered_one = ReviewFactory(request__by=learner).request
    response = learner_client.post(url("withdraw", answered_one.pk))
    assert said(response)[-1] == "This request is answered, so there is nothing to withdraw."
    answered_one.refresh_from_db()
    assert answered_one.status == "answered"


def test_answer_that_comes_between_stands(learner: User, learner_client: Client) -> None:
    request = ReviewRequestFactory(by=learner)

    def meanwhile(user: User) -> None:
        ReviewRequest.objects.update(status="answered", settled_at=NOW)
        hold(user)

    with patch.object(request_services, "hold", meanwhile):
        response = learner_client.post(url("withdraw", request.pk))
    assert said(response) == ["This request is answered, so there is nothing to withdraw."]
    request.refresh_from_db()
    assert request.status == "answered"
    assert not ThreadEvent.objects.exists()


def test_withdrawn_work_can_be_sent_again(learner: User, project: Project) -> None:
    first = ask(project)
    assert request_services.withdraw(request=first, learner=learner, now=NOW)
    again = ask(project)
    assert again.submission == first.submission
    assert Thread.objects.get().turn == "mentor"


@pytest.mark.parametrize(
    ("verdict", "side", "turn"),
    [
        ("changes", None, "learner"),
        ("small-fixes", None, "learner"),
        ("approved", None, "nobody"),
        ("changes", "learner", "mentor"),
        ("approved", "mentor", "learner"),
    ],
)
def test_whose_turn_it_is_after_withdrawing(
    project: Project, verdict: str, side: str | None, turn: str
) -> None:
    answered(ask(project), verdict=verdict)
    thread = Thread.objects.get()
    if side:
        MessageFactory(thread=thread, side=side, at=NOW + datetime.timedelta(hours=1))
    request_services.withdraw(request=ask(project), learner=project.user, now=NOW)
    thread.refresh_from_db()
    assert thread.turn == turn


# --- A second reader -----------------------------------------------------------------------


def test_second_reader_reads_the_same_version(learner_client: Client, project: Project) -> None:
    first, second = MentorFactory.create_batch(2)
    MentorshipFactory(mentor=first, learner=project.user)
    review = answered(ask(project, look="quick"), mentor=first)
    Thread.objects.update(mentor=first, closed_at=NOW)
    Notice.objects.all().delete()
    thread = Thread.objects.get()
    page = learner_client.get(url("ask-second-reader", thread.pk)).content.decode()
    assert "Another mentor reads version 1, the one that was reviewed." in page
    response = learner_client.post(url("ask-second-reader", thread.pk), {"question": "Really?"})
    assert response.headers["Location"] == thread.get_absolute_url()
    request = ReviewRequest.objects.get(is_second=True)
    assert (request.submission, request.look, request.question, request.project) == (
        review.request.submission,
        "quick",
        "Really?",
        project,
    )
    thread.refresh_from_db()
    assert (thread.turn, thread.closed_at) == ("mentor", None)
    assert trail(thread)[-1] == ("second-asked", "learner")
    assert told() == [
        (second, f"{project.user.name} asks for a second reader of “House prices”"),
    ]
    assert not ReviewRequest.objects.open_to(first).exists()
    assert ReviewRequest.objects.open_to(second).get() == request


def test_second_reader_is_refused_with_the_reason(
    learner: User, learner_client: Client, project: Project
) -> None:
    request = ask(project)
    thread = Thread.objects.get()
    path = url("ask-second-reader", thread.pk)

    def refused() -> str:
        """The same said on the page and by the form."""
        found = {said(learner_client.get(path))[-1], said(learner_client.post(path))[-1]}
        return found.pop() if len(found) == 1 else ""

    assert refused() == str(request_services.UNDER_WAY)
    request_services.withdraw(request=request, learner=learner, now=NOW)
    assert refused() == str(request_services.NO_REVIEW)
    review = answered(ask(project))
    review.withdrawn_at = NOW
    review.save()
    assert refused() == str(request_services.NO_REVIEW)
    review.withdrawn_at = None
    review.save()
    # A newer version that nobody has reviewed.
    Project.objects.update(title="Changed")
    newer = ask(project)
    request_services.withdraw(request=newer, learner=learner, now=NOW)
    assert refused() == str(request_services.NO_REVIEW)
    answered(ask(project))
    learner_client.post(path, {"question": ""})
    second = ReviewRequest.objects.get(is_second=True)
    assert refused() == str(request_services.UNDER_WAY)
    answered(second)
    assert refused() == str(request_services.ASKED_ALREADY)
    assert ReviewRequest.objects.filter(is_second=True).count() == 1


def test_question_of_a_second_window_for_a_second_reader_is_not_lost(
    learner_client: Client, project: Project
) -> None:
    answered(ask(project))
    thread = Thread.objects.get()
    path = url("ask-second-reader", thread.pk)
    reasons = ["", request_services.UNDER_WAY]
    stale = patch.object(request_services, "why_no_second_reader", side_effect=reasons)
    learner_client.post(path, {"question": "Really?"})
    again = learner_client.post(path, {"question": "Really? "})
    assert again.headers["Location"] == thread.get_absolute_url()
    page = kept_page(learner_client.post(path, {"question": "Or not?"}), thread, "Or not?")
    assert str(request_services.UNDER_WAY) in page
    with stale:
        kept_page(learner_client.post(path, {"question": "Or not?"}), thread, "Or not?")
    answered(ReviewRequest.objects.get(is_second=True))
    page = kept_page(learner_client.post(path, {"question": "Or not?"}), thread, "Or not?")
    assert str(request_services.ASKED_ALREADY) in page
    again = learner_client.post(path, {"question": "Really?"})
    assert again.headers["Location"] == thread.get_absolute_url()
    assert ReviewRequest.objects.filter(is_second=True).count() == 1


def test_withdrawn_second_reader_can_be_asked_again(learner: User, project: Project) -> None:
    answered(ask(project))
    thread = Thread.objects.get()
    for _ in range(2):
        request = request_services.ask_second_reader(
            thread=thread, learner=learner, question="", now=NOW
        )
        request_services.withdraw(request=request, learner=learner, now=NOW)
    assert ReviewRequest.objects.filter(is_second=True).count() == 2


def test_second_reader_that_comes_between_is_refused(
    learner: User, learner_client: Client, project: Project
) -> None:
    answered(ask(project))
    thread = Thread.objects.get()

    def meanwhile(user: User) -> None:
        with patch.object(request_services, "hold", hold):
            ask(project)
        hold(user)

    with patch.object(request_services, "hold", meanwhile):
        response = learner_client.post(url("ask-second-reader", thread.pk))
    assert said(response) == [str(request_services.UNDER_WAY)]
    assert not ReviewRequest.objects.filter(is_second=True).exists()


def test_the_service_asks_for_one_second_reader_too(learner: User, project: Project) -> None:
    answered(ask(project))
    thread = Thread.objects.get()

    def ask_second() -> ReviewRequest:
        return request_services.ask_second_reader(
            thread=thread, learner=learner, question="", now=NOW
        )

    answered(ask_second())
    with pytest.raises(NoSecondReaderError, match="You have asked for a second reader already"):
        ask_second()
    assert ReviewRequest.objects.filter(is_second=True).count() == 1


def test_second_readers_question_is_checked(learner_client: Client, project: Project) -> None:
    answered(ask(project))
    path = url("ask-second-reader", Thread.objects.get().pk)
    for question in ("a\x00b", "a" * 2_001):
        response = learner_client.post(path, {"question": question})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["question"]
