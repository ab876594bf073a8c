"""Taking a verdict back, and how a review reads."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring.claim_services import claim
from mentoring.models import Notice, Review, ReviewRequest, Side, Thread, ThreadEvent
from mentoring.request_services import ask_second_reader
from mentoring.review_page import card_of, cards_of, reviews_of
from mentoring.review_services import publish, withdraw_verdict
from mentoring.written import Written
from progress.badges import badge_of
from progress.models import Verification
from tests.factories import (
    MentorFactory,
    ReviewFactory,
    ReviewRequestFactory,
    SubmissionFactory,
    UserFactory,
)
from tests.mentoring.reviewing import GOOD, NOW, claimed, client_of
from tests.pages import main, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SCORES = {name.removeprefix("score_"): int(score) for name, score in GOOD.items()}
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def mentor(db: None) -> User:
    return MentorFactory(display_name="Hannah")


def approved(mentor: User) -> Review:
    text = Written(scores=SCORES, summary="Keep it.", verdict="approved")
    return publish(request=claimed(mentor), mentor=mentor, written=text, now=NOW)


def address(review: Review) -> str:
    return reverse("mentoring:withdraw-verdict", args=[review.pk])


def told() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("cause", flat=True))


# --- Taking it back ------------------------------------------------------------------------


def test_withdrawal_leaves_the_review_and_says_why(mentor: User) -> None:
    review, desk = approved(mentor), client_of(mentor)
    assert desk.get(address(review)).status_code == 200
    assert Review.objects.get().approves
    response = desk.post(address(review), {"reason": "The test set leaked."})
    assert response.headers["Location"] == review.request.thread.get_absolute_url()
    review = Review.objects.get()
    assert review.withdrawn_at is not None
    assert (review.verdict, review.summary, review.approves) == ("approved", "Keep it.", False)
    assert review.withdrawn_reason == "The test set leaked."
    assert Verification.objects.get().withdrawn_at == review.withdrawn_at
    event = ThreadEvent.objects.order_by("pk").last()
    assert event is not None
    assert (event.kind, event.actor, event.side, event.note, event.request) == (
        "verdict-withdrawn",
        mentor,
        "mentor",
        "The test set leaked.",
        review.request,
    )
    thread = Thread.objects.get()
    assert (thread.turn, thread.turn_since) == ("learner", review.withdrawn_at)
    notice = Notice.objects.latest("pk")
    assert (notice.recipient, notice.kind, notice.cause, notice.address) == (
        thread.learner,
        "review",
        f"verdict-withdrawn-{review.pk}",
        thread.get_absolute_url(),
    )
    assert notice.text == (
        f"The verdict on “{review.request.title}” was withdrawn. The review says why."
    )


def test_withdrawn_twice_keeps_the_first_reason(mentor: User) -> None:
    review, desk = approved(mentor), client_of(mentor)
    for reason in ("First", "Second"):
        assert desk.post(address(review), {"reason": reason}).status_code == 302
    assert Review.objects.get().withdrawn_reason == "First"
    assert not withdraw_verdict(
        review=review, by=mentor, side=Side.MENTOR, reason="Third", now=LATER
    )
    assert told() == [f"review-{review.pk}", f"verdict-withdrawn-{review.pk}"]
    assert ThreadEvent.objects.filter(kind="verdict-withdrawn").count() == 1
    assert desk.get(address(review)).status_code == 302


@pytest.mark.parametrize("reason", ["", " \n", "x" * 501, "A\0B"])
def test_withdrawal_needs_a_reason(mentor: User, reason: str) -> None:
    review = approved(mentor)
    response = client_of(mentor).post(address(review), {"reason": reason})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["reason"]
    assert Review.objects.get().approves


def test_turn_stays_with_the_mentor_while_a_request_waits(mentor: User) -> None:
    review = approved(mentor)
    thread = review.request.thread
    ReviewRequestFactory(submission=SubmissionFactory(thread=thread))
    Thread.objects.update(turn="mentor", turn_since=NOW)
    client_of(mentor).post(address(review), {"reason": "Leaked."})
    assert (Thread.objects.get().turn, Thread.objects.get().turn_since) == ("mentor", NOW)


def test_withdrawal_after_the_learner_left(mentor: User) -> None:
    review = approved(mentor)
    learner = review.request.learner
    assert learner is not None
    learner.delete()
    assert client_of(mentor).post(address(review), {"reason": "Leaked."}).status_code == 302
    assert Review.objects.get().withdrawn_reason == "Leaked."
    # And in the same moment: the caller's copy still names them.
    other = approved(mentor)
    held = Review.objects.select_related("request__learner").get(pk=other.pk)
    assert held.request.learner is not None
    User.objects.get(pk=held.request.learner.pk).delete()
    assert withdraw_verdict(review=held, by=mentor, side=Side.MENTOR, reason="Late", now=LATER)


def test_answer_without_a_verdict_has_none_to_withdraw(mentor: User) -> None:
    review = ReviewFactory(mentor=mentor, verdict="answered")
    assert client_of(mentor).get(address(review)).status_code == 404
    assert client_of(mentor).post(address(review), {"reason": "A"}).status_code == 404


def test_nobody_else_withdraws_it(client: Client, mentor: User) -> None:
    review = approved(mentor)
    assert client.get(address(review)).headers["Location"].startswith(reverse("account_login"))
    client.post(address(review), {"reason": "A"})
    learner = review.request.learner
    assert learner is not None
    others: list[User] = [learner, MentorFactory(), UserFactory(is_staff=True, is_superuser=True)]
    for person in others:
        assert client_of(person).get(address(review)).status_code == 404
        assert client_of(person).post(address(review), {"reason": "A"}).status_code == 404
    mentor.groups.clear()
    assert client_of(mentor).post(address(review), {"reason": "A"}).status_code == 404
    assert Review.objects.get().approves


def test_wrong_verb_and_missing_review(mentor: User) -> None:
    desk, path = client_of(mentor), address(approved(mentor))
    assert [getattr(desk, verb)(path).status_code for verb in ("put", "delete")] == [405, 405]
    for number in (0, 10**18, 10**30):
        missing = reverse("mentoring:withdraw-verdict", args=[number])
        assert desk.get(missing).status_code == 404


def test_each_mentors_word_stands_until_they_take_it_back(mentor: User) -> None:
    """A second reader who asks for changes leaves the first one's approval as it is."""
    first, second = approved(mentor), MentorFactory(display_name="Mikael")
    thread, learner, project = first.request.thread, first.request.learner, first.request.project
    assert learner is not None
    assert project is not None
    asked = ask_second_reader(thread=thread, learner=learner, question="", now=NOW)
    claim(request=asked, mentor=second, now=NOW)
    text = Written(scores=SCORES, summary="Mend it.", verdict="changes")
    changes = publish(request=asked, mentor=second, written=text, now=LATER)
    thread.refresh_from_db()
    assert (thread.mentor, thread.turn) == (second, "learner")
    badge = badge_of(project)
    assert badge is not None
    assert (badge.mentor_name, badge.verified_at) == ("Hannah", NOW)
    # Taking back what verified nothing leaves it too; only the first mentor's own act ends it.
    withdraw_verdict(review=changes, by=second, side=Side.MENTOR, reason="Mine.", now=LATER)
    assert badge_of(project) == badge
    withdraw_verdict(review=first, by=mentor, side=Side.MENTOR, reason="A leak.", now=LATER)
    assert badge_of(project) is None


