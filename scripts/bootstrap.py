#!/usr/bin/env python3
"""Set up `.venv`: the packages of the lock file, and the command `bounceback`.

    python3 scripts/bootstrap.py             what the bot needs
    python3 scripts/bootstrap.py --postgres  and what a store in PostgreSQL needs
    python3 scripts/bootstrap.py --dev       and what its tests need

With --kept before that it changes nothing: it fails where there is something to set up.

Standard library only, and nothing is written outside `.venv`. A set-up that is still good is kept, which
takes a tenth of a second; one that was interrupted, or made from other locks or by another Python, is made
anew.
"""

import sys

# Stands above everything that an older Python would stumble over.
if sys.version_info < (3, 11):  # noqa: UP036 - the one place that must run on what we do not support
    sys.exit("bounceback needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

import contextlib
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
# Each holds all of those before it.
LOCKS = {"run": "requirements/run.txt", "postgres": "requirements/postgres.txt", "dev": "requirements/dev.txt"}
LEVELS = list(LOCKS)
# Written when all is done, with what that was made from.
STAMP = "stamp"

# What the command runs; -P goes with it, as the directory it is started from must not hide our modules.
START = "import sys; sys.argv[0] = 'bounceback'; from bot.__main__ import main; sys.exit(main())"

# Compiled files go into .venv, so the checkout stays clean, and nobody has a reason to switch them off.
PTH = (
    "import os, sys;"
    " sys.pycache_prefix = sys.pycache_prefix or os.path.join(sys.prefix, 'pycache');"
    " sys.dont_write_bytecode = False"
)

DISK_FULL = "there is no space left on the disk"

# What pip says -> what to tell the user. The first match wins, so causes stand before what they bring about.
REMEDIES = (
    (("No space left on device", "not enough space on the disk"), DISK_FULL),
    (
        ("DO NOT MATCH THE HASHES",),
        "a downloaded package does not match its hash in {lock}; nothing of it was installed",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "CA certificate bundle", "SSLCertVerif"),
        "the package index's certificate is not trusted; if a proxy signs it, name its CA file in PIP_CERT",
    ),
    (
        (
            "Failed to establish a new connection",
            "NewConnectionError",
            "NameResolutionError",
            "Max retries exceeded",
            "ProxyError",
            "ConnectTimeoutError",
            "ReadTimeoutError",
            "Connection aborted",
            "Connection broken",
            "timed out",
        ),
        "the package index cannot be reached; check the network, or pip's proxy and index settings",
    ),
    (
        ("No matching distribution found", "Could not find a version"),
        "the package index has no ready-made package for this Python and system",
    ),
)


class Stop(Exception):
    """Setting up cannot go on; the message is the one line that the user sees."""


def main(arguments: list[str], checkout: Path = CHECKOUT) -> int:
    only_look = arguments[:1] == ["--kept"]
    wanted = arguments[1:] if only_look else arguments
    if len(wanted) > 1 or not set(wanted) <= {"--postgres", "--dev"}:
        return complain("usage: bootstrap.py [--kept] [--postgres | --dev]")
    level = wanted[0].removeprefix("--") if wanted else "run"
    try:
        if only_look:
            return 0 if holds(installed(checkout / ".venv", stamp_key(checkout)), level) else 1
        set_up(checkout, level)
    except Stop as stop:
        return complain(str(stop))
    except KeyboardInterrupt:
        complain("interrupted; the next run starts anew.")
        return 130
    except OSError as error:
        return complain(f"cannot set up .venv: {error.strerror or error}")
    return 0


def complain(line: str) -> int:
    print("bootstrap:", line, file=sys.stderr)
    return 1


def set_up(checkout: Path, level: str) -> None:
    venv, key = checkout / ".venv", stamp_key(checkout)
    there = installed(venv, key)
    if holds(there, level):
        return
    stamp = venv / STAMP
    print(f"Setting up .venv with Python {sysconfig.get_python_version()}: a minute at most, and only once.")
    sys.stdout.flush()
    # Without its stamp an unfinished set-up is made anew.
    stamp.unlink(missing_ok=True)
    if there is None:
        make_venv(venv)
        add_ourselves(venv, checkout)
    install(venv, checkout / LOCKS[level])
    write_launcher(venv)
    stamp.write_text(f"{key} {level}\n", encoding="utf-8")


