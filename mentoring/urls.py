"""Addresses of mentoring: what a learner asks, a mentor's desk, what both are told."""

from django.urls import path

from mentoring.views import (
    asking,
    claims,
    desk,
    export,
    invitations,
    learners,
    notices,
    queue,
    reviewing,
    sharing,
    snippets,
    submissions,
    threads,
)

app_name = "mentoring"
urlpatterns = [
    # A learner asks.
    path("reviews/", threads.thread_list, name="threads"),
    path("reviews/ask/portfolio/", asking.ask_portfolio, name="ask-portfolio"),
    path("reviews/ask/project/<int:pk>/", asking.ask_project, name="ask-project"),
    path("reviews/requests/<int:pk>/withdraw/", asking.withdraw, name="withdraw"),
    # Both read and write.
    path("reviews/<int:pk>/", threads.thread, name="thread"),
    path("reviews/<int:pk>/messages/", threads.post_message, name="post-message"),
    path("reviews/<int:pk>/close/", threads.close, name="close"),
    path("reviews/<int:pk>/second-reader/", asking.ask_second_reader, name="ask-second-reader"),
    path("reviews/<int:pk>/report/", threads.report, name="report"),
    path("reviews/<int:pk>/block/", threads.block, name="block"),
    path("reviews/<int:pk>/versions/<int:version>/", submissions.submission, name="submission"),
    path(
        "reviews/<int:pk>/versions/<int:version>/images/<int:image>/",
        submissions.submission_image,
        name="submission-image",
    ),
    # A mentor works.
    path("mentor/", desk.desk, name="desk"),
    path("mentor/queue/", queue.queue, name="queue"),
    path("mentor/queue/<int:pk>/", queue.review_request, name="request"),
    path("mentor/queue/<int:pk>/images/<int:image>/", queue.request_image, name="request-image"),
    path("mentor/queue/<int:pk>/claim/", claims.claim, name="claim"),
    path("mentor/queue/<int:pk>/extend/", claims.extend, name="extend"),
    path("mentor/queue/<int:pk>/release/", claims.release, name="release"),
    path("mentor/drafts/<int:pk>/", reviewing.write, name="write"),
    path("mentor/drafts/<int:pk>/save/", reviewing.save_draft, name="save-draft"),
    path("mentor/drafts/<int:pk>/publish/", reviewing.publish, name="publish"),
    path("mentor/drafts/<int:pk>/discard/", reviewing.discard_draft, name="discard-draft"),
    path("mentor/verdicts/<int:pk>/withdraw/", reviewing.withdraw_verdict, name="withdraw-verdict"),
    path("mentor/snippets/", snippets.snippet_list, name="snippets"),
    path("mentor/snippets/add/", snippets.add_snippet, name="add-snippet"),
    path("mentor/snippets/<int:pk>/edit/", snippets.edit_snippet, name="edit-snippet"),
    path("mentor/snippets/<int:pk>/delete/", snippets.delete_snippet, name="delete-snippet"),
    path("mentor/learners/<int:pk>/", learners.learner, name="learner"),
    path("mentor/learners/<int:pk>/note/", learners.write_note, name="write-note"),
    path("mentor/cohorts/<int:pk>/", learners.cohort, name="cohort"),
    path("mentor/invitations/<str:token>/", invitations.invitation, name="invitation"),
    # Who sees what.
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/cohorts/join/", sharing.join_cohort, name="join-cohort"),
    path("sharing/cohorts/<int:pk>/leave/", sharing.leave_cohort, name="leave-cohort"),
    path("sharing/mentors/<int:pk>/end/", sharing.end_mentorship, name="end-mentorship"),
    path("sharing/blocks/<int:pk>/lift/", sharing.lift_block, name="lift-block"),
    # Who is told of what.
    path("notices/", notices.notice_list, name="notices"),
    path("notices/read/", notices.read_all, name="read-notices"),
    path("notices/<int:pk>/open/", notices.open_notice, name="open-notice"),
    path("notices/mail/", notices.mail_choices, name="mail-choices"),
    path("notices/stop/<str:token>/", notices.stop_mail, name="stop-mail"),
    # Beside the addresses of accounts: it is of all apps.
    path("accounts/export/", export.export_account, name="export-account"),
]
