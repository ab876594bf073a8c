"""The pages that tests and pictures go through, by name.

`tests/site/test_every_page.py` holds them against the URL configuration: a new page needs an
example here, or a reason not to have one.
"""

VISITOR = {
    "landing": "/",
    "about": "/about/",
    "sign-in": "/accounts/login/",
    "sign-up": "/accounts/signup/",
    "roles": "/roles/",
    "role": "/roles/mlops-engineer/",
    "compare": "/roles/compare/?role=mlops-engineer&role=data-scientist",
    "skills": "/skills/",
    "skill": "/skills/python/",
    "courses": "/courses/",
    "course": "/courses/mlops-specialization/",
    "job-market": "/job-market/",
    "search": "/search/?q=regression",
    "search-empty": "/search/?q=astronaut",
    "tour": "/tour/",
    "roadmap-visitor": "/roadmap/",
    "stage-visitor": "/roadmap/deep-learning/",
    "step-visitor": "/steps/docker-image/",
    "portfolio": "/p/amara-osei/",
}
# Of the learner of `mentoring.demo`; the words in braces stand for keys of what it made.
LEARNER = {
    "dashboard": "/dashboard/",
    "roadmap": "/roadmap/",
    "stage": "/roadmap/core-machine-learning/",
    "stage-specialise": "/roadmap/specialise/",
    "step": "/steps/cross-validation/",
    "step-either": "/steps/deep-learning-framework/",
    "plan": "/plan/",
    "projects": "/projects/",
    "project": "/projects/{project}/",
    "project-form": "/projects/add/",
    "project-edit": "/projects/{project}/edit/",
    "what-if": "/plan/what-if/?hours=6",
    "pauses": "/plan/pauses/",
    "pause-form": "/plan/pauses/add/",
    "plan-reset": "/plan/reset/",
    "plan-renew": "/plan/renew/",
    "history": "/history/",
    "editions": "/plan/editions/",
    "role-fit": "/role-fit/",
    "role-fit-switch": "/role-fit/?role=data-scientist",
    "role-fit-compare": "/role-fit/compare/",
    "my-courses": "/learning/",
    "my-course": "/learning/machine-learning-specialization/",
    "study": "/study/",
    "study-form": "/study/add/",
    "week": "/week/",
    "settings": "/accounts/settings/",
    "delete-account": "/accounts/delete/",
    "portfolio-edit": "/portfolio/",
    "portfolio-preview": "/portfolio/preview/",
    "portfolio-links": "/portfolio/sharing/",
    "reviews": "/reviews/",
    "review-thread": "/reviews/{thread}/",
    "review-version": "/reviews/{thread}/versions/1/",
    "ask-project": "/reviews/ask/project/{project}/",
    "ask-portfolio": "/reviews/ask/portfolio/",
    "second-reader": "/reviews/{thread}/second-reader/",
    "report": "/reviews/{thread}/report/",
    "block": "/reviews/{thread}/block/",
    "sharing": "/sharing/",
    "join-cohort": "/sharing/cohorts/join/",
    "leave-cohort": "/sharing/cohorts/{cohort}/leave/",
    "notices": "/notices/",
    "mail-choices": "/notices/mail/",
}
# Of the mentor of `mentoring.demo`; the request waits, the draft is of one that is held.
MENTOR = {
    "mentor": "/mentor/",
    "mentor-queue": "/mentor/queue/",
    "mentor-request": "/mentor/queue/{request}/",
    "mentor-review": "/mentor/drafts/{draft}/",
    "mentor-thread": "/reviews/{thread}/",
    "mentor-learner": "/mentor/learners/{learner}/",
    "mentor-cohort": "/mentor/cohorts/{cohort}/",
    "mentor-snippets": "/mentor/snippets/",
    "mentor-snippet-form": "/mentor/snippets/add/",
    "mentor-notices": "/notices/",
}
ADMIN = {
    "admin": "/admin/",
    "admin-figures": "/admin/figures/",
    "admin-steps": "/admin/roadmap/step/",
    "admin-step-add": "/admin/roadmap/step/add/",
    "admin-roles": "/admin/roles/role/",
    "admin-facts": "/admin/facts/",
    "admin-rules": "/admin/rules/",
    "admin-user-add": "/admin/accounts/user/add/",
}