def installed(venv: Path, key: str) -> str | None:
    """The level that was set up, where that is still good."""
    return read_stamp(venv / STAMP, key) if executable(venv).exists() else None


def holds(there: str | None, level: str) -> bool:
    return there is not None and LEVELS.index(there) >= LEVELS.index(level)


def stamp_key(checkout: Path) -> str:
    """Everything that makes an existing .venv unusable when it changes."""
    parts = [sys.version, sys.base_prefix, str(checkout)]
    files = [checkout / lock for lock in LOCKS.values()] + [Path(__file__)]
    digest = hashlib.sha256(repr(parts).encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def read_stamp(stamp: Path, key: str) -> str | None:
    """The level that was installed, if the stamp is there and fits."""
    try:
        found, level = stamp.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return None
    return level if found == key and level in LOCKS else None


def executable(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv(venv: Path) -> None:
    try:
        from venv import EnvBuilder  # noqa: PLC0415 - some systems package it apart
    except ImportError:
        raise Stop(f"{sys.executable} has no venv module. {system_package('venv')}") from None
    try:
        EnvBuilder(clear=True, symlinks=os.name != "nt").create(venv)
    except ValueError as error:  # a path that no environment may have
        raise Stop(str(error)) from None


def add_ourselves(venv: Path, checkout: Path) -> None:
    places = {"base": str(venv), "platbase": str(venv)}
    packages = Path(sysconfig.get_path("purelib", "venv", places))
    # Relative, because before 3.13 a .pth file is read in the locale's encoding, not in UTF-8.
    ours = os.path.relpath(checkout, packages)
    (packages / "bounceback.pth").write_text(f"{PTH}\n{ours}\n", encoding="ascii")


def install(venv: Path, lock: Path) -> None:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    # Only what is locked; what is imported is compiled at its first use, which spares a third of the time.
    options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-user", "--no-compile"]
    command = [*find_pip(venv), "install", *quiet, *options, "--requirement", str(lock)]
    result = run(command)
    if result.returncode:
        said = result.stdout + result.stderr
        if shutil.disk_usage(venv).free < 2**20:  # then pip may break in any way
            raise Stop(DISK_FULL)
        log = venv / "bootstrap.log"
        with contextlib.suppress(OSError):  # on a full disk the line below has to do
            log.write_text(said, encoding="utf-8")
        raise Stop(f"{explain(said, lock)} (details: .venv/{log.name}).")


def find_pip(venv: Path) -> list[str]:
    """A pip that installs into our environment. Making one takes 4 seconds, so that is the last resort."""
    python = str(executable(venv))
    own = [python, "-I", "-m", "pip"]
    on_path = [[found, "--python", python] for found in map(shutil.which, ("pip3", "pip")) if found]
    for pip in (own, [sys.executable, "-m", "pip", "--python", python], *on_path):
        if run([*pip, "--version"]).returncode == 0:  # fails before pip 22.3, which does not know --python
            return pip
    if importlib.util.find_spec("ensurepip"):
        made = run([python, "-I", "-m", "ensurepip"])
        if made.returncode == 0:
            return own
        if shutil.disk_usage(venv).free < 2**20:
            raise Stop(DISK_FULL)
    raise Stop(f"there is neither pip 22.3 or newer nor ensurepip for {sys.executable}. {system_package('venv')}")


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """The user's settings for pip stay; what would make Python see other packages goes."""
    environment = os.environ.copy()
    environment.pop("PYTHONHOME", None)
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def explain(said: str, lock: Path) -> str:
    for signs, remedy in REMEDIES:
        if any(sign in said for sign in signs):
            return remedy.format(lock=f"{lock.parent.name}/{lock.name}")
    errors = [line for line in said.splitlines() if line.upper().startswith("ERROR")]
    return errors[-1] if errors else "pip failed"


def system_package(part: str) -> str:
    version = sysconfig.get_python_version()
    return f"On Debian and Ubuntu: apt install python{version}-{part}"


def write_launcher(venv: Path) -> None:
    """No shebang to Python: it could hold neither spaces nor a long path."""
    python = executable(venv)
    if os.name == "nt":
        command = f'@"%~dp0python.exe" -P -c "{START}" %*\n'
        (python.parent / "bounceback.cmd").write_text(command, encoding="ascii")
        return
    launcher = python.parent / "bounceback"
    start = shlex.join([str(python), "-P", "-c", START])
    launcher.write_text(f'#!/bin/sh\nexec {start} "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
