"""A PostgreSQL server of the test's own, which it may stop and start: data in a folder of its own, a port of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Who runs it where the tests are root, which PostgreSQL refuses.
OTHERS = ("postgres", "nobody")
BINARIES = Path("/usr/lib/postgresql")
# As small and as careful as it can be: what it says is saved has to be there after a hard stop.
OPTIONS = ("-c", "fsync=on", "-c", "max_connections=40", "-c", "shared_buffers=16MB", "-c", "unix_socket_directories=")


class OwnServer:
    """Made with `own_server`."""

    def __init__(self, folder: Path, binaries: Path, user: str | None) -> None:
        self._data = folder / "data"
        self._binaries = binaries
        self._user = user
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self._port = taken.getsockname()[1]

    def url(self, database: str) -> str:
        return f"postgresql://test@127.0.0.1:{self._port}/{database}"

    def make(self) -> None:
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", "test", "--auth", "trust", "--no-locale", "--no-sync"
        )

    def start(self) -> None:
        options = " ".join((f"-p {self._port} -h 127.0.0.1", *OPTIONS))
        # -w: it answers when this returns.
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", str(self._data / "log"), "-o", options)

    def stop(self) -> None:
        """As a power cut does: nothing is written, nobody is told."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._data))

    def running(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        before = ["runuser", "-u", self._user, "--"] if self._user else []
        # Not a pipe: the server would keep it open.
        with (self._data.parent / "said").open("w+b") as said:
            ran = subprocess.run([*before, *command], check=False, stdout=said, stderr=said, cwd="/")
            said.seek(0)
            assert ran.returncode == 0, said.read().decode(errors="replace")


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that runs, stopped at the end. Skips the test, visibly, where this machine has none to start."""
    found = sorted(BINARIES.glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.skip(f"no PostgreSQL server to start: there is no initdb in {BINARIES} nor on the path")
    binaries = found[-1].parent if found else Path(str(on_path)).parent
    user = _user()
    # Not where pytest keeps its folders: nobody else may go there.
    with tempfile.TemporaryDirectory(prefix="bounceback-postgres-") as folder:
        if user is not None:
            shutil.chown(folder, user)
        server = OwnServer(Path(folder), binaries, user)
        server.make()
        try:
            server.start()
            yield server
        finally:
            if server.running():
                server.stop()


def _user() -> str | None:
    """Whom to run it as. None: whoever runs the tests."""
    if os.getuid():
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    user = next((name for name in OTHERS if name in known), None)
    if user is None or shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is nobody else here to run it as")
    return user
