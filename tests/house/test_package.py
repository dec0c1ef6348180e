"""What the package needs at run time travels with it."""

from pathlib import Path, PurePath

from tests.house.repository import project_files, project_settings

PACKAGE = Path("src/dueregard")


def is_packed(path: PurePath, patterns: list[str]) -> bool:
    # `**/*.css` reaches files at any depth, and so does a bare suffix matched from the right.
    return any(path.match(pattern.removeprefix("**/")) for pattern in patterns)


def test_every_data_file_is_packed():
    patterns = project_settings()["tool"]["setuptools"]["package-data"]["dueregard"]
    data = [path for path in project_files() if path.is_relative_to(PACKAGE) and path.suffix != ".py"]
    assert data
    left = [str(path) for path in data if not is_packed(path, patterns)]
    assert not left, f"Add a pattern to package-data in pyproject.toml for {left}."


def test_a_file_of_another_kind_would_be_left_behind():
    patterns = project_settings()["tool"]["setuptools"]["package-data"]["dueregard"]
    assert not is_packed(PurePath("src/dueregard/papers/picture.bmp"), patterns)
