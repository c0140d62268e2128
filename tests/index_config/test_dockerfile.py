"""The Dockerfile: what its linter says, and its steps as far as they go without an engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.cli.command import Rasid, until

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "index_config" / "Dockerfile"
BIN = Path(sys.executable).parent
TEXT = DOCKERFILE.read_text("utf-8")


def tool(name: str) -> Path:
    """A command of the development packages."""
    path = Path(shutil.which(name, path=f"{BIN}:{os.environ['PATH']}") or BIN / name)
    if not path.exists():
        why = f"NOT SHOWN: {name} is not here"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return path


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `.dockerignore` lets through, in a folder of its own."""
    folder = tmp_path_factory.mktemp("context")
    first, *rules = [
        line for line in (ROOT / ".dockerignore").read_text("utf-8").split("\n") if line[:1] not in ("", "#")
    ]
    assert first == "*"
    for name in (rule[1:] for rule in rules if rule.startswith("!")):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".env"))
        else:
            shutil.copy(ROOT / name, folder)
    return folder


def steps() -> list[list[str]]:
    """The arguments of each `uv` in the Dockerfile."""
    return [line.split()[1:] for line in re.findall(r"^RUN (uv .*)$", TEXT, re.M)]


def test_linter_finds_nothing() -> None:
    done = subprocess.run([tool("hadolint"), "--no-color", DOCKERFILE], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert not done.stdout


def test_image_is_pinned_runs_as_nobody_in_particular_and_has_no_tools_of_the_build() -> None:
    images = set(re.findall(r"^FROM (\S+)", TEXT, re.M))
    assert len(images) == 1 and re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", images.pop())
    (user,) = re.findall(r"^USER (\S+)", TEXT, re.M)
    assert user == "10001:10001"
    assert f'OWNER: "{user}"' in (ROOT / "index_config" / "compose.yaml").read_text("utf-8")
    last = TEXT.split("\nFROM ")[-1]
    assert "HEALTHCHECK" in last and "uv" not in re.sub("#.*", "", last).split()


def test_ignored_files_stay_out_of_the_image() -> None:
    said = (ROOT / ".dockerignore").read_text("utf-8").split("\n")
    assert said.index("index_config/.env") > said.index("!index_config")
    assert said.index("index_config/rasid.env") > said.index("!index_config")


def test_package_that_the_image_installs_is_whole(context: Path, tmp_path: Path) -> None:
    subprocess.run([tool("uv"), "build", "--quiet", "--wheel", "--out-dir", tmp_path, context], check=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    for package in packages["targets"]["wheel"]["packages"]:
        tracked = subprocess.run(
            ["git", "ls-files", package], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split()
        assert set(tracked) - {"index_config/.env.example"} <= set(names), package
    assert not [name for name in names if name.endswith((".env", ".pyc"))]


@pytest.mark.slow
def test_steps_of_the_build_make_a_rasid_that_runs(context: Path, tmp_path: Path) -> None:
    into = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(tmp_path / "rasid"), "UV_PYTHON": sys.executable}
    first, second = steps()
    for step in (first, second):
        subprocess.run([tool("uv"), *step], cwd=context, env=into, check=True, capture_output=True)
    asked = "import elasticsearch, search.elastic_mapping as m; print(m.mappings()['dynamic'])"
    done = subprocess.run(
        [tmp_path / "rasid" / "bin" / "python", "-c", asked], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "strict\n", done.stderr
    assert not (tmp_path / "rasid" / "bin" / "pytest").exists()


def test_steps_of_the_build_are_understood(context: Path, tmp_path: Path) -> None:
    """The short form of the one before."""
    into = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(tmp_path / "rasid"), "UV_PYTHON": sys.executable}
    for step in steps():
        done = subprocess.run(
            [tool("uv"), *step, "--dry-run"], cwd=context, env=into, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "elasticsearch==" in done.stderr and "pytest==" not in done.stderr


def test_healthy_is_who_crawls(rasid: Rasid) -> None:
    (check,) = re.findall(r'CMD \["sh", "-c", "(.*)"\]', TEXT)
    command = ["sh", "-c", check.replace('\\"', '"')]
    env = {**rasid.env, "PATH": f"{BIN}:{os.environ['PATH']}"}

    def healthy() -> bool:
        return subprocess.run(command, cwd=rasid.folder, env=env, capture_output=True).returncode == 0

    rasid.configure()
    assert not healthy(), "nothing there yet"
    with rasid.running("run") as run:
        until((rasid.folder / "data" / "holder.lock").exists)
        until(healthy)
        run.kill()
    assert not healthy()
