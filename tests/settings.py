"""The project's settings, with what makes tests quick and closed to the outside."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
os.environ["DEBUG"] = "false"
os.environ["HTTPS"] = "false"
os.environ.pop("CACHE_URL", None)
os.environ.pop("EMAIL_URL", None)
os.environ.pop("SITE_URL", None)

from mlcareers.settings import *  # noqa: E402, F403 - every setting, then the few that differ
from mlcareers.settings import STORAGES  # noqa: E402 - named, since it is changed below

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# TASKS stays as it is on a real site: a task is a row that comes and goes with the test, and is
# done where a test runs the worker. Done at once, it would hide mail sent inside a request.
