"""Every address of ours, and what each person gets there.

A key is the address's name; where one has several rows, a word after it says which case.
"""

from dataclasses import dataclass, field

# `mentor` has nothing to do with the learner, `elsewhere` leads another cohort; `own` leads the
# learner's cohort, is assigned to them, has reviewed one of their projects and reviews another.
PEOPLE = ("visitor", "learner", "other", "mentor", "elsewhere", "own", "admin")
MENTORS = ("mentor", "elsewhere", "own")
EVERYBODY = dict.fromkeys(PEOPLE, 200)
SIGNED_IN = EVERYBODY | {"visitor": 302}
NOT_FOUND = dict.fromkeys(PEOPLE, 404) | {"visitor": 302}
OWNER = NOT_FOUND | {"learner": 200}
FOR_MENTORS = NOT_FOUND | dict.fromkeys(MENTORS, 200)
PORTFOLIOS = ("learner", "other", "own")
WITH_PORTFOLIO = NOT_FOUND | dict.fromkeys(PORTFOLIOS, 200)
OWN_MENTOR = NOT_FOUND | {"own": 200}
BOTH = NOT_FOUND | {"learner": 200, "own": 200}
REFUSED = dict.fromkeys(PEOPLE, 422) | {"visitor": 302}
PLANNER = dict.fromkeys(PEOPLE, 302) | {"learner": 200}
NOBODY = dict.fromkeys(PEOPLE, 405)
A_WRITE = dict.fromkeys(PEOPLE, 302)
# The admin sends everybody else to its own sign-in.
STAFF = A_WRITE | {"admin": 200}


@dataclass(frozen=True)
class Address:
    """What each person gets by GET and by POST, with an empty form where none is given."""

    get: dict[str, int]
    post: dict[str, int]
    args: tuple[str, ...] = ()
    form: dict[str, str] = field(default_factory=dict)


