"""A learner with something of everything, and the people around them, for the access table."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring.invitations import token_of
from mentoring.mailing import stop_token
from mentoring.models import (
    Block,
    MentorInvitation,
    Notice,
    NoticeKind,
    ReviewRequest,
    Snippet,
    SubmissionImage,
)
from portfolio.models import PortfolioLink
from progress.models import CourseStatus, Project, StepEvent, Visibility
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    CourseFactory,
    CourseLogFactory,
    DraftFactory,
    EditionFactory,
    EvidenceFactory,
    MentorFactory,
    MentorshipFactory,
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
    StageFactory,
    StepFactory,
    StudySessionFactory,
    UserFactory,
)
from tests.site.addresses import COURSE

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@dataclass
class Story:
    """The people by name, and what the table's words stand for."""

    people: dict[str, User]
    ids: dict[str, Any] = field(default_factory=dict)


def tell(learner: User) -> Story:
    people: dict[str, User] = {
        "learner": learner,
        "other": UserFactory(),
        "mentor": MentorFactory(),
        "elsewhere": MentorFactory(),
        "own": MentorFactory(),
        "admin": UserFactory(is_staff=True, is_superuser=True),
    }
    story = Story(people)
    _walk(learner, story)
    _show(learner, people, story)
    _mentor(learner, people, story)
    return story


def _walk(learner: User, story: Story) -> None:
    """A plan, a finished step, a project; content under the addresses of the table."""
    EditionFactory()
    SkillFactory(slug="python")
    RoleFactory(slug="data-scientist")
    pause = PauseFactory(plan__user=learner)
    old_plan = PlanFactory(user=learner, archived_at=NOW - 21 * DAY)
    image = ProjectImageFactory(project__user=learner)
    session = StudySessionFactory(user=learner)
    step = StepFactory(slug="a-step", stage=StageFactory(slug="foundations"))
    evidence = EvidenceFactory(user=learner, step=step)
    log = CourseLogFactory(
        user=learner,
        course=CourseFactory(slug=COURSE[0]),
        status=CourseStatus.FINISHED,
    )
    client = Client()
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    client.post(reverse("progress:finish-step", args=[step.slug]))
    story.ids |= {
        "a course": log.course.pk,
        "the learner's project": image.project.pk,
        "the learner's image": image.pk,
        "the learner's session": session.pk,
        "the learner's evidence": evidence.pk,
        "the learner's pause": pause.pk,
        "the learner's old plan": old_plan.pk,
        "the learner's event": StepEvent.objects.get().pk,
    }


def _show(learner: User, people: dict[str, User], story: Story) -> None:
    """The learner's portfolio is private; others' are open in each way."""
    mine = PortfolioFactory(user=learner, handle="the-learner")
    ShownProjectFactory(
        portfolio=mine, project=Project.objects.get(pk=story.ids["the learner's project"])
    )
    link = PortfolioLink.objects.create(portfolio=mine, label="Code", url="https://example.com/me")
    _show_own(people["other"])
    _show_own(people["own"])
    in_public = PortfolioFactory(handle="in-public", visibility=Visibility.PUBLIC)
    narrower = ProjectImageFactory(
        project__user=in_public.user, project__visibility=Visibility.LINK
    )
    ShownProjectFactory(portfolio=in_public, project=narrower.project)
    PortfolioFactory(handle="for-mentors", visibility=Visibility.MENTORS)
    by_link = PortfolioFactory(handle="by-link", visibility=Visibility.LINK)
    image = ProjectImageFactory(project__user=by_link.user, project__visibility=Visibility.LINK)
    ShownProjectFactory(portfolio=by_link, project=image.project)
    private = ProjectImageFactory(project__user=by_link.user)
    ShownProjectFactory(portfolio=by_link, project=private.project)
    story.ids |= {
        "the learner's link": link.pk,
        "the learner's share link": (own := ShareLinkFactory(portfolio=mine)).pk,
        "the learner's token": own.token,
        "a live token": ShareLinkFactory(portfolio=by_link, expires_at=NOW + DAY).token,
        "a revoked token": ShareLinkFactory(portfolio=by_link, revoked_at=NOW - DAY).token,
        "an expired token": ShareLinkFactory(portfolio=by_link, expires_at=NOW - DAY).token,
        "the image by link": image.pk,
        "a narrower image": narrower.pk,
        "a private image": private.pk,
        "the free project": ProjectFactory(user=learner).pk,
    }


def _show_own(person: User) -> None:
    """A portfolio with something of each kind: what they are refused is not for want of one."""
    portfolio = PortfolioFactory(user=person)
    ShownProjectFactory(portfolio=portfolio, project=ProjectFactory(user=person))
    PortfolioLink.objects.create(portfolio=portfolio, label="Code", url="https://example.com/x")
    ShareLinkFactory(portfolio=portfolio)


def _mentor(learner: User, people: dict[str, User], story: Story) -> None:
    own = people["own"]
    cohort = CohortFactory()
    cohort.mentors.add(own)
    CohortMemberFactory(cohort=cohort, user=learner)
    CohortFactory().mentors.add(people["elsewhere"])
    waiting = ReviewRequestFactory(by=learner)
    held = ReviewRequestFactory(
        by=learner, claimed_by=own, claimed_at=NOW - DAY, claim_expires_at=NOW + DAY
    )
    DraftFactory(request=held, mentor=own)
    answered = ReviewRequestFactory(by=learner, status="answered", settled_at=NOW - DAY)
    review = ReviewFactory(request=answered, mentor=own)
    answered.thread.mentor = own
    answered.thread.save()
    notice = Notice.objects.create(
        recipient=learner,
        kind=NoticeKind.REVIEW_PUBLISHED,
        cause="review-1",
        text="A review",
        address="/reviews/",
        at=NOW,
    )
    invitation = MentorInvitation.objects.create(
        email="new@example.com", expires_at=NOW + 7 * DAY, invited_by=people["admin"]
    )
    story.ids |= {
        "the learner": learner.pk,
        "the cohort": cohort.pk,
        "the mentorship": MentorshipFactory(mentor=own, learner=learner).pk,
        "the learner's block": Block.objects.create(by=learner, person=UserFactory()).pk,
        "the waiting request": waiting.pk,
        "the waiting thread": waiting.thread.pk,
        "the waiting version's image": image_of(waiting),
        "the held request": held.pk,
        "the held thread": held.thread.pk,
        "the held version's image": image_of(held),
        "the reviewed thread": answered.thread.pk,
        "the reviewed version's image": image_of(answered),
        "the review": review.pk,
        "the snippet": Snippet.objects.create(mentor=own, title="Baseline", text="Try one.").pk,
        "an invitation": token_of(invitation),
        "the learner's notice": notice.pk,
        "a way to stop mail": stop_token(learner, NoticeKind.YOUR_TURN),
    }


def image_of(request: ReviewRequest) -> int:
    image = SubmissionImage(submission=request.submission, alt="A chart")
    image.image.save("chart.webp", ContentFile(b"RIFF"))
    return image.pk
