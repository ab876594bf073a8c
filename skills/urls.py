"""Addresses under /skills/. One skill is a page of `roadmap`, whose steps it shows."""

from django.urls import path

from skills import views

app_name = "skills"
urlpatterns = [path("", views.skill_list, name="list")]
