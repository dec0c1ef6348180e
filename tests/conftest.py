"""What every test may ask for: outside programs, and how many generated cases to try."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Both profiles repeat the same cases each time: a red run means that the code changed, not the dice. The
# machine may be busy with other tests, so slowness is judged by the benchmarks and not here.
_UNHURRIED = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", _UNHURRIED, max_examples=40)
settings.register_profile("full", _UNHURRIED, max_examples=500)
settings.load_profile(os.environ.get("DUEREGARD_HYPOTHESIS", "default"))


@pytest.fixture(scope="session", autouse=True)
def interrupts_are_heard() -> Iterator[None]:
    """Ctrl-C as a terminal gives it: what a shell starts in the background ignores it, and so would every child."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def find_program(*names: str, debian_package: str) -> Path:
    """Return the first of these programs; skip the test where there is none, or fail it under CI=true."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    sentence = f"No {' or '.join(names)} on the path: on Debian, install the package {debian_package}."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Chromium, in which pages are opened."""
    return find_program("chromium", debian_package="chromium")


@pytest.fixture(scope="session")
def soffice() -> Path:
    """LibreOffice, in which DOCX is opened."""
    return find_program("soffice", "libreoffice", debian_package="libreoffice-writer")


@pytest.fixture(scope="session")
def pdftoppm() -> Path:
    """The program that turns pages of a PDF into pictures."""
    return find_program("pdftoppm", debian_package="poppler-utils")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of source material that is not part of the repository."""
    default = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("DUEREGARD_SHARED", default))
    if not folder.is_dir():
        pytest.skip(f"No folder {folder}: set DUEREGARD_SHARED to the folder of source material.")
    return folder
