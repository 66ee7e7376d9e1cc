"""The way from a fresh checkout to a running bot: lock files, scripts/bootstrap.py, Makefile."""

import ast
import hashlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

from scripts import bootstrap

CHECKOUT = Path(__file__).resolve().parent.parent
LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))

# As pip 22.3, 24.2 and 26.3 print them, shortened.
NO_HOST = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NameResolutionError()'\n"
    "ERROR: Could not find a version that satisfies the requirement mdurl==0.1.2 (from versions: none)\n"
    "ERROR: No matching distribution found for mdurl==0.1.2\n"
)
REFUSED = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<HTTPSConnection>: "
    "Failed to establish a new connection: [Errno 111] Connection refused')'\n"
    "ERROR: No matching distribution found for mdurl==0.1.2\n"
)
BAD_CERTIFICATE = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError(SSLCertVerificationError(1, "
    "'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate'))'\n"
    "Could not fetch URL: There was a problem confirming the ssl certificate: Max retries exceeded\n"
    "ERROR: No matching distribution found for mdurl==0.1.2\n"
)
BAD_HASH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    mdurl==0.1.2\n"
DISK_FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
NO_WHEEL = "ERROR: Could not find a version that satisfies the requirement mdurl==0.1.2 (from versions: none)\n"
UNKNOWN = "Traceback (most recent call last):\nERROR: the moon is in the way\n"


def requirements(lock: Path) -> dict[str, str]:
    """Name -> its whole requirement, hashes included."""
    text = "\n".join(line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#"))
    found = re.findall(r"^([a-z0-9][a-z0-9._-]*)(==(?:.*\\\n)*.*)$", text, re.MULTILINE)
    # One that has another version on another system stands there twice.
    whole: dict[str, str] = {}
    for name, rest in found:
        whole[name] = whole.get(name, "") + rest
    return whole


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_and_hashes_everything_and_names_no_host(lock: Path) -> None:
    assert "://" not in lock.read_text()
    assert "--index" not in lock.read_text()
    locked = requirements(lock)
    assert len(locked) >= 20
    pinned = re.findall(r"^[^\s#].*\n(.*)", lock.read_text(), re.MULTILINE)
    assert len(pinned) == sum(rest.count("==") - rest.count(" == '") for rest in locked.values())
    assert [line for line in pinned if not re.search(r"--hash=sha256:[0-9a-f]{64}", line)] == []


def test_each_level_holds_what_is_below_it() -> None:
    levels = [requirements(CHECKOUT / lock) for lock in bootstrap.LOCKS.values()]
    for less, more in pairwise(levels):
        assert {name: more.get(name) for name in less} == less


def test_the_locks_hold_every_dependency_of_the_project() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    for lock, wanted in (
        ("run.txt", project["project"]["dependencies"]),
        ("postgres.txt", project["project"]["optional-dependencies"]["postgres"]),
        ("dev.txt", project["dependency-groups"]["dev"]),
    ):
        locked = requirements(CHECKOUT / "requirements" / lock)
        assert [one for one in wanted if distribution(one) not in locked] == []


def test_the_pure_ring_is_closed_to_every_dependency() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (ring,) = [contract for contract in contracts if "pure ring" in contract["name"]]
    wanted = {distribution(one) for one in project["project"]["dependencies"]}
    importable = {
        module
        for module, owners in packages_distributions().items()
        if wanted & {distribution(owner) for owner in owners} and module.isidentifier()
    }
    assert importable - {"tests"} - set(ring["forbidden_modules"]) == set()


def distribution(requirement: str) -> str:
    """The name as lock files spell it: `discord.py>=2.7` -> `discord-py`."""
    return re.sub(r"[._-]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


@pytest.mark.parametrize("name", ["Makefile", "pyproject.toml", "scripts/bootstrap.py", ".ci/run"])
def test_no_package_index_is_named(name: str) -> None:
    # Whoever sets us up has pip configured for the index they may use.
    text = (CHECKOUT / name).read_text()
    assert re.findall(r"\w+://|index-url =|pypi|pythonhosted", text, re.IGNORECASE) == []


@pytest.mark.parametrize("package", ["bot", "adapters", "scheduler"])
def test_our_packages_are_the_ones_in_this_checkout(package: str, tmp_path: Path) -> None:
    # Such plain names are used by others too; a package installed over ours would go unnoticed.
    code = f"import {package}; print({package}.__file__)"
    found = run(sys.executable, "-P", "-c", code, cwd=tmp_path)
    assert found.stdout.strip() == str(CHECKOUT / package / "__init__.py"), found.stderr


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (NO_HOST, "cannot be reached"),
        (REFUSED, "cannot be reached"),
        (BAD_CERTIFICATE, "certificate is not trusted"),
        (BAD_HASH, "does not match its hash in requirements/run.txt"),
        (BAD_HASH + DISK_FULL, "no space left"),
        (NO_WHEEL, "no ready-made package"),
        (UNKNOWN, "the moon is in the way"),
        ("", "pip failed"),
    ],
)
def test_what_pip_says_becomes_one_line(said: str, line: str) -> None:
    explained = bootstrap.explain(said, CHECKOUT / "requirements" / "run.txt")
    assert line in explained
    assert "\n" not in explained


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout with a little package to install, in a path with a space and an umlaut."""
    tree = tmp_path / "my ünlocked checkout"
    wheel = little_wheel(tree / "wheels", "little")
    little_wheel(tree / "wheels", "more")
    for directory, file, text in (
        ("requirements", "run.txt", f"little==1.0 \\\n    --hash=sha256:{digest(wheel)}\n"),
        ("requirements", "postgres.txt", f"other==1.0 \\\n    --hash=sha256:{'2' * 64}\n"),
        ("requirements", "dev.txt", f"more==1.0 \\\n    --hash=sha256:{'1' * 64}\n"),
        ("", "Makefile", (CHECKOUT / "Makefile").read_text()),
        ("scripts", "bootstrap.py", (CHECKOUT / "scripts" / "bootstrap.py").read_text()),
        ("bot", "__init__.py", ""),
        ("bot", "__main__.py", "import sys, little\n\ndef main():\n    print(little.WORD, sys.argv)\n"),
    ):
        (tree / directory).mkdir(exist_ok=True)
        (tree / directory / file).write_text(text)
    return tree


def little_wheel(where: Path, name: str) -> Path:
    where.mkdir(parents=True, exist_ok=True)
    wheel = where / f"{name}-1.0-py3-none-any.whl"
    tags = "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", "WORD = 'hello'\n")
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", tags)
        archive.writestr(f"{name}-1.0.dist-info/RECORD", f"{name}.py,,\n")
    return wheel


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def set_up(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script as a user starts it, with a pip that looks nowhere but in the tree."""
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels"}
    if sys.pycache_prefix:  # pip need not be compiled at every call
        offline |= {"PYTHONPYCACHEPREFIX": sys.pycache_prefix, "PYTHONDONTWRITEBYTECODE": ""}
    return run(sys.executable, str(tree / "scripts" / "bootstrap.py"), *arguments, cwd=tree, **offline)


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | environment
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_setting_up_from_nothing_again_and_with_a_wrong_hash(tree: Path) -> None:
    before = set(tree.rglob("*"))
    first = set_up(tree)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("Setting up .venv")

    launcher = tree / ".venv" / "bin" / "bounceback"
    said = run(str(launcher), "a b", "$c", cwd=tree.parent)
    assert said.stdout == "hello ['bounceback', 'a b', '$c']\n", said.stderr

    again = set_up(tree)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    refused = set_up(tree, "--dev")
    assert refused.returncode == 1
    assert re.fullmatch(r"bootstrap: .*does not match its hash in requirements/dev\.txt.*\n", refused.stderr)
    assert not (tree / ".venv" / "stamp").exists()  # so the next run starts anew

    assert {path for path in tree.rglob("*") if ".venv" not in path.parts} == before


class FakeInstall:
    """Stands in for pip: counts, and fails when told to."""

    def __init__(self) -> None:
        self.locks: list[str] = []
        self.failure: BaseException | None = None

    def __call__(self, venv: Path, lock: Path) -> None:
        self.locks.append(lock.name)
        if self.failure:
            raise self.failure


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> FakeInstall:
    fake = FakeInstall()
    monkeypatch.setattr(bootstrap, "install", fake)
    return fake


def test_a_good_set_up_is_kept_and_more_is_added_to_it(tree: Path, pip: FakeInstall) -> None:
    for arguments in ([], [], ["--postgres"], ["--postgres"], [], ["--dev"], ["--dev"], ["--postgres"], []):
        assert bootstrap.main(arguments, tree) == 0
    assert pip.locks == ["run.txt", "postgres.txt", "dev.txt"]


def test_make_looks_for_a_python_only_where_there_is_something_to_set_up(
    tree: Path, pip: FakeInstall, tmp_path: Path
) -> None:
    # Whatever is looked for is found here first, and leaves a trace.
    trace, pythons = tmp_path / "trace", tmp_path / "pythons"
    pythons.mkdir()
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3"):
        (pythons / name).write_text(f'#!/bin/sh\n[ "$1" = -c ] || echo "$@" >> {shlex.quote(str(trace))}\n')
        (pythons / name).chmod(0o755)

    def asked(target: str, *more: str) -> str:
        trace.unlink(missing_ok=True)
        made = run("make", target, *more, cwd=tree, PATH=f"{pythons}{os.pathsep}{os.environ['PATH']}")
        assert (made.returncode, made.stderr) == (0, "")
        return trace.read_text() if trace.exists() else ""

    assert asked("run-env") == "scripts/bootstrap.py\n"  # there is no .venv
    bootstrap.main([], tree)
    assert asked("run-env") == ""
    assert asked("run-env", "PYTHON=python3.12") == "scripts/bootstrap.py\n"  # chosen by hand, it is asked
    assert asked("dev-env") == "scripts/bootstrap.py --dev\n"
    bootstrap.main(["--dev"], tree)
    assert asked("dev-env") + asked("postgres-env") + asked("run-env") == ""
    (tree / "requirements" / "dev.txt").write_text("# nothing\n")
    assert asked("run-env") == "scripts/bootstrap.py\n"
    assert pip.locks == ["run.txt", "dev.txt"]


def test_a_changed_lock_another_place_and_a_lost_python_set_up_anew(tree: Path, pip: FakeInstall) -> None:
    bootstrap.main([], tree)
    (tree / "requirements" / "dev.txt").write_text("# nothing\n")
    bootstrap.main([], tree)
    assert len(pip.locks) == 2

    moved = tree.rename(tree.with_name("moved"))
    left_over = moved / ".venv" / "left-over"
    left_over.touch()
    bootstrap.main([], moved)
    assert len(pip.locks) == 3
    assert not left_over.exists()

    bootstrap.executable(moved / ".venv").unlink()
    bootstrap.main([], moved)
    assert len(pip.locks) == 4


@pytest.mark.parametrize(
    ("failure", "code", "line"),
    [
        (bootstrap.Stop("no luck."), 1, "bootstrap: no luck.\n"),
        (KeyboardInterrupt(), 130, "bootstrap: interrupted; the next run starts anew.\n"),
        (
            OSError(28, "No space left on device"),
            1,
            "bootstrap: cannot set up .venv: No space left on device\n",
        ),
    ],
)
def test_a_failure_is_one_line_and_the_next_run_starts_anew(
    tree: Path,
    pip: FakeInstall,
    capsys: pytest.CaptureFixture[str],
    failure: BaseException,
    code: int,
    line: str,
) -> None:
    pip.failure = failure
    assert bootstrap.main([], tree) == code
    assert capsys.readouterr().err == line
    pip.failure = None
    assert bootstrap.main([], tree) == 0
    assert pip.locks == ["run.txt", "run.txt"]


def test_a_python_without_venv_is_told_what_to_install(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "venv", None)
    assert bootstrap.main([], tree) == 1
    assert re.fullmatch(r"bootstrap: .* has no venv module\. .*apt install .*\n", capsys.readouterr().err)


def test_a_system_without_any_pip_is_told_what_to_install(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "No module named pip")

    monkeypatch.setattr(bootstrap, "run", fails)
    assert bootstrap.main([], tree) == 1
    assert re.fullmatch(r"bootstrap: .*neither pip .* nor ensurepip.*apt install .*\n", capsys.readouterr().err)


def test_an_older_python_is_told_so(tree: Path) -> None:
    script = tree / "scripts" / "bootstrap.py"
    start = f"runpy.run_path({str(script)!r}, run_name='__main__')"
    old = run(sys.executable, "-c", f"import runpy, sys; sys.version_info = (3, 9, 2); {start}", cwd=tree)
    assert old.returncode == 1
    assert old.stderr == "bounceback needs Python 3.11 or newer; this is Python 3.9.\n"
    # An old Python reads the whole file before it gets to say so.
    ast.parse(script.read_text(), feature_version=(3, 7))
