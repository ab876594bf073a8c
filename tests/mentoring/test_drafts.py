"""Drafts: what a mentor typed is there, whatever becomes of request, claim and window."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import Block, Draft, ReviewRequest, Snippet
from mentoring.request_services import withdraw
from mentoring.written import Written, as_text
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    DraftFactory,
    MentorFactory,
    PlanFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    StepFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.mentoring.reviewing import GOOD, NOW, claimed, client_of, lapse, settle, url
from tests.pages import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mentor(db: None) -> User:
    return MentorFactory()


@pytest.fixture
def desk(mentor: User) -> Client:
    return client_of(mentor)


def typed(page: Any) -> dict[str, Any]:
    """What the form of a page holds, as a browser would send it."""
    form = main(page).by_id("review")
    sent: dict[str, Any] = {}
    for field in form.all("input"):
        name, kind = field.attributes.get("name"), field.attributes.get("type")
        if kind in {"radio", "checkbox"} and "checked" not in field.attributes:
            continue
        if kind == "checkbox":
            sent.setdefault(str(name), []).append(field.attributes["value"])
        else:
            sent[str(name)] = field.attributes["value"]
    for area in re.findall(r"(?s)<textarea[^>]*>.*?</textarea>", page.content.decode()):
        named = re.search(r'name="([^"]*)"', area)
        text = re.search(r"(?s)>\n?(.*)</textarea>", area)
        assert named
        assert text
        sent[named[1]] = text[1]
    return sent


def drafts() -> list[tuple[str, str]]:
    return list(Draft.objects.order_by("pk").values_list("mentor__email", "summary"))


# --- Works ---------------------------------------------------------------------------------


def test_draft_is_kept_with_whatever_is_in_it(mentor: User, desk: Client) -> None:
    steps = StepFactory.create_batch(2)
    project = ProjectFactory()
    project.steps.set(steps)
    asked = claimed(mentor, work=project)
    response = desk.post(
        url("save-draft", asked),
        {
            "score_problem": "4",
            "score_deployment": "0",
            "comment_modelling": "Try a mean first.",
            "summary": "Keep the **split**.\r\nChange",
            "steps": [steps[1].slug],
            "verdict": "approved",
            "private_note": "Second project of theirs.",
        },
    )
    assert response.headers["Location"] == url("write", asked)
    draft = Draft.objects.get()
    assert (draft.request, draft.mentor, draft.saved_at.date()) == (asked, mentor, NOW.date())
    assert draft.scores == {"problem": 4, "deployment": 0}
    assert draft.comments == {"modelling": "Try a mean first."}
    assert draft.summary == "Keep the **split**.\nChange"
    assert draft.steps == [steps[1].slug]
    assert (draft.verdict, draft.reason) == ("approved", "")
    assert draft.private_note == "Second project of theirs."
    # Browser closed and opened again: the form holds the same.
    again = typed(client_of(mentor).get(url("write", asked)))
    del again["seen"], again["csrfmiddlewaretoken"]
    assert {name: value for name, value in again.items() if value} == {
        "score_problem": "4",
        "score_deployment": "0",
        "comment_modelling": "Try a mean first.",
        "summary": "Keep the **split**.\nChange",
        "steps": [steps[1].slug],
        "verdict": "approved",
        "private_note": "Second project of theirs.",
    }


def test_empty_draft_is_kept_and_ticks_all_steps_at_first(mentor: User, desk: Client) -> None:
    project = ProjectFactory()
    project.steps.set(StepFactory.create_batch(2))
    asked = claimed(mentor, work=project)
    assert asked.submission is not None
    assert typed(desk.get(url("write", asked)))["steps"] == [
        step["slug"] for step in asked.submission.content["steps"]
    ]
    assert desk.post(url("save-draft", asked), {}).status_code == 302
    assert (Draft.objects.get().summary, Draft.objects.get().steps) == ("", [])


def test_save_by_script_answers_a_line_with_the_time_of_the_reader(mentor: User) -> None:
    mentor.time_zone = "Asia/Tokyo"
    mentor.save()
    asked = claimed(mentor)
    response = client_of(mentor).post(url("save-draft", asked), {"summary": "A"}, headers=HTMX)
    assert response.status_code == 200
    text = response.content.decode()
    assert re.sub("<[^>]*>", "", text).strip() == "Saved at 21:00"
    assert "<html" not in text
    assert 'data-mark="' in text


def test_saved_twice_is_one_draft(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    for _ in range(2):
        assert desk.post(url("save-draft", asked), {"summary": "A"}).status_code == 302
    assert drafts() == [(mentor.email, "A")]


def test_opening_the_page_writes_nothing(mentor: User, desk: Client) -> None:
    assert desk.get(url("write", claimed(mentor))).status_code == 200
    assert not Draft.objects.exists()


# --- Too much ------------------------------------------------------------------------------


def test_text_that_is_too_long_stays_in_the_box_and_the_rest_is_saved(
    mentor: User, desk: Client
) -> None:
    asked = claimed(mentor)
    DraftFactory(request=asked, mentor=mentor, summary="Before")
    long = "x" * 20_001
    response = desk.post(url("save-draft", asked), {"summary": long, "comment_modelling": "New"})
    assert response.status_code == 422
    draft = Draft.objects.get()
    assert (draft.summary, draft.comments) == ("Before", {"modelling": "New"})
    assert typed(response)["summary"] == long
    assert "What to keep, and what to change" in main(response).texts("a")
    by_script = desk.post(url("save-draft", asked), {"summary": long}, headers=HTMX)
    assert by_script.status_code == 422
    assert "Not saved: What to keep, and what to change" in by_script.content.decode()
    assert "The rest is saved." in by_script.content.decode()


@pytest.mark.parametrize(
    "junk",
    [
        {"score_problem": "99"},
        {"score_problem": "one"},
        {"verdict": "excellent"},
        {"steps": ["no-such-step"]},
        {"summary": "A\0B"},
        {"comment_problem": "x" * 100_000},
        {"reason": "x" * 501},
        {"snippet": "9" * 40, "insert": "1", "reason": "\0"},
        {"seen": "\0", "sent": "summary=%00&score_problem=%FF", "verdict": "\0"},
    ],
)
def test_junk_is_refused_with_words_and_loses_nothing(
    mentor: User, desk: Client, junk: dict[str, Any]
) -> None:
    project = ProjectFactory()
    project.steps.add(StepFactory())
    asked = claimed(mentor, work=project)
    response = desk.post(url("save-draft", asked), {"summary": "Kept"} | junk)
    assert response.status_code == 422
    if "summary" not in junk:
        assert Draft.objects.get().summary == "Kept"
    assert desk.get(url("write", asked)).status_code == 200


# --- It outlives ---------------------------------------------------------------------------


def test_draft_outlives_the_learners_withdrawal(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    desk.post(url("save-draft", asked), {"summary": "Half a review"})
    assert asked.learner is not None
    assert withdraw(request=asked, learner=asked.learner, now=NOW)
    page = desk.get(url("write", asked))
    assert typed(page)["summary"] == "Half a review"
    assert "The learner withdrew this request" in main(page).text
    assert "Publish" not in main(page).texts("button")
    # And what is typed on is kept too.
    assert desk.post(url("save-draft", asked), {"summary": "Three quarters"}).status_code == 302
    assert drafts() == [(mentor.email, "Three quarters")]


def test_text_that_was_never_saved_before_the_withdrawal_is_kept(
    mentor: User, desk: Client
) -> None:
    asked = claimed(mentor)
    assert asked.learner is not None
    withdraw(request=asked, learner=asked.learner, now=NOW)
    assert desk.post(url("save-draft", asked), {"summary": "Typed"}).status_code == 302
    assert typed(desk.get(url("write", asked)))["summary"] == "Typed"


def test_draft_outlives_the_claim(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    desk.post(url("save-draft", asked), {"summary": "Half"})
    lapse(asked)
    page = desk.get(url("write", asked))
    assert typed(page)["summary"] == "Half"
    assert "Your claim ended" in main(page).text
    assert "Publish" in main(page).texts("button")
    assert desk.post(url("save-draft", asked), {"summary": "More"}).status_code == 302
    assert drafts() == [(mentor.email, "More")]


def test_draft_outlives_a_claim_by_another(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    desk.post(url("save-draft", asked), {"summary": "Mine"})
    other = MentorFactory()
    ReviewRequest.objects.filter(pk=asked.pk).update(claimed_by=other)
    page = desk.get(url("write", asked))
    assert typed(page)["summary"] == "Mine"
    assert "Another mentor has claimed this request" in main(page).text
    assert "Publish" not in main(page).texts("button")
    assert desk.post(url("save-draft", asked), {"summary": "Mine still"}).status_code == 302
    # Each has their own.
    assert client_of(other).post(url("save-draft", asked), {"summary": "Theirs"}).status_code == 302
    assert drafts() == [(mentor.email, "Mine still"), (other.email, "Theirs")]


def test_draft_outlives_release_review_by_another_block_and_deleted_account(
    mentor: User, desk: Client
) -> None:
    asked = claimed(mentor)
    desk.post(url("save-draft", asked), {"summary": "Mine"})
    ReviewRequest.objects.filter(pk=asked.pk).update(claimed_by=None, claim_expires_at=None)
    assert "Claim it again" in main(desk.get(url("write", asked))).texts("button")
    asked.refresh_from_db()
    assert asked.learner is not None
    Block.objects.create(by=asked.learner, person=mentor)
    page = main(desk.get(url("write", asked))).text
    assert "not open to you any more" in page
    Block.objects.all().delete()
    settle(asked, "answered")
    ReviewFactory(request=asked, mentor=MentorFactory())
    assert "Another mentor has answered" in main(desk.get(url("write", asked))).text
    asked.learner.delete()
    page = main(desk.get(url("write", asked))).text
    assert "deleted their account" in page
    assert typed(desk.get(url("write", asked)))["summary"] == "Mine"
    assert desk.post(url("save-draft", asked), {"summary": "Still"}).status_code == 302
    assert drafts() == [(mentor.email, "Still")]


@pytest.mark.parametrize("kept", [False, True])
def test_page_is_there_after_a_release_for_whoever_has_a_draft(
    mentor: User, desk: Client, kept: bool
) -> None:
    asked = claimed(mentor)
    if kept:
        DraftFactory(request=asked, mentor=mentor)
    DraftFactory(request=asked, summary="Another mentor's text")
    desk.post(url("release", asked))
    asked.refresh_from_db()
    assert asked.claimed_by is None
    assert desk.get(url("write", asked)).status_code == (200 if kept else 404)


@pytest.mark.parametrize("state", ["taken", "withdrawn", "blocked"])
def test_work_is_not_shown_to_whoever_does_not_review_it(
    mentor: User, desk: Client, state: str
) -> None:
    project = ProjectFactory(summary="A secret summary", user__display_name="Amara Osei")
    asked = claimed(mentor, work=project, question="A secret question")
    DraftFactory(request=asked, mentor=mentor)
    shown = desk.get(url("write", asked)).content.decode()
    assert "A secret summary" in shown
    assert "A secret question" in shown
    assert "Amara Osei sees this." in shown
    if state == "taken":
        ReviewRequest.objects.update(claimed_by=MentorFactory())
    elif state == "withdrawn":
        settle(asked)
    else:
        Block.objects.create(by=project.user, person=mentor)
    page = desk.get(url("write", asked)).content.decode()
    assert "A secret" not in page
    assert "Amara Osei" not in page
    assert "The learner sees this." in page
    assert "Other mentors see this. The learner does not." in page


# --- Two windows ---------------------------------------------------------------------------


def test_second_window_is_told_and_both_texts_are_shown(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    first, second = (typed(desk.get(url("write", asked))) for _ in range(2))
    desk.post(url("save-draft", asked), first | {"summary": "From the first"})
    mine = second | {"summary": "From the second"}
    by_script = desk.post(url("save-draft", asked), mine, headers=HTMX)
    assert by_script.status_code == 409
    assert "another window has saved something else" in by_script.content.decode()
    refused = desk.post(url("save-draft", asked), mine)
    assert refused.status_code == 422
    assert "From the first" in main(refused).text
    assert typed(refused)["summary"] == "From the second"
    assert "data-draft" not in main(refused).by_id("review").attributes
    assert drafts() == [(mentor.email, "From the first")]
    # Told, they may keep theirs.
    assert desk.post(url("save-draft", asked), typed(refused)).status_code == 302
    assert drafts() == [(mentor.email, "From the second")]


def test_second_window_is_shown_all_that_the_first_has_saved(mentor: User, desk: Client) -> None:
    steps = StepFactory.create_batch(2)
    project = ProjectFactory()
    project.steps.set(steps)
    asked = claimed(mentor, work=project)
    page = typed(desk.get(url("write", asked)))
    first = {"score_problem": "4", "verdict": "small-fixes", "reason": "R", "private_note": "N"}
    desk.post(url("save-draft", asked), first | {"steps": [steps[1].slug, steps[0].slug]})
    assert asked.submission is not None
    titles = [step["title"] for step in asked.submission.content["steps"]]
    kept = [
        "Problem and data: 4",
        "Why it cannot be reviewed: R",
        "Note for mentors: N",
        "Verdict: Approved with small fixes",
    ]
    refused = desk.post(url("save-draft", asked), page)
    assert refused.context["other_text"].split("\n\n") == [
        *kept,
        f"Steps that this work shows: {', '.join(titles)}",
    ]
    # Where that is all in which the two differ, too, and before they are discarded.
    desk.post(url("save-draft", asked), first)
    kept.append("Steps that this work shows: none")
    assert desk.post(url("save-draft", asked), page).context["other_text"].split("\n\n") == kept
    assert desk.get(url("discard-draft", asked)).context["text"].split("\n\n") == kept


def test_step_and_verdict_that_are_no_more_are_named_as_they_are_kept() -> None:
    written = Written(verdict="excellent", steps=("gone", "here"))
    text = "Verdict: excellent\n\nSteps that this work shows: Here, gone"
    assert as_text(written, {"here": "Here"}) == text
    assert as_text(Written(), {"here": "Here"}) == "Steps that this work shows: Here"
    assert as_text(Written(), {}) == ""


def test_second_window_with_the_same_text_is_no_quarrel(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    sent = typed(desk.get(url("write", asked))) | {"summary": "A"}
    for _ in range(2):
        assert desk.post(url("save-draft", asked), sent, headers=HTMX).status_code == 200


def test_last_save_of_a_closing_window_follows_its_own_that_is_not_heard_of(
    mentor: User, desk: Client
) -> None:
    asked = claimed(mentor)
    page = typed(desk.get(url("write", asked)))
    first = page | {"summary": "First"}
    desk.post(url("save-draft", asked), first, headers=HTMX)
    # Its answer has not come back: the mark is the old one, and the window says what it sent.
    sent = urlencode({"summary": "First"})
    last = page | {"summary": "First, and more", "sent": [sent]}
    assert desk.post(url("save-draft", asked), last, headers=HTMX).status_code == 200
    # The first comes again, late: it is refused, not put over the last.
    assert desk.post(url("save-draft", asked), first, headers=HTMX).status_code == 409
    assert drafts() == [(mentor.email, "First, and more")]


# --- Snippets ------------------------------------------------------------------------------


def test_snippet_is_appended_to_the_summary_and_all_typed_is_kept(
    mentor: User, desk: Client
) -> None:
    asked = claimed(mentor)
    snippet = Snippet.objects.create(mentor=mentor, title="Split", text="Split by time.")
    sent = {"summary": "Keep.", "comment_problem": "C", "snippet": snippet.pk, "insert": "1"}
    response = desk.post(url("save-draft", asked), sent | GOOD)
    assert response.headers["Location"] == url("write", asked) + "#id_summary"
    draft = Draft.objects.get()
    assert draft.summary == "Keep.\n\nSplit by time."
    assert (draft.comments, len(draft.scores)) == ({"problem": "C"}, 6)
    empty = {"summary": " ", "snippet": snippet.pk, "insert": "1"}
    desk.post(url("save-draft", asked), empty)
    assert Draft.objects.get().summary == "Split by time."


def test_snippet_of_another_mentor_and_without_the_button_is_not_inserted(
    mentor: User, desk: Client
) -> None:
    asked = claimed(mentor)
    theirs = Snippet.objects.create(mentor=MentorFactory(), title="Split", text="Theirs")
    own = Snippet.objects.create(mentor=mentor, title="Split", text="Own")
    desk.post(url("save-draft", asked), {"summary": "A", "snippet": theirs.pk, "insert": "1"})
    assert Draft.objects.get().summary == "A"
    desk.post(url("save-draft", asked), {"summary": "A", "snippet": own.pk})
    assert Draft.objects.get().summary == "A"
    assert "Theirs" not in desk.get(url("write", asked)).content.decode()


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["write", "save-draft", "publish", "discard-draft"])
def test_visitor_is_sent_to_sign_in(client: Client, name: str) -> None:
    asked = claimed()
    method = client.get if name in {"write", "discard-draft"} else client.post
    response = method(url(name, asked), {"summary": "A"})
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not Draft.objects.exists()


def test_script_of_a_signed_out_window_is_led_to_sign_in(client: Client) -> None:
    response = client.post(url("save-draft", claimed()), {"summary": "A"}, headers=HTMX)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["write", "save-draft", "publish", "discard-draft"])
@pytest.mark.parametrize("who", ["learner", "other mentor", "former mentor", "admin"])
def test_nobody_else_finds_it(name: str, who: str) -> None:
    asked = claimed()
    DraftFactory(request=asked, mentor=asked.claimed_by, summary="Mine")
    former = asked.claimed_by
    assert former is not None
    people: dict[str, Any] = {
        "learner": asked.learner,
        "other mentor": MentorFactory(),
        "former mentor": former,
        "admin": UserFactory(is_staff=True, is_superuser=True),
    }
    if who == "former mentor":
        former.groups.clear()
    client = client_of(people[who])
    method = client.get if name in {"write", "discard-draft"} else client.post
    answers = GOOD | {"summary": "Not mine", "verdict": "approved"}
    for headers in ({}, HTMX):
        assert method(url(name, asked), answers, headers=headers).status_code == 404
    assert drafts() == [(former.email, "Mine")]
    assert ReviewRequest.objects.get().is_waiting


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("write", ["post", "put", "delete"]),
        ("save-draft", ["get", "put", "delete"]),
        ("publish", ["get", "put", "delete"]),
        ("discard-draft", ["put", "delete"]),
    ],
)
def test_wrong_verb_is_refused(mentor: User, desk: Client, name: str, verbs: list[str]) -> None:
    asked = claimed(mentor)
    path = url(name, asked)
    assert [getattr(desk, verb)(path).status_code for verb in verbs] == [405] * len(verbs)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["save-draft", "publish", "discard-draft"])
def test_post_without_token_is_refused(mentor: User, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mentor, backend="accounts.backends.EmailBackend")
    assert strict.post(url(name, claimed(mentor)), {"summary": "A"}).status_code == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_request_that_is_not_there_is_not_found(desk: Client, number: int) -> None:
    for name in ("write", "discard-draft"):
        assert desk.get(reverse(f"mentoring:{name}", args=[number])).status_code == 404
    for name in ("save-draft", "publish"):
        assert desk.post(reverse(f"mentoring:{name}", args=[number])).status_code == 404


# --- Discard -------------------------------------------------------------------------------


def test_discard_asks_then_removes_own_draft_alone(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    DraftFactory(request=asked, mentor=mentor, summary="Mine")
    other = DraftFactory(request=asked, summary="Theirs")
    page = main(desk.get(url("discard-draft", asked)))
    assert "Mine" in page.text
    assert "Theirs" not in page.text
    assert Draft.objects.count() == 2
    assert desk.post(url("discard-draft", asked)).status_code == 302
    assert list(Draft.objects.all()) == [other]
    assert desk.post(url("discard-draft", asked)).status_code == 404
    # The claim is theirs still.
    assert desk.get(url("write", asked)).status_code == 200


# --- The page ------------------------------------------------------------------------------


def test_page_has_question_look_and_earlier_review_with_its_note_for_mentors(
    mentor: User, desk: Client
) -> None:
    first = ReviewFactory(
        summary="Try a **mean**.", scores={"modelling": 1}, private_note="Shy, be clear."
    )
    asked = claimed(
        mentor,
        submission=SubmissionFactory(thread=first.request.thread),
        question="Is it better now?",
        look="quick",
    )
    page = main(desk.get(url("write", asked)))
    assert "Is it better now?" in page.text
    assert "Quick look" in page.text
    assert "version 2" in page.text
    assert "Earlier review" in page.texts("h2")
    assert "Try a mean ." in page.text
    assert "Shy, be clear." in page.text


def test_career_question_has_no_rubric(mentor: User, desk: Client) -> None:
    page = main(desk.get(url("write", claimed(mentor, look="career"))))
    assert "Modelling" not in page.texts("legend")
    assert page.texts("legend") == ["Verdict"]


def test_position_is_shown_to_the_learners_own_mentors_alone(mentor: User, desk: Client) -> None:
    plan = PlanFactory()
    asked = claimed(mentor, by=plan.user)
    assert "Where" not in " ".join(main(desk.get(url("write", asked))).texts("h2"))
    cohort = CohortFactory()
    cohort.mentors.add(mentor)
    CohortMemberFactory(cohort=cohort, user=plan.user)
    page = main(desk.get(url("write", asked)))
    assert f"Where {plan.user.name} is" in page.texts("h2")


@pytest.mark.parametrize("rows", [1, 4])
def test_queries_of_the_page_do_not_grow(
    mentor: User,
    desk: Client,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    project = ProjectFactory()
    project.steps.set(StepFactory.create_batch(rows))
    asked = claimed(mentor, work=project)
    for number in range(rows):
        done = ReviewRequestFactory(
            submission=SubmissionFactory(thread=asked.thread), status="answered", settled_at=NOW
        )
        ReviewFactory(request=done)
        Snippet.objects.create(mentor=mentor, title=f"S{number}", text="T")
    DraftFactory(request=asked, mentor=mentor)
    with django_assert_num_queries(12):
        desk.get(url("write", asked))


def test_queries_of_a_save(
    mentor: User, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = claimed(mentor)
    DraftFactory(request=asked, mentor=mentor)
    with django_assert_num_queries(10):
        desk.post(url("save-draft", asked), {"summary": "A"}, headers=HTMX)
