"""The worker beside the server of `make run`: sends the mail, and ends when the server ends.

Its standard input is a pipe of which only the server holds the other end. However the server
ends, by Ctrl+C, by a closed window or by being killed, the pipe closes and the worker sees it.
"""

import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# By this exit code Django's reloader is told to start its child once more.
AGAIN = 3


def main() -> None:
    sys.path.insert(0, str(ROOT))
    threading.Thread(target=end_with_the_server, daemon=True).start()
    try:
        from django.core.management import execute_from_command_line

        # It starts itself again where the code changes, in debug, as the server does.
        execute_from_command_line(["manage.py", "db_worker"])
    except Exception:
        if os.environ.get("RUN_MAIN") != "true":
            raise
        # Code that is being edited may be broken for a while.
        traceback.print_exc()
        time.sleep(5)
        sys.exit(AGAIN)


def end_with_the_server() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
