"""What is in `deploy/` is what its tools take, and what the bot reads. In CI the tools have to be there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import SECRETS, SETTINGS, STORE_URL

CHECKOUT = Path(__file__).resolve().parents[1]
DEPLOY = CHECKOUT / "deploy"
UNIT = DEPLOY / "bounceback.service"
# Of 10; systemd itself calls a service "OK" below 4.5.
EXPOSED = "1.5"
# It comes with a store in PostgreSQL; while it is empty, nobody reads it.
KEYS_URL = "BOUNCEBACK_KEYS_URL"


def tool(*names: str) -> str:
    """The first of these that is there. None of them: a failure in CI, a visible skip elsewhere."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    found = next(filter(None, (shutil.which(name, path=beside) for name in names)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{' or '.join(names)} is not here: .ci/run installs it")
    if found is None:
        pytest.skip(f"{' or '.join(names)} is not here")
    return found


def ran(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [*map(str, command)],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def compose() -> list[str]:
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0:
        return [docker, "compose"]
    return [tool("docker-compose")]


def test_the_dockerfile_passes_its_linter() -> None:
    assert ran(tool("hadolint"), "--no-color", DEPLOY / "Dockerfile") == ""


def test_the_image_is_made_of_what_is_here_and_of_nothing_else() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = [one[1].rstrip("/") for one in re.finditer(r"^COPY (?!--)(\S+) ", text, re.MULTILINE)]
    let_in = [
        line.strip("!/\n") for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    ]
    assert sorted(copied) == sorted(let_in)
    assert [one for one in copied if not (CHECKOUT / one).exists()] == []
    assert "USER 10001" in text


def test_compose_takes_its_file() -> None:
    plain = ran(*compose(), "--file", DEPLOY / "compose.yaml", "config", COMPOSE_PROFILES="")
    assert "sqlite:////data/bounceback.db" in plain
    environment = {"POSTGRES_PASSWORD": "made-up", "STORE_URL": "postgresql://db/x", "LOCK": "postgres"}
    with_postgres = ran(*compose(), "--file", DEPLOY / "compose.yaml", "--profile", "postgres", "config", **environment)
    assert "sqlite:" not in with_postgres
    assert all(f"\n  {name}:\n" in with_postgres for name in ("bounceback", "db", "keys-db"))
    # Two databases that start only where they are asked for.
    assert len(re.findall(r"profiles:\s+- postgres\n", with_postgres)) == 2


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a command that is there: systemd looks for it."""
    text, changed = re.subn(r"^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text(), flags=re.MULTILINE)
    assert changed == 1
    made = tmp_path / UNIT.name
    made.write_text(text)
    return made


def test_systemd_takes_the_unit(unit: Path) -> None:
    assert ran(tool("systemd-analyze"), "verify", unit) == ""


def test_the_unit_lets_the_bot_do_little_besides_its_work(unit: Path) -> None:
    analyze = tool("systemd-analyze")
    version = int(re.search(r"systemd (\d+)", ran(analyze, "--version"))[1])  # type: ignore[index] # or it is none
    if version < 250:
        pytest.skip("systemd-analyze judges files since version 250")
    ran(analyze, "security", "--offline=true", f"--threshold={EXPOSED.replace('.', '')}", "--no-pager", unit)


@pytest.mark.parametrize("name", ["bounceback.service", "Dockerfile", "compose.yaml"])
def test_settings_are_those_that_the_bot_reads(name: str) -> None:
    found = set(re.findall(r"BOUNCEBACK_\w+", (DEPLOY / name).read_text()))
    secrets = {form for secret in (*SECRETS, STORE_URL) for form in (secret, f"{secret}_FILE")}
    assert found - {*SETTINGS, *secrets, KEYS_URL} == set()
    assert found
