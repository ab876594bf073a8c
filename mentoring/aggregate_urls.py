"""Addresses of the figures, within the admin's and for its staff."""

from django.contrib import admin
from django.urls import path
from django.views.decorators.http import require_safe

from mentoring.views import figures

app_name = "figures"
urlpatterns = [
    path("", require_safe(admin.site.admin_view(figures.page)), name="page"),
    path("<slug:slug>.csv", require_safe(admin.site.admin_view(figures.table)), name="table"),
]
