"""Addresses of portfolios."""

from django.urls import path

from portfolio.views import editing, public, sharing

app_name = "portfolio"
urlpatterns = [
    path("portfolio/", editing.portfolio, name="edit"),
    path("portfolio/preview/", editing.preview, name="preview"),
    path("portfolio/projects/<int:pk>/show/", editing.show_project, name="show-project"),
    path("portfolio/projects/<int:pk>/hide/", editing.hide_project, name="hide-project"),
    path("portfolio/projects/<int:pk>/move/", editing.move_project, name="move-project"),
    path("portfolio/links/add/", editing.add_link, name="add-link"),
    path("portfolio/links/<int:pk>/delete/", editing.delete_link, name="delete-link"),
    path("portfolio/sharing/", sharing.share_links, name="sharing"),
    path("portfolio/sharing/add/", sharing.add_share_link, name="add-share-link"),
    path("portfolio/sharing/<int:pk>/revoke/", sharing.revoke_share_link, name="revoke-share-link"),
    path("p/<str:handle>/", public.public, name="public"),
    path("p/<str:handle>/resume.json", public.resume, name="resume"),
    path("p/<str:handle>/images/<int:pk>/", public.image, name="image"),
    path("p/<str:handle>/link/<str:token>/", public.public, name="shared"),
    path("p/<str:handle>/link/<str:token>/resume.json", public.resume, name="shared-resume"),
    path("p/<str:handle>/link/<str:token>/images/<int:pk>/", public.image, name="shared-image"),
]
