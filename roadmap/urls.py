"""Addresses of pages that join skills, courses and roles with the roadmap's steps."""

from django.urls import path

from roadmap import views

app_name = "roadmap"
urlpatterns = [
    path("skills/<slug:slug>/", views.skill_detail, name="skill"),
    path("roles/<slug:slug>/", views.role_detail, name="role"),
    path("courses/", views.course_list, name="courses"),
    path("courses/<slug:slug>/", views.course_detail, name="course"),
    path("job-market/", views.job_market, name="job-market"),
    path("search/", views.search, name="search"),
]
