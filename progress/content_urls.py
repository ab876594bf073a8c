"""Addresses beside the admin's own: pages about the content as a whole."""

from django.contrib import admin
from django.urls import path

from progress.views import facts
from roadmap import rules_admin

app_name = "content-admin"
urlpatterns = [
    path("facts/", admin.site.admin_view(facts.facts_board), name="facts"),
    path(
        "facts/<str:label>/<int:pk>/<slug:aspect>/still-true/",
        admin.site.admin_view(facts.still_true),
        name="still-true",
    ),
    path("rules/", admin.site.admin_view(rules_admin.rules_page), name="rules"),
]