# Of those below no pictures are taken. Their words in braces are keys of `tests.e2e.world`.
VISITOR_TOO = {
    "portfolio-shared": "/p/amara-osei/link/{token}/",
    "invitation": "/mentor/invitations/{invitation}/",
    "stop-mail": "/notices/stop/{stop}/",
    "reset-password": "/accounts/password/reset/",
    "reset-password-done": "/accounts/password/reset/done/",
    "inactive": "/accounts/inactive/",
    "offline": "/offline/",
    "no-such-page": "/no-such-page/",
}
LEARNER_TOO = {
    "pause-edit": "/plan/pauses/{pause}/edit/",
    "pause-delete": "/plan/pauses/{pause}/delete/",
    "plan-restore": "/plan/restore/{old_plan}/",
    "course-log-delete": "/learning/{log}/delete/",
    "course-log-steps": "/learning/{log}/steps/",
    "session-edit": "/study/{session}/edit/",
    "session-delete": "/study/{session}/delete/",
    "project-delete": "/projects/{project}/delete/",
    "image-form": "/projects/{project}/images/add/",
    "withdraw": "/reviews/requests/{own_request}/withdraw/",
    "mentorship-end": "/sharing/mentors/{mentorship}/end/",
    "export": "/accounts/export/",
    "sign-out": "/accounts/logout/",
    "confirm-it-is-you": "/accounts/reauthenticate/",
    "email": "/accounts/email/",
    "password": "/accounts/password/change/",
}
MENTOR_TOO = {
    "draft-discard": "/mentor/drafts/{draft}/discard/",
    "verdict-withdraw": "/mentor/verdicts/{review}/withdraw/",
    "snippet-edit": "/mentor/snippets/{snippet}/edit/",
    "snippet-delete": "/mentor/snippets/{snippet}/delete/",
}
ADMIN_TOO = {
    "admin-app": "/admin/roadmap/",
    "admin-password": "/admin/password_change/",
    "admin-password-done": "/admin/password_change/done/",
    "admin-user-password": "/admin/accounts/user/{learner}/password/",
    "admin-carry-out": "/admin/roadmap/stepchange/{waiting_change}/carry-out/",
    "admin-take-back": "/admin/roadmap/stepchange/{change}/take-back/",
}
# What everybody reads, and what it says beside to those who are signed in.
PUBLIC = (
    *("landing", "about", "roles", "role", "compare", "skills", "skill", "courses", "course"),
    *("job-market", "search", "roadmap-visitor", "stage-visitor", "step-visitor", "portfolio"),
)
# Those that say more than a name in the frame to people who only begin, or who mentor.
PUBLIC_BUT_OWN = (
    *("landing", "role", "skill", "course", "roadmap-visitor", "stage-visitor", "step-visitor"),
)
# In a newcomer's hands these lead elsewhere: there is nothing yet that they could be about.
NEEDS_A_PLAN = (
    *("pauses", "pause-form", "plan-reset", "plan-renew", "portfolio-preview"),
    "ask-portfolio",
)

# Names of addresses without an example, and why.
NO_PAGES = {
    "progress:image": "a picture",
    "portfolio:image": "a picture",
    "portfolio:shared-image": "a picture",
    "mentoring:submission-image": "a picture",
    "mentoring:request-image": "a picture",
    "portfolio:resume": "JSON",
    "portfolio:shared-resume": "JSON",
    "figures:table": "CSV",
    "sitemap": "XML",
    "robots": "plain text",
    "healthz": "plain text",
    "manifest": "JSON",
    "service-worker": "a script",
    "favicon": "leads to a picture",
    "readyz": "plain text",
    "admin:autocomplete": "JSON",
    "admin:jsi18n": "a script",
    "admin:view_on_site": "leads to a page of the site",
    "content-admin:still-true": "takes POST only",
    "admin:login": "leads to the site's own sign-in",
    "admin:logout": "takes POST only",
    "account_set_password": "leads to the change of it: everybody has one",
    "account_confirm_login_code": "leads to the sign-in: no codes are sent for it",
    "accounts:confirm-email": "is looked at on the way of signing up",
    "account_email_verification_sent": "is accounts:confirm-email",
    "accounts:confirm-reset": "is looked at on the way to a new password",
    "account_confirm_password_reset_code": "is accounts:confirm-reset",
    "account_complete_password_reset": "is looked at on the way to a new password",
}
# The pages that the admin makes for each model; what else it makes takes POST only.
ADMIN_KINDS = ("changelist", "add", "change", "history", "delete", "version")
ADMIN_POST_ONLY = ("add_preview", "preview", "save_filter", "remove_filter", "revert")
