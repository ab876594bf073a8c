"""Makes .venv and installs a list of packages into it: python3 scripts/install.py requirements.txt.

Does nothing when the lists have not changed since, so that it also works without a network.
Runs before anything is installed: standard library only, and readable for an old Python, which is
told so.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
# The files that decide what a list installs.
LISTS = {
    "requirements.txt": ("requirements.txt", "constraints.txt"),
    "requirements-dev.txt": ("requirements-dev.txt", "requirements.txt", "constraints.txt"),
}


def main() -> None:
    name = sys.argv[1]
    check_python()
    python = find_python()
    if python is None:
        python = make_environment()
    if is_installed(name):
        return
    print(f"Installing the packages of {name} into .venv: up to a minute the first time.")
    sys.stdout.flush()
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", str(ROOT / name)], cwd=ROOT, check=False).returncode:
        sys.exit(f"The packages of {name} could not be installed: pip's message is above.")
    remember(name)


def check_python() -> None:
    if sys.version_info < OLDEST:
        found = next((other for other in NEWER if shutil.which(other)), "python3.11")
        sys.exit(
            f"{sys.executable} is Python {sys.version_info[0]}.{sys.version_info[1]}, and this"
            f" project needs 3.11 or newer. Name a newer one: make run PYTHON={found}"
        )


def find_python() -> "Path | None":
    """The environment's Python, if it still runs: its base may have been upgraded away."""
    for python in (VENV / "bin" / "python", VENV / "Scripts" / "python.exe"):
        if python.exists():
            ok = subprocess.run([str(python), "-c", "import pip"], capture_output=True)
            return python if ok.returncode == 0 else None
    return None


def make_environment() -> Path:
    try:
        import ensurepip  # noqa: F401, PLC0415 - only asks whether it is there
        import venv  # noqa: PLC0415
    except ImportError:
        sys.exit(
            "This Python cannot make a virtual environment. On Debian and Ubuntu:"
            " apt install python3-venv"
        )
    print("Making a virtual environment in .venv")
    venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    python = find_python()
    if python is None:
        sys.exit("A virtual environment was made in .venv, but its Python does not run.")
    return python


def digest(name: str) -> str:
    texts = (ROOT.joinpath(file).read_bytes() for file in LISTS[name])
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def is_installed(name: str) -> bool:
    try:
        return bool(json.loads(STAMP.read_text())[name] == digest(name))
    except (OSError, ValueError, KeyError):
        return False


def remember(name: str) -> None:
    """The longer list holds the shorter one; the shorter one says nothing of the longer."""
    names = LISTS if name == "requirements-dev.txt" else [name]
    STAMP.write_text(json.dumps({each: digest(each) for each in names}))


if __name__ == "__main__":
    main()