# --- In the admin --------------------------------------------------------------------------


def chosen(*reviews: Review, **more: str) -> dict[str, object]:
    return {"action": "withdraw", "_selected_action": [review.pk for review in reviews], **more}


def test_admin_withdraws_with_a_reason(mentor: User) -> None:
    review, other = approved(mentor), approved(mentor)
    admin = UserFactory(is_staff=True, is_superuser=True)
    office, path = client_of(admin), reverse("admin:mentoring_review_changelist")
    asked = office.post(path, chosen(review))
    assert asked.status_code == 200
    assert "Why it no longer stands" in asked.content.decode()
    assert Review.objects.filter(withdrawn_at=None).count() == 2
    assert "Say in a sentence" in office.post(path, chosen(review, reason="")).content.decode()
    for _ in range(2):
        assert office.post(path, chosen(review, reason="A complaint.")).status_code == 302
    review.refresh_from_db()
    assert review.withdrawn_reason == "A complaint."
    event = ThreadEvent.objects.get(kind="verdict-withdrawn")
    assert (event.actor, event.side, event.note) == (admin, "admin", "A complaint.")
    assert Review.objects.get(withdrawn_at=None) == other


def test_admin_only_looks_and_sees_no_private_note(mentor: User) -> None:
    review = ReviewFactory(mentor=mentor, private_note="Between mentors alone", summary="Seen")
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_review"))
    office, path = client_of(staff), reverse("admin:mentoring_review_changelist")
    page = office.get(reverse("admin:mentoring_review_change", args=[review.pk]))
    assert "Seen" in page.content.decode()
    assert "Between mentors alone" not in page.content.decode()
    office.post(path, chosen(review, reason="A"))
    assert Review.objects.get().withdrawn_at is None
    boss = client_of(UserFactory(is_staff=True, is_superuser=True))
    for name, args in (("add", []), ("delete", [review.pk])):
        assert boss.get(reverse(f"admin:mentoring_review_{name}", args=args)).status_code == 403
    change = reverse("admin:mentoring_review_change", args=[review.pk])
    assert boss.post(change, {"summary": "Other"}).status_code == 403


