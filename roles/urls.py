"""Addresses under /roles/. One role is a page of `roadmap`, whose stages it shows."""

from django.urls import path

from roles import views

app_name = "roles"
urlpatterns = [
    path("", views.role_list, name="list"),
    path("compare/", views.compare_roles, name="compare"),
]
