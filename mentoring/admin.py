"""Mentoring in the admin, by what it is about."""

from mentoring import admin_people, admin_reports, admin_reviews  # noqa: F401 - register their pages
