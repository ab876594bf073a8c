"""The app of mentors, reviews and what is said about them."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "mentoring"
