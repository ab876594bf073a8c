"""Sites for a while: on a database of their own, with the content and the demo people."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
# The demo people are refused outside debug; here they are people like others, on this machine
# only and as long as the site runs. Prints the session of each address it is given.
SESSIONS = """
import sys
from django.test import Client
from accounts.models import User
User.objects.update(is_demo=False)
for email in {emails!r}:
    client = Client()
    client.force_login(User.objects.get(email=email), backend="accounts.backends.EmailBackend")
    print(client.cookies["sessionid"].value)
"""


@dataclass(frozen=True)
class Site:
    """Where it is, and the session cookie of each person asked for."""

    address: str
    sessions: dict[str, str]


@contextmanager
def debug_site() -> Iterator[Site]:
    """As `make run` starts it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(folder)
        _prepare(environment)
        host = _free_host()
        command = [*MANAGE, "runserver", "--noreload", host]
        with _running(command, environment, host):
            yield Site(f"http://{host}", {})


@contextmanager
def production_site(*emails: str) -> Iterator[Site]:
    """As on a server: no debug, files collected and compressed, gunicorn."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(folder)
        _prepare(environment)
        environment |= {
            "DEBUG": "false",
            "HTTPS": "false",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        _run([*MANAGE, "collectstatic", "--noinput", "--verbosity=0"], environment)
        shell = [*MANAGE, "shell", "--verbosity=0", "-c", SESSIONS.format(emails=emails)]
        sessions = _run(shell, environment).split()
        host = _free_host()
        command = [sys.executable, "-m", "gunicorn", "mlcareers.wsgi", "--bind", host]
        # Threads, so that connections stay open as behind a proxy.
        command += ["--workers", "2", "--threads", "4", "--no-control-socket"]
        with _running(command, environment, host):
            yield Site(f"http://{host}", dict(zip(emails, sessions, strict=True)))


def _environment(folder: str) -> dict[str, str]:
    return os.environ | {"DEBUG": "true", "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3"}


def _prepare(environment: dict[str, str]) -> None:
    for command in ("migrate", "createcachetable", "load_content", "create_demo"):
        _run([*MANAGE, command, "--verbosity=0"], environment)


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    return done.stdout


def _free_host() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def _running(command: list[str], environment: dict[str, str], host: str) -> Iterator[None]:
    server = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://{host}/healthz")
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The site did not start.")
