"""The project itself as an app: the home page, the frame of all pages, health checks."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MlcareersConfig(AppConfig):
    name = "mlcareers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mlcareers import checks  # noqa: F401 - importing registers them
        from mlcareers.names import translate_names

        translate_names()


class CareersAdminConfig(AdminConfig):
    """Django's admin with a site of our own as `admin.site`."""

    default_site = "mlcareers.admin_site.CareersAdminSite"
