"""The environment that `run.py` and `check.py` work in: made once from the lock, found again in under two seconds.

Standard library only, so that it runs on a machine with nothing but Python. One lock holds the program and its tests, and one
environment serves both commands: the tests add a tenth to the download, and whoever has opened the window can run the check at once.
A lock is made anew with

    uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
        --extra test pyproject.toml -o build/requirements.lock
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
LOCK = Path(__file__).resolve().with_name("requirements.lock")
OLDEST, NEWEST = (3, 11), (3, 14)

# What the Qt wheels expect of a Linux system: the library that is looked for, and Debian's package that has it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONT = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


class SetupError(Exception):
    """The set-up cannot go on; the message says what is missing and what to do."""


def say(text: str) -> None:
    """Tell the person who waits, before anything slow begins."""
    print(text, flush=True)


def ready_python(*, window: bool) -> Path:
    """The environment's Python, with all that the lock names and the system libraries that Qt needs; SetupError says what is missing."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        message = f"Regulars needs Python 3.11 to 3.14; this is {sys.version.split()[0]} ({sys.executable})."
        raise SetupError(message)
    install_qt_libraries(window=window)
    place = CACHE / "venv" / key()
    if not is_ready(place):
        with alone(place.with_suffix(".lock")):
            # Another start may have made it while this one waited.
            if not is_ready(place):
                make(place)
    return python_of(place)


def key() -> str:
    """What an environment depends on: the platform, the Python and the lock."""
    lock = hashlib.sha256(LOCK.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    return f"{sysconfig.get_platform()}-{sys.implementation.cache_tag}{getattr(sys, 'abiflags', '')}-{lock[:12]}"


def stamp() -> str:
    """What must still be so for an environment to be used again: it knows its own place and the Python it was made from."""
    return json.dumps({"root": str(ROOT), "python": platform.python_version(), "base": sys.base_prefix})


def is_ready(place: Path) -> bool:
    """The environment was made to the end, here, from this Python. The stamp is written last, so half an environment has none."""
    written = place / "ready.json"
    return written.is_file() and written.read_text(encoding="utf-8") == stamp() and python_of(place).exists()


def python_of(place: Path) -> Path:
    """The Python inside an environment."""
    return place / "Scripts" / "python.exe" if os.name == "nt" else place / "bin" / "python"


def make(place: Path) -> None:
    """Make the environment from nothing, with uv where it is installed and with pip otherwise."""
    say(f"Setting up in {place.relative_to(ROOT)}, once; this takes a minute or two…")
    done = False
    uv = shutil.which("uv")
    if uv is not None:
        create(place, with_pip=False)
        done = succeeds(
            [uv, "pip", "install", "--python", str(python_of(place)), "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
        )
    if not done:
        need_venv()
        create(place, with_pip=True)
        pip = [
            str(python_of(place)),
            "-m",
            "pip",
            "install",
            "--no-user",
            "--no-input",
            "--disable-pip-version-check",
            "--progress-bar",
            "off",
        ]
        if not succeeds([*pip, "-qq", "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]):
            message = "The packages could not be installed; what stands above says why. With the network back, the same command goes on."
            raise SetupError(message)
    (place / "ready.json").write_text(stamp(), encoding="utf-8")


def create(place: Path, *, with_pip: bool) -> None:
    """Make an empty environment, in the place of whatever an earlier try left."""
    shutil.rmtree(place, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(place)]
    if not succeeds(command if with_pip else [*command, "--without-pip"]):
        message = f"Python could not make an environment in {place}; what stands above says why."
        raise SetupError(message)


def succeeds(command: list[str]) -> bool:
    """Run an installer, undisturbed by settings that send packages elsewhere or hold versions back; its index and certificates stay."""
    disturbing = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_NO_BINARY", "PIP_REQUIRE_VIRTUALENV"}
    environment = {name: value for name, value in os.environ.items() if name not in disturbing}
    environment["PIP_CONSTRAINT"] = os.devnull
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode == 0


def need_venv() -> None:
    """Debian keeps a part of venv in a package of its own: install it as root, else say which."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    install_debian([package], "Python's venv is incomplete here")
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        message = (
            f"{sys.executable} has no ensurepip, so no environment can be made with it. Use a Python that has it, or put uv on the PATH."
        )
        raise SetupError(message)


def install_qt_libraries(*, window: bool) -> None:
    """Find the libraries and one font that Qt needs on Linux; install them as root on Debian, else say which."""
    if not sys.platform.startswith("linux"):
        return
    wanted = {**QT_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
    packages = [package for library, package in wanted.items() if not loads(library)]
    if not has_font():
        packages.append(FONT)
    if packages:
        install_debian(packages, "Qt needs system libraries that are missing here")


def loads(library: str) -> bool:
    """The system has this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """At least one font lies where Qt looks."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(font.suffix in {".ttf", ".otf", ".ttc"} for folder in folders for font in folder.rglob("*"))


def is_root() -> bool:
    """Whoever runs this may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_debian(packages: list[str], reason: str) -> None:
    """Install system packages as root on Debian; SetupError with the exact line where that is not for us to do."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    apt = shutil.which("apt-get")
    if apt is None:
        message = (
            f"{reason}. On Debian these packages have them: {' '.join(packages)}. Install what your system calls them, then try again."
        )
        raise SetupError(message)
    if not is_root():
        message = f"{reason}. Install them with:\n\n    sudo {line}\n\nthen try again."
        raise SetupError(message)
    say(f"{reason}; installing {' '.join(packages)}…")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ([apt, "update", "-qq"], [apt, *line.split()[1:], "-qq"]):
        # A list that cannot be refreshed may still do; the installation decides.
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        message = f"{reason}, and this failed:\n\n    {line}"
        raise SetupError(message)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold a file so that two starts do not make the same environment at once; the system lets go of it however we end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as held:
        if sys.platform == "win32":
            import msvcrt

            # Windows gives up after ten seconds, so ask until the other start is done.
            while True:
                try:
                    msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    continue
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield
