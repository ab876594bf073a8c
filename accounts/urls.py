"""Addresses under /accounts/ beside those of allauth."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("delete/", views.delete, name="delete"),
    # In front of allauth's pages of the same address, whose names still lead here.
    path("confirm-email/", views.ConfirmEmailView.as_view(), name="confirm-email"),
    path("password/reset/confirm/", views.ConfirmPasswordCodeView.as_view(), name="confirm-reset"),
]