# --- How it reads --------------------------------------------------------------------------


def shown(review: Review, *, for_mentor: bool = False) -> str:
    card = card_of(review, for_mentor=for_mentor)
    return render_to_string("mentoring/partials/_review.html", {"card": card})


def test_card_has_verdict_scores_in_words_comments_and_summary(mentor: User) -> None:
    review = ReviewFactory(
        mentor=mentor,
        verdict="small-fixes",
        scores={"problem": 4, "deployment": 0},
        comments={"modelling": "*Why* this one?"},
        summary="Keep **it**. <script>alert(1)</script>",
        private_note="Between mentors",
    )
    page = read(shown(review))
    assert page.texts("dt") == ["Problem and data", "Modelling", "Deployment"]
    assert page.texts("dd") == [
        "4 of 4, strong",
        "Not scored",
        "Why this one?",
        "Does not apply",
    ]
    assert "Approved with small fixes" in page.text
    assert "Full review of version 1 by Hannah, 21 July 2026" in page.text
    assert page.texts("strong") == ["it"]
    assert "<script" not in shown(review)
    assert "Between mentors" not in shown(review)
    assert "Between mentors" in shown(review, for_mentor=True)
    assert card_of(review).mean == Decimal("4.0")


def test_card_of_a_withdrawn_verdict_says_so_and_why(mentor: User) -> None:
    review = ReviewFactory(
        mentor=mentor, verdict="approved", withdrawn_at=NOW, withdrawn_reason="It leaked."
    )
    text = read(shown(review)).text
    assert "Verdict withdrawn It was: Approved" in text
    assert "Withdrawn on 22 July 2026 : It leaked." in text


def test_card_of_a_former_member_and_a_deleted_version(mentor: User) -> None:
    review = ReviewFactory(mentor=mentor)
    mentor.delete()
    assert review.request.learner is not None
    review.request.learner.delete()
    found = reviews_of(review.request.thread_id).get()
    text = read(shown(found)).text
    assert "Full review by Former member" in text


def test_cards_say_how_scores_moved_since_the_review_before(mentor: User) -> None:
    first = ReviewFactory(scores={"modelling": 1, "problem": 3})
    thread = first.request.thread
    for number, scores in enumerate([{}, {"modelling": 2, "problem": 3}], start=1):
        asked = ReviewRequestFactory(
            submission=SubmissionFactory(thread=thread), status="answered", settled_at=NOW
        )
        at = NOW + datetime.timedelta(days=number)
        ReviewFactory(request=asked, scores=scores, published_at=at)
    cards = cards_of(reviews_of(thread.pk))
    assert [card.changes for card in cards] == [(), (), ("Modelling rose from 1 to 2.",)]
    assert [card.version for card in cards] == [1, 2, 3]


def test_main_of_withdrawal_page_names_the_verdict(mentor: User) -> None:
    review = approved(mentor)
    page = main(client_of(mentor).get(address(review)))
    assert page.one("h1").text == "Withdraw “Approved”?"
    assert ReviewRequest.objects.get().title in page.text