STEP = ("a-step",)
PAUSE = ("the learner's pause",)
COURSE = ("ibm-data-science",)
IMAGE = ("the learner's project", "the learner's image")
REVIEWED = ("the reviewed thread",)
HELD = ("the held request",)
# Visitors too find nothing: signing in would not help.
HIDDEN = dict.fromkeys(PEOPLE, 404)
PAGE = Address(EVERYBODY, NOBODY)
VERB = Address(NOBODY, A_WRITE, STEP)
# Within the admin: whoever is no staff is led to its sign-in.
STAFF_PAGE = Address(A_WRITE | {"admin": 200}, NOBODY)
TABLE = {
    "content-admin-markdown": Address(NOBODY, A_WRITE | {"admin": 200}),
    "figures:page": STAFF_PAGE,
    "figures:table": Address(STAFF_PAGE.get, NOBODY, ("states",)),
    "home": PAGE,
    "about": PAGE,
    "sitemap": PAGE,
    "robots": PAGE,
    "manifest": PAGE,
    "service-worker": PAGE,
    "offline": PAGE,
    "favicon": Address(A_WRITE, NOBODY),
    "healthz": PAGE,
    "readyz": PAGE,
    "set-appearance": Address(NOBODY, A_WRITE),
    "set-language": Address(NOBODY, A_WRITE),
    "skills:list": PAGE,
    "roles:list": PAGE,
    "roles:compare": PAGE,
    "roadmap:courses": PAGE,
    "roadmap:job-market": PAGE,
    "roadmap:search": PAGE,
    "roadmap:skill": Address(EVERYBODY, NOBODY, ("python",)),
    "roadmap:role": Address(EVERYBODY, NOBODY, ("data-scientist",)),
    "roadmap:course": Address(EVERYBODY, NOBODY, ("ibm-data-science",)),
    "progress:roadmap": PAGE,
    "progress:stage": Address(EVERYBODY, NOBODY, ("foundations",)),
    "progress:step": Address(EVERYBODY, NOBODY, STEP),
    "progress:finish-step": VERB,
    "progress:start-step": VERB,
    "progress:skip-step": VERB,
    "progress:reset-step": VERB,
    "progress:write-note": VERB,
    # Without a choice the learner is told so.
    "progress:choose-option": Address(NOBODY, REFUSED, STEP),
    "progress:undo-step": Address(NOBODY, OWNER | {"learner": 302}, (*STEP, "the learner's event")),
    # Without a link or a note the learner is told so.
    "progress:add-evidence": Address(NOBODY, REFUSED, STEP),
    "progress:delete-evidence": Address(
        NOBODY, OWNER | {"learner": 302}, ("the learner's evidence",)
    ),
    "progress:courses": Address(SIGNED_IN, NOBODY),
    # Everybody has a log of their own of each course.
    "progress:course-log": Address(SIGNED_IN, REFUSED, COURSE),
    "progress:delete-log": Address(OWNER, OWNER | {"learner": 302}, COURSE),
    "progress:tick-course-steps": Address(OWNER, OWNER | {"learner": 302}, COURSE),
    "progress:dashboard": Address(SIGNED_IN, NOBODY),
    "progress:dismiss-hint": Address(NOBODY, A_WRITE, ("tick",)),
    "progress:tour": PAGE,
    # An empty form comes back with what is missing.
    "progress:plan": Address(SIGNED_IN, REFUSED),
    "progress:set-comparison": Address(NOBODY, A_WRITE),
    # Without a plan there is nothing to pause, to reset or to renew.
    "progress:pauses": Address(PLANNER, NOBODY),
    "progress:add-pause": Address(PLANNER, PLANNER | {"learner": 422}),
    "progress:edit-pause": Address(OWNER, OWNER | {"learner": 422}, PAUSE),
    "progress:end-pause": Address(NOBODY, OWNER | {"learner": 302}, PAUSE),
    "progress:delete-pause": Address(OWNER, OWNER | {"learner": 302}, PAUSE),
    "progress:reset-plan": Address(PLANNER, PLANNER | {"learner": 422}),
    "progress:renew-plan": Address(PLANNER, PLANNER | {"learner": 422}),
    "progress:restore-plan": Address(OWNER, OWNER | {"learner": 302}, ("the learner's old plan",)),
    "progress:editions": Address(SIGNED_IN, NOBODY),
    # Everybody's own; without news nothing happens.
    "progress:read-edition": Address(NOBODY, A_WRITE, ("1",)),
    "progress:history": Address(SIGNED_IN, NOBODY),
    "progress:undo-event": Address(NOBODY, OWNER | {"learner": 302}, ("the learner's event",)),
    "progress:study": Address(SIGNED_IN, NOBODY),
    "progress:add-session": Address(SIGNED_IN, REFUSED),
    "progress:edit-session": Address(OWNER, OWNER | {"learner": 422}, ("the learner's session",)),
    "progress:delete-session": Address(OWNER, OWNER | {"learner": 302}, ("the learner's session",)),
    "progress:week": Address(SIGNED_IN, NOBODY),
    "progress:what-if": Address(SIGNED_IN, NOBODY),
    "progress:role-fit": Address(SIGNED_IN, NOBODY),
    "progress:compare-fit": Address(SIGNED_IN, NOBODY),
    # Without a role the learner is told so; without a plan one is led to make one.
    "progress:switch-target": Address(NOBODY, A_WRITE | {"learner": 422}),
    "progress:projects": Address(SIGNED_IN, NOBODY),
    "progress:add-project": Address(SIGNED_IN, REFUSED),
    "progress:project": Address(OWNER, NOBODY, ("the learner's project",)),
    "progress:edit-project": Address(OWNER, OWNER | {"learner": 422}, ("the learner's project",)),
    "progress:delete-project": Address(OWNER, OWNER | {"learner": 302}, ("the learner's project",)),
    "progress:add-image": Address(OWNER, OWNER | {"learner": 422}, ("the learner's project",)),
    "progress:image": Address(OWNER, NOBODY, IMAGE),
    "progress:delete-image": Address(NOBODY, OWNER | {"learner": 302}, IMAGE),
    # Portfolios: the learner's is private; `other` and `own` have one as well.
    "portfolio:edit": Address(SIGNED_IN, REFUSED),
    "portfolio:preview": Address(WITH_PORTFOLIO, NOBODY),
    "portfolio:show-project": Address(NOBODY, OWNER | {"learner": 302}, ("the free project",)),
    "portfolio:hide-project": Address(NOBODY, OWNER | {"learner": 302}, ("the learner's project",)),
    "portfolio:move-project": Address(NOBODY, OWNER | {"learner": 302}, ("the learner's project",)),
    "portfolio:add-link": Address(NOBODY, WITH_PORTFOLIO | dict.fromkeys(PORTFOLIOS, 422)),
    "portfolio:delete-link": Address(NOBODY, OWNER | {"learner": 302}, ("the learner's link",)),
    "portfolio:sharing": Address(SIGNED_IN, NOBODY),
    "portfolio:add-share-link": Address(NOBODY, WITH_PORTFOLIO | dict.fromkeys(PORTFOLIOS, 422)),
    "portfolio:revoke-share-link": Address(
        NOBODY, OWNER | {"learner": 302}, ("the learner's share link",)
    ),
    "portfolio:public private": Address(HIDDEN | {"learner": 200}, NOBODY, ("the-learner",)),
    "portfolio:public to-mentors": Address(
        HIDDEN | dict.fromkeys(MENTORS, 200), NOBODY, ("for-mentors",)
    ),
    "portfolio:public by-link": Address(HIDDEN, NOBODY, ("by-link",)),
    "portfolio:public public": Address(EVERYBODY, NOBODY, ("in-public",)),
    "portfolio:public nobody's": Address(HIDDEN, NOBODY, ("nobody-at-all",)),
    "portfolio:resume private": Address(HIDDEN | {"learner": 200}, NOBODY, ("the-learner",)),
    "portfolio:resume public": Address(EVERYBODY, NOBODY, ("in-public",)),
    "portfolio:image private": Address(
        HIDDEN | {"learner": 200}, NOBODY, ("the-learner", "the learner's image")
    ),
    # A project that is shown to fewer than its portfolio is on the page of nobody.
    "portfolio:image narrower": Address(HIDDEN, NOBODY, ("in-public", "a narrower image")),
    "portfolio:shared live": Address(EVERYBODY, NOBODY, ("by-link", "a live token")),
    "portfolio:shared private": Address(HIDDEN, NOBODY, ("the-learner", "the learner's token")),
    "portfolio:shared revoked": Address(HIDDEN, NOBODY, ("by-link", "a revoked token")),
    "portfolio:shared expired": Address(HIDDEN, NOBODY, ("by-link", "an expired token")),
    "portfolio:shared-resume live": Address(EVERYBODY, NOBODY, ("by-link", "a live token")),
    "portfolio:shared-resume expired": Address(HIDDEN, NOBODY, ("by-link", "an expired token")),
    "portfolio:shared-image live": Address(
        EVERYBODY, NOBODY, ("by-link", "a live token", "the image by link")
    ),
    "portfolio:shared-image private": Address(
        HIDDEN, NOBODY, ("by-link", "a live token", "a private image")
    ),
    "portfolio:shared-image revoked": Address(
        HIDDEN, NOBODY, ("by-link", "a revoked token", "the image by link")
    ),
    # Asking.
    "mentoring:threads": Address(SIGNED_IN, NOBODY),
    "mentoring:ask-portfolio": Address(
        PLANNER | dict.fromkeys(PORTFOLIOS, 200), PLANNER | dict.fromkeys(PORTFOLIOS, 422)
    ),
    "mentoring:ask-project": Address(OWNER, OWNER | {"learner": 422}, ("the free project",)),
    "mentoring:withdraw": Address(OWNER, OWNER | {"learner": 302}, ("the waiting request",)),
    "mentoring:ask-second-reader": Address(OWNER, OWNER | {"learner": 302}, REVIEWED),
    # The thread.
    "mentoring:thread": Address(BOTH, NOBODY, REVIEWED),
    "mentoring:thread held": Address(BOTH, NOBODY, ("the held thread",)),
    "mentoring:thread waiting": Address(OWNER, NOBODY, ("the waiting thread",)),
    "mentoring:post-message": Address(NOBODY, BOTH | {"learner": 422, "own": 422}, REVIEWED),
    "mentoring:close": Address(NOBODY, OWNER | {"learner": 302}, REVIEWED),
    "mentoring:report": Address(BOTH, BOTH | {"learner": 422, "own": 422}, REVIEWED),
    "mentoring:block": Address(BOTH, BOTH | {"learner": 302, "own": 302}, REVIEWED),
    "mentoring:submission": Address(BOTH, NOBODY, (*REVIEWED, "1")),
    "mentoring:submission-image": Address(
        BOTH, NOBODY, (*REVIEWED, "1", "the reviewed version's image")
    ),
    # A mentor's desk.
    "mentoring:desk": Address(FOR_MENTORS, NOBODY),
    "mentoring:queue": Address(FOR_MENTORS, NOBODY),
    "mentoring:request": Address(FOR_MENTORS, NOBODY, ("the waiting request",)),
    "mentoring:request held": Address(FOR_MENTORS, NOBODY, HELD),
    "mentoring:request-image": Address(
        FOR_MENTORS, NOBODY, ("the waiting request", "the waiting version's image")
    ),
    "mentoring:request-image held": Address(
        FOR_MENTORS, NOBODY, (*HELD, "the held version's image")
    ),
    "mentoring:claim": Address(
        NOBODY, NOT_FOUND | dict.fromkeys(MENTORS, 302), ("the waiting request",)
    ),
    "mentoring:extend": Address(NOBODY, OWN_MENTOR | {"own": 302}, HELD),
    "mentoring:release": Address(NOBODY, OWN_MENTOR | {"own": 302}, HELD),
    "mentoring:write": Address(OWN_MENTOR, NOBODY, HELD),
    "mentoring:save-draft": Address(NOBODY, OWN_MENTOR | {"own": 302}, HELD),
    "mentoring:publish": Address(NOBODY, OWN_MENTOR | {"own": 422}, HELD),
    "mentoring:discard-draft": Address(OWN_MENTOR, OWN_MENTOR | {"own": 302}, HELD),
    "mentoring:withdraw-verdict": Address(OWN_MENTOR, OWN_MENTOR | {"own": 422}, ("the review",)),
    "mentoring:snippets": Address(FOR_MENTORS, NOBODY),
    "mentoring:add-snippet": Address(FOR_MENTORS, FOR_MENTORS | dict.fromkeys(MENTORS, 422)),
    "mentoring:edit-snippet": Address(OWN_MENTOR, OWN_MENTOR | {"own": 422}, ("the snippet",)),
    "mentoring:delete-snippet": Address(OWN_MENTOR, OWN_MENTOR | {"own": 302}, ("the snippet",)),
    "mentoring:learner": Address(OWN_MENTOR, NOBODY, ("the learner",)),
    "mentoring:write-note": Address(NOBODY, OWN_MENTOR | {"own": 302}, ("the learner",)),
    "mentoring:cohort": Address(OWN_MENTOR, NOBODY, ("the cohort",)),
    # It is for another address than any of theirs.
    "mentoring:invitation": Address(
        dict.fromkeys(PEOPLE, 403) | {"visitor": 200},
        dict.fromkeys(PEOPLE, 403) | {"visitor": 302},
        ("an invitation",),
    ),
    # Who sees what.
    "mentoring:sharing": Address(SIGNED_IN, NOBODY),
    "mentoring:join-cohort": Address(SIGNED_IN, REFUSED),
    "mentoring:leave-cohort": Address(OWNER, OWNER | {"learner": 302}, ("the cohort",)),
    "mentoring:end-mentorship": Address(OWNER, OWNER | {"learner": 302}, ("the mentorship",)),
    "mentoring:lift-block": Address(NOBODY, OWNER | {"learner": 302}, ("the learner's block",)),
    # Notices.
    "mentoring:notices": Address(SIGNED_IN, NOBODY),
    "mentoring:read-notices": Address(NOBODY, A_WRITE),
    "mentoring:open-notice": Address(NOBODY, OWNER | {"learner": 302}, ("the learner's notice",)),
    "mentoring:mail-choices": Address(SIGNED_IN, A_WRITE),
    "mentoring:stop-mail": Address(EVERYBODY, EVERYBODY, ("a way to stop mail",)),
    # The content as a whole, in the admin.
    "content-admin:facts": Address(STAFF, STAFF | {"admin": 405}),
    "content-admin:still-true": Address(
        STAFF | {"admin": 405}, A_WRITE, ("courses.course", "a course", "duration")
    ),
    "content-admin:rules": Address(STAFF, STAFF | {"admin": 405}),
    "accounts:settings": Address(SIGNED_IN, SIGNED_IN),
    "mentoring:export-account": Address(SIGNED_IN, SIGNED_IN),
    # Without the password nothing is deleted.
    "accounts:delete": Address(SIGNED_IN, REFUSED),
    # Nobody here waits for a code.
    "accounts:confirm-email": Address(A_WRITE, A_WRITE),
    "accounts:confirm-reset": Address(A_WRITE, A_WRITE),
}
