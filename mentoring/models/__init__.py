"""Mentors, what they are asked, what they answer, and who is told."""

from mentoring.models.notices import Mailing, Notice, NoticeKind, NoticeOptOut
from mentoring.models.people import (
    Block,
    Cohort,
    CohortMember,
    MentorInvitation,
    MentorNote,
    Mentorship,
)
from mentoring.models.requests import (
    Look,
    RequestStatus,
    ReviewRequest,
    Submission,
    SubmissionImage,
)
from mentoring.models.reviews import Draft, Review, Snippet, Verdict
from mentoring.models.threads import (
    Message,
    Report,
    Side,
    Subject,
    Thread,
    ThreadEvent,
    ThreadEventKind,
    Turn,
)

__all__ = [
    "Block",
    "Cohort",
    "CohortMember",
    "Draft",
    "Look",
    "Mailing",
    "MentorInvitation",
    "MentorNote",
    "Mentorship",
    "Message",
    "Notice",
    "NoticeKind",
    "NoticeOptOut",
    "Report",
    "RequestStatus",
    "Review",
    "ReviewRequest",
    "Side",
    "Snippet",
    "Subject",
    "Submission",
    "SubmissionImage",
    "Thread",
    "ThreadEvent",
    "ThreadEventKind",
    "Turn",
    "Verdict",
]
