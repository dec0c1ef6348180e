"""Pages as plain text, and as drawn at a terminal."""

import io
import re

import pytest

from dueregard.cli.page import Table, plain_page, plain_table

SENTENCE = "a sentence that is far too long for the width of any terminal and is still printed whole " * 3


def table(*rows: tuple[str, str]) -> Table:
    return Table(title="Risks", header=("risk", "score"), rows=rows, numeric=frozenset({1}))


def test_columns_line_up_and_numbers_stand_right():
    assert plain_table(table(("flood", "9"), ("cyber attack", "12"))) == [
        "Risks",
        "risk          score",
        "----          -----",
        "flood             9",
        "cyber attack     12",
    ]


def test_nothing_is_cut_short():
    assert SENTENCE.strip() in plain_page((Table(title="t", header=("a",), rows=((SENTENCE,),)),))


def test_a_blank_line_stands_round_a_table_and_never_two():
    page = plain_page(("before", table(("flood", "9")), table(("cyber", "4")), "after"))
    assert page.startswith("before\n\nRisks\n")
    assert page.endswith("    4\n\nafter\n")
    assert "\n\n\n" not in page


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="1 cells under 2 titles"):
        Table(title="Risks", header=("risk", "score"), rows=(("flood",),))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_at_a_terminal_a_table_is_drawn_and_words_are_not_taken_as_markup(monkeypatch: pytest.MonkeyPatch):
    from dueregard.cli.printing import show

    monkeypatch.setattr("sys.stdout", terminal := Terminal())
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    show(("[bold]as written[/bold]", table(("[red]flood[/red]", "9"))))
    drawn = terminal.getvalue()
    assert "[bold]as written[/bold]" in drawn
    assert "[red]flood[/red]" in drawn
    assert "─" in drawn


@pytest.mark.parametrize("width", ["60", "80", "200"])
def test_a_drawn_table_loses_no_word_however_narrow(width: str, monkeypatch: pytest.MonkeyPatch):
    from dueregard.cli.printing import show

    monkeypatch.setattr("sys.stdout", terminal := Terminal())
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("TERM", "xterm")
    words = ("an-identifier-that-is-long", "why it stands here", SENTENCE)
    show((Table(title="t", header=("a", "b", "c"), rows=(words,)),))
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    for word in SENTENCE.split():
        assert drawn.count(word) >= SENTENCE.split().count(word)
    assert max(len(line.rstrip()) for line in drawn.splitlines()) <= int(width)
    assert "an-ident" in drawn
