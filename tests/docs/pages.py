"""Examples in the documents, read from their fences.

Two kinds of fenced block are examples, and a page's examples run in the order in which they stand,
in one temporary folder that has a copy of `examples/` and nothing else:

- ```` ```console ````: lines that begin with `$ ` are run, one shell command each (a line that ends
  in a backslash goes on in the next), and what follows them is what they print, to standard output
  or standard error. `...` stands for any text. ```` ```console exit=1 ```` says that the last
  command of the block ends with that code; without it every command ends with 0.
- ```` ```yaml tidewater/force.yaml ````, or csv: the block is the content of that file, which is
  written before the examples after it.

Blocks of any other kind are for reading only.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(
    r"^(?P<mark>```+)(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=mark)[ ]*$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """One fenced block: its first line's words, its text, and the line on which it begins."""

    info: tuple[str, ...]
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """One command of a page, and what it prints."""

    line: int
    shell: str
    printed: str
    exit_code: int = 0


@dataclass(frozen=True)
class Written:
    """A file that a page writes."""

    line: int
    file: str
    content: str


def documents() -> tuple[Path, ...]:
    """The documents of the repository: README, and every page under docs."""
    return (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))


def blocks(page: str) -> Iterator[Block]:
    """Every fenced block of a page."""
    for match in _FENCE.finditer(page):
        line = page.count("\n", 0, match.start()) + 1
        yield Block(tuple(match["info"].split()), match["body"], line)


def examples(page: str) -> tuple[Command | Written, ...]:
    """The examples of a page, in order."""
    found: list[Command | Written] = []
    for block in blocks(page):
        if block.info[:1] == ("console",):
            found += commands(block)
        elif len(block.info) == 2 and block.info[0] in ("yaml", "csv"):
            found.append(Written(block.line, block.info[1], block.text))
    return tuple(found)


def commands(block: Block) -> list[Command]:
    """The commands of a console block, each with the lines it prints."""
    found: list[Command] = []
    lines = iter(enumerate(block.text.splitlines(), start=block.line + 1))
    for number, line in lines:
        if line.startswith("$ "):
            shell = line[2:]
            while shell.endswith("\\"):
                shell = shell[:-1] + next(lines)[1].strip()
            found.append(Command(number, shell, ""))
        else:
            last = found.pop()
            found.append(Command(last.line, last.shell, last.printed + line + "\n"))
    code = next((int(word.removeprefix("exit=")) for word in block.info if word.startswith("exit=")), 0)
    last = found.pop()
    return [*found, Command(last.line, last.shell, last.printed, code)]


def prints_as_said(said: str, printed: str) -> bool:
    """Whether a command printed what a page says: `...` stands for any text, trailing space for none."""
    pattern = ".*".join(re.escape(part) for part in _trimmed(said).split("..."))
    return re.fullmatch(pattern, _trimmed(printed), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def run(example: Command | Written, folder: Path, programs: Path) -> str | None:
    """Run one example in a folder; None when it went as the page says, else a sentence about how not."""
    if isinstance(example, Written):
        path = folder / example.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(example.content, "utf-8")
        return None
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    done = subprocess.run(
        ["/bin/bash", "-c", example.shell],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != example.exit_code:
        return f"line {example.line}: {example.shell!r} ended with {done.returncode}:\n{done.stdout}"
    if not prints_as_said(example.printed, done.stdout):
        return f"line {example.line}: {example.shell!r} printed:\n{done.stdout}\nand the page says:\n{example.printed}"
    return None
