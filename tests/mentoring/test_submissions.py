"""Frozen versions: what their pages show, to whom, and what never reaches anybody else."""

import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import ReviewRequest, Submission, SubmissionImage, Thread
from mentoring.version_page import Link, Picture, StageName, StepName, version_of
from progress.models import Project
from progress.project_services import delete_project
from tests.factories import (
    MentorFactory,
    MentorshipFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    SubmissionFactory,
    ThreadFactory,
    UserFactory,
)

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page(submission: Submission) -> str:
    return reverse("mentoring:submission", args=[submission.thread_id, submission.version])


def picture_page(image: SubmissionImage) -> str:
    submission = image.submission
    return reverse(
        "mentoring:submission-image", args=[submission.thread_id, submission.version, image.pk]
    )


def picture(submission: Submission, **fields: Any) -> SubmissionImage:
    file = ContentFile(b"RIFF....WEBP", "picture.webp")
    return SubmissionImage.objects.create(
        submission=submission, **{"image": file, "alt": "A chart", **fields}
    )


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def submission(learner: User) -> Submission:
    """Of the learner, waiting."""
    found = ReviewRequestFactory(by=learner).submission
    assert isinstance(found, Submission)
    return found


# --- Who may -------------------------------------------------------------------------------


def test_visitor_is_sent_to_sign_in(client: Client, submission: Submission) -> None:
    for path in (page(submission), picture_page(picture(submission))):
        assert client.get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"


def test_only_who_takes_part_sees_version_and_pictures(submission: Submission) -> None:
    paths = (page(submission), picture_page(picture(submission)))
    holder, lapsed, reviewer, former, own = MentorFactory.create_batch(5)
    MentorshipFactory(mentor=own, learner=submission.learner)
    request = ReviewRequest.objects.get()

    def seen(person: User) -> list[int]:
        return [client_of(person).get(path).status_code for path in paths]

    for person in (own, lapsed, UserFactory(), UserFactory(is_superuser=True, is_staff=True)):
        assert seen(person) == [404, 404]
    assert seen(submission.learner) == [200, 200]
    ReviewRequest.objects.update(
        claimed_by=holder, claimed_at=NOW - DAY, claim_expires_at=NOW + DAY
    )
    assert seen(holder) == [200, 200]
    ReviewRequest.objects.update(claimed_by=lapsed, claim_expires_at=NOW - DAY)
    assert seen(lapsed) == seen(holder) == [404, 404]
    settled = ReviewRequestFactory(
        submission=submission, status="answered", settled_at=NOW, thread=request.thread
    )
    ReviewFactory(request=settled, mentor=reviewer)
    second = ReviewRequestFactory(
        submission=submission, status="answered", settled_at=NOW, thread=request.thread
    )
    ReviewFactory(request=second, mentor=former)
    assert seen(reviewer) == seen(former) == [200, 200]
    former.groups.clear()
    assert seen(former) == [404, 404]


def test_picture_of_another_version_is_not_found_through_this_one(
    learner: User, learner_client: Client, submission: Submission
) -> None:
    strange = picture(ReviewRequestFactory().submission)
    other = picture(SubmissionFactory(thread=submission.thread))
    for image in (strange, other):
        path = reverse("mentoring:submission-image", args=[submission.thread_id, 1, image.pk])
        assert learner_client.get(path).status_code == 404
    assert learner_client.get(picture_page(other)).status_code == 200


@pytest.mark.parametrize("number", [0, 99, 10**18, 10**30])
def test_junk_is_not_found(learner_client: Client, submission: Submission, number: int) -> None:
    thread = submission.thread_id
    for name, args in (
        ("submission", [thread, number]),
        ("submission", [number, 1]),
        ("submission-image", [thread, 1, number]),
        ("submission-image", [thread, number, 1]),
        ("submission-image", [number, 1, 1]),
    ):
        assert learner_client.get(reverse(f"mentoring:{name}", args=args)).status_code == 404


