"""The project itself as an app: the home page, the frame of all pages, health checks."""

from django.apps import AppConfig


class MlcareersConfig(AppConfig):
    name = "mlcareers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mlcareers import checks  # noqa: F401 - importing registers them
