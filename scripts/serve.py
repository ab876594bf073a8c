"""Behind `make run`: brings the database up to date, says who can sign in, starts the server
and beside it the worker, which sends mail.

Takes the host and the port. Debug is on unless DEBUG says otherwise.
"""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    host, port = sys.argv[1:]
    os.environ.setdefault("DEBUG", "true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlcareers.settings")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    refuse_open_debug(host)
    refuse_taken_port(host, port)
    shown = "localhost" if host == "127.0.0.1" else host
    if is_debug():
        os.environ.setdefault("SITE_URL", f"http://{shown}:{port}")
    print("Bringing the database and the content up to date")
    sys.stdout.flush()
    prepare()
    print(f"\n  ML Careers    http://{shown}:{port}/   (Ctrl+C stops it)")
    print("  Mail, such as the code of a new account, appears in this window.\n")
    sys.stdout.flush()
    start_worker()
    # A new process: the server's reloader starts itself again by its own command line.
    arguments = [sys.executable, "manage.py", "runserver", f"{host}:{port}"]
    os.execv(sys.executable, arguments)  # noqa: S606 - our own server, no shell


def start_worker() -> None:
    """In a session of its own, so that Ctrl+C reaches it only through the server's end."""
    reader, writer = os.pipe()
    # This process becomes the server and holds the pipe, together with its reloader's child.
    os.set_inheritable(writer, True)
    worker = ROOT / "scripts" / "work.py"
    subprocess.Popen([sys.executable, str(worker)], stdin=reader, start_new_session=True)
    os.close(reader)


def is_debug() -> bool:
    return os.environ["DEBUG"].strip().lower() not in {"0", "false", "no", "off"}


def refuse_open_debug(host: str) -> None:
    """The demo people's password is printed for everybody, so they stay on this machine."""
    if is_debug() and host not in {"127.0.0.1", "localhost", "::1"}:
        sys.exit(
            f"HOST={host} would open the demo people to the network. Set DEBUG=false with"
            " SECRET_KEY and ALLOWED_HOSTS, or leave HOST as it is."
        )


def refuse_taken_port(host: str, port: str) -> None:
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT={port} is not a port. Choose another: make run PORT=8001")
    try:
        listen(host, int(port))
    except OSError as error:
        free = next((p for p in range(int(port) + 1, 65536) if is_free(host, p)), 8001)
        if error.errno == errno.EADDRINUSE:
            sys.exit(
                f"Port {port} is taken by another program, perhaps this site in another window."
                f" Stop it, or choose another port: make run PORT={free}"
            )
        if error.errno == errno.EACCES:
            sys.exit(f"Port {port} is kept for the system's administrator: make run PORT=8000")
        sys.exit(f"HOST={host} is no address of this machine: make run HOST=127.0.0.1")


def listen(host: str, port: int) -> None:
    with socket.socket() as test:
        test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        test.bind((host, port))


def is_free(host: str, port: int) -> bool:
    try:
        listen(host, port)
    except OSError:
        return False
    return True


def prepare() -> None:
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_content", verbosity=0)
        if settings.DEBUG:
            call_command("create_demo")
        else:
            call_command("collectstatic", interactive=False, verbosity=0)
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"The database does not answer: {error}")


if __name__ == "__main__":
    main()
