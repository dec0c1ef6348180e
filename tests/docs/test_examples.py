"""What the documents show is what happens."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Command, Written, blocks, documents, examples, prints_as_said, run

PROGRAMS = Path(sys.executable).parent
WITH_EXAMPLES = [path for path in documents() if examples(path.read_text("utf-8"))]
SLOW = {"docs/tutorials/what-a-deployment-costs.md", "docs/tutorials/a-request-comes-in.md"}
"""Pages that simulate or plan a whole force."""
PAGES = [
    pytest.param(
        path, id=str(path.relative_to(ROOT)), marks=[pytest.mark.slow] * (str(path.relative_to(ROOT)) in SLOW)
    )
    for path in WITH_EXAMPLES
]


@pytest.mark.parametrize("path", PAGES)
def test_the_examples_of_a_page_go_as_it_says(path: Path, tmp_path: Path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for example in examples(path.read_text("utf-8")):
        problem = run(example, tmp_path, PROGRAMS)
        assert problem is None, f"{path.relative_to(ROOT)}, {problem}"


def test_there_are_examples_where_people_begin():
    names = {str(path.relative_to(ROOT)) for path in WITH_EXAMPLES}
    assert {"README.md", "docs/tutorials/first-paper.md"} <= names


PAGE = """\
```yaml tidewater/force.yaml
id: tidewater
```

```console exit=3
$ cat tidewater/force.yaml
id: ...
$ echo one \\
    two; exit 3
one two
```

```sh
rm -rf everything
```
"""


def test_a_page_is_read_as_its_fences_say():
    assert examples(PAGE) == (
        Written(1, "tidewater/force.yaml", "id: tidewater\n"),
        Command(6, "cat tidewater/force.yaml", "id: ...\n"),
        Command(8, "echo one two; exit 3", "one two\n", 3),
    )
    assert len(list(blocks(PAGE))) == 3


def test_its_examples_run_in_order(tmp_path: Path):
    assert [run(example, tmp_path, PROGRAMS) for example in examples(PAGE)] == [None, None, None]


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("$ echo two\none\n", "printed:\ntwo"),
        ("$ exit 1\n", "ended with 1"),
        ("$ echo told >&2\n", "printed:\ntold"),
        ("$ cat not-there\n", "ended with 1"),
    ],
)
def test_a_planted_mistake_is_caught(planted: str, told: str, tmp_path: Path):
    (example,) = examples(f"```console\n{planted}```\n")
    problem = run(example, tmp_path, PROGRAMS)
    assert problem is not None
    assert told in problem


def test_dots_stand_for_any_text_and_for_no_other():
    assert prints_as_said("a ... c\n...\nz", "a b c\nd\ne\nz\n")
    assert not prints_as_said("a ... c", "a b d")
    assert not prints_as_said("a.b", "axb")
