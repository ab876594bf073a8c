"""The site map: which app answers which address."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_POST

from accounts.views import SignInView, set_language
from mlcareers import installing, views
from skills.views import markdown_preview

# One way in, with its rate limits, also to the admin.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("language/", set_language, name="set-language"),
    path("appearance/", views.set_appearance, name="set-appearance"),
    path("skills/", include("skills.urls")),
    path("roles/", include("roles.urls")),
    path("", include("roadmap.urls")),
    path("", include("progress.urls")),
    path("", include("portfolio.urls")),
    path("", include("mentoring.urls")),
    path("accounts/", include("accounts.urls")),
    # In place of allauth's, under its name.
    path("accounts/login/", SignInView.as_view(), name="account_login"),
    path("accounts/", include("allauth.account.urls")),
    # Before the admin's own, which answer everything below.
    path(
        "admin/markdown/",
        require_POST(admin.site.admin_view(markdown_preview)),
        name="content-admin-markdown",
    ),
    path("admin/figures/", include("mentoring.aggregate_urls")),
    path("admin/", include("progress.content_urls")),
    path("admin/", admin.site.urls),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    # At the root: a worker answers for what lies below its own address.
    path("service-worker.js", installing.service_worker, name="service-worker"),
    path("offline/", installing.offline, name="offline"),
    path("favicon.ico", installing.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
