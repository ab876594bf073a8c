"""The site map: which app answers which address."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from mlcareers import views

# One way in, with its rate limits, also to the admin.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("appearance/", views.set_appearance, name="set-appearance"),
    path("skills/", include("skills.urls")),
    path("roles/", include("roles.urls")),
    path("", include("roadmap.urls")),
    path("", include("progress.urls")),
    path("", include("portfolio.urls")),
    path("", include("mentoring.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", include("progress.content_urls")),
    path("admin/", admin.site.urls),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
