"""What makes the site an app on a phone: its manifest, its worker, its page without a network."""

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

# What the page without a network is made of.
OFFLINE_FILES = ("bootstrap/css/bootstrap.min.css", "theme.css", "favicon.svg")
SHORTCUTS = (
    ("progress:roadmap", _("Roadmap")),
    ("progress:add-session", _("Log time")),
    ("progress:projects", _("Projects")),
)


@require_safe
@cache_control(max_age=24 * 60 * 60, public=True)
@vary_on_headers("Accept-Language", "Cookie")
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone or a desk needs to know to keep the site as an app."""
    language = get_language() or "en-gb"
    icons = [
        {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        *_pictures("icon", "any"),
        *_pictures("maskable", "maskable"),
    ]
    return JsonResponse(
        {
            "id": reverse("home"),
            "name": "ML Careers",
            "short_name": "ML Careers",
            "description": _("A machine-learning career roadmap with your own place on it."),
            "lang": language,
            "dir": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "start_url": reverse("progress:dashboard"),
            "scope": reverse("home"),
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "categories": ["education", "productivity"],
            "icons": icons,
            "shortcuts": [
                {
                    "name": name,
                    "url": reverse(url_name),
                    "icons": [{"src": static("icons/icon-192.png"), "sizes": "192x192"}],
                }
                for url_name, name in SHORTCUTS
            ],
        },
        content_type="application/manifest+json",
    )


def _pictures(name: str, purpose: str) -> list[dict[str, str]]:
    return [
        {
            "src": static(f"icons/{name}-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
    ]


@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker. Its text changes with what it keeps, which makes browsers take the new one."""
    page = render_to_string("offline.html", request=None)
    files = [static(name) for name in OFFLINE_FILES]
    version = hashlib.sha256("\n".join([page, *files]).encode()).hexdigest()[:12]
    return render(
        request,
        "service-worker.js",
        {"version": version, "page": reverse("offline"), "files": files},
        content_type="text/javascript; charset=utf-8",
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What still works without a network. The same for everybody: browsers keep it."""
    return HttpResponse(render_to_string("offline.html", request=None))


@require_safe
@cache_control(max_age=24 * 60 * 60, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask here without having read a page."""
    return redirect(static("icons/favicon.ico"))