def test_nothing_is_written(learner_client: Client, submission: Submission) -> None:
    for path in (page(submission), picture_page(picture(submission))):
        assert learner_client.post(path).status_code == 405
        assert learner_client.delete(path).status_code == 405


# --- The page ------------------------------------------------------------------------------


def test_page_shows_the_version_as_it_was(learner_client: Client, learner: User) -> None:
    project = ProjectFactory(
        user=learner,
        title="House prices",
        summary="A range <b>for</b> a terrace.",
        repository_url="https://example.org/r",
        metric="Error",
        metric_value="0.8",
        baseline_value="1.2",
        life_cycle=["training"],
    )
    submission = ReviewRequestFactory(work=project).submission
    image = picture(submission, alt="Error by district")
    text = learner_client.get(page(submission)).content.decode()
    assert "Version 1, as it was on 20 July 2026." in text
    assert "You have not changed the project since." in text
    assert "A range &lt;b&gt;for&lt;/b&gt; a terrace." in text
    assert 'href="https://example.org/r"' in text
    assert "0.8 against 1.2" in text
    assert '<li class="is-covered"><span>Training' in text
    assert f'src="{picture_page(image)}" alt="Error by district"' in text
    assert '<meta name="robots" content="noindex">' in text
    Project.objects.update(title="Renamed", summary="Something else")
    text = learner_client.get(page(submission)).content.decode()
    assert "You have changed the project since. This version stays as it was." in text
    assert "House prices" in text
    assert "Something else" not in text
    delete_project(project=Project.objects.get())
    text = learner_client.get(page(submission)).content.decode()
    assert "The project is deleted. This version stays." in text


def test_mentor_sees_whose_it_is_and_not_what_has_become_of_it(submission: Submission) -> None:
    mentor = MentorFactory()
    ReviewRequest.objects.update(claimed_by=mentor, claim_expires_at=NOW + DAY)
    Project.objects.update(title="A secret of later")
    text = client_of(mentor).get(page(submission)).content.decode()
    assert f"By {submission.learner.name}" in text
    assert "have changed" not in text
    assert "have not changed" not in text
    assert "A secret of later" not in text


def test_versions_lead_to_one_another(learner_client: Client, submission: Submission) -> None:
    newer = SubmissionFactory(thread=submission.thread)
    text = learner_client.get(page(submission)).content.decode()
    assert "There is a newer version" in text
    assert f'href="{page(newer)}"' in text
    assert f'href="{page(submission)}"' not in text.partition("<main")[2]
    text = learner_client.get(page(newer)).content.decode()
    assert "There is a newer version" not in text
    assert f'href="{page(submission)}"' in text


def test_version_of_somebody_who_left_is_gone_with_them(submission: Submission) -> None:
    mentor = MentorFactory()
    path = page(submission)
    ReviewRequest.objects.update(status="answered", settled_at=NOW)
    ReviewFactory(request=ReviewRequest.objects.get(), mentor=mentor)
    assert client_of(mentor).get(path).status_code == 200
    submission.learner.delete()
    assert Thread.objects.get().learner is None
    assert client_of(mentor).get(path).status_code == 404


@pytest.mark.parametrize("number", [1, 8])
def test_page_asks_as_much_for_many_pictures_and_versions_as_for_one(
    learner_client: Client,
    submission: Submission,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(number):
        picture(submission, order=index)
        picture(SubmissionFactory(thread=submission.thread))
    with django_assert_num_queries(12):
        assert learner_client.get(page(submission)).status_code == 200


# --- Pictures ------------------------------------------------------------------------------


def test_picture_is_only_ever_a_picture(learner_client: Client, submission: Submission) -> None:
    image = picture(submission)
    response = learner_client.get(picture_page(image))
    assert (response.content, response.headers["Content-Type"]) == (b"RIFF....WEBP", "image/webp")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"
    tag = response.headers["ETag"]
    again = learner_client.get(picture_page(image), headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    image.image.delete(save=False)
    assert learner_client.get(picture_page(image)).status_code == 404


# --- What a version says -------------------------------------------------------------------


def version(content: dict[str, Any], *images: SubmissionImage) -> Any:
    thread = ThreadFactory()
    found = Submission.objects.create(
        thread=thread,
        learner=thread.learner,
        version=1,
        title="A title",
        content=content,
        fingerprint="",
        frozen_at=NOW,
    )
    for image in images:
        image.submission = found
        image.save()
    return version_of(found, lambda image: f"/{image.alt}/")


def test_content_of_before_is_shown_with_what_is_there() -> None:
    page = version({})
    assert (page.number, page.title, page.frozen_at, page.portfolio) == (1, "A title", NOW, None)
    assert (page.project.title, page.project.summary, page.project.stage) == ("", "", None)
    assert page.project.links == [
        Link("Repository", "repo", ""),
        Link("Demo", "demo", ""),
        Link("Write-up", "note", ""),
    ]
    assert page.project.facts == [("Finished", "Not yet")]
    assert (page.project.skills, page.project.steps, page.project.pictures) == ([], [], [])
    assert version({"projects": []}).portfolio.projects == []


def test_project_version_says_it_all() -> None:
    image = SubmissionImage(image="a.webp", alt="chart")
    content = {
        "title": "House prices",
        "summary": "A range.",
        "my_role": "All of it",
        "repository_url": "https://example.org/r",
        "demo_url": "javascript:alert(1)",
        "metric": "Error",
        "metric_value": "0.8",
        "life_cycle": ["training", "monitoring"],
        "started_on": "2026-01-05",
        "finished_on": None,
        "hours": 30,
        "stage": {"number": 2, "title": "Core", "slug": "core"},
        "skills": [{"slug": "s", "title": "Statistics"}],
        "steps": [{"slug": "r", "title": "Regression", "stage": 2}],
    }
    project = version(content, image).project
    assert project.stage == StageName(2, "Core")
    assert [link.address for link in project.links] == ["https://example.org/r", "", ""]
    assert [name for name, covered in project.parts if covered] == ["Training", "Monitoring"]
    assert project.covered == 2
    assert project.facts == [
        ("Part in it", "All of it"),
        ("Metric", "Error"),
        ("Result", "0.8, no baseline"),
        ("Started", "5 January 2026"),
        ("Finished", "Not yet"),
        ("Hours", "30"),
    ]
    assert (project.skills, project.steps) == (["Statistics"], [StepName("Regression", 2)])
    assert project.pictures == [Picture("/chart/", "chart")]


def test_portfolio_version_gives_each_project_its_pictures() -> None:
    images = [
        SubmissionImage(image=f"{order}.webp", alt=f"{order}", order=order, project_title="Same")
        for order in range(3)
    ]
    content = {
        "name": "Amara",
        "about": "**Bold** <script>",
        "links": [{"label": "Code", "url": "https://example.org/"}, {"label": "x", "url": "ftp:"}],
        "projects": [
            {"title": "Same", "pictures": [0]},
            {"title": "Same", "pictures": [1, 2]},
            {"title": "Bare", "pictures": []},
        ],
        "stages": [{"number": 1, "title": "Foundations"}],
        "skills": [{"title": "Python", "layer": "verified"}, {"title": "SQL"}],
    }
    portfolio = version(content, *images).portfolio
    assert [[p.alt for p in project.pictures] for project in portfolio.projects] == [
        ["0"],
        ["1", "2"],
        [],
    ]
    assert portfolio.about == "<p><strong>Bold</strong> &lt;script&gt;</p>\n"
    assert portfolio.links == [("Code", "https://example.org/"), ("x", "")]
    assert (portfolio.stages, portfolio.certificates) == (["Foundations"], [])
    assert portfolio.skills == ["Python, verified", "SQL"]
