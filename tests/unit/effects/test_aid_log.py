"""The aid log: what it may say, and one sentence for each thing that it may not."""

from pathlib import Path

import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.effects.aid_log import page, parse_aid_log, read_aid_log
from dueregard.frameworks.model import Tier
from dueregard.synthetic.northmarch import DEPLOYMENTS

EXAMPLE = Path(__file__).parents[3] / "examples" / "local-policing" / "northmarch" / "aid.csv"
ROOT = Path(__file__).parents[3]


def test_the_example_is_the_table_of_decision_0009():
    found = read_aid_log(EXAMPLE)
    table = [(each.from_on, each.officers, each.days) for each in DEPLOYMENTS]
    assert [(each.from_on, each.officers, each.days) for each in found] == table
    text = (ROOT / "docs" / "decisions" / "0009-the-facts-of-northmarch.md").read_text("utf-8")
    for each in found:
        day = f"{each.from_on.day} {each.from_on:%B %Y}"
        assert f"| {day} | {each.name} | {each.tier} | {each.officers} | {each.days} |" in text


def test_rows_are_read_in_order_of_time_and_named():
    header = "tier,from,to,officers,local_areas\n"
    rows = f"{header}local,2022-05-01,2022-05-02,20,north; south\nnational,2021-05-01,2021-05-01,9,\n"
    first, second = parse_aid_log(rows, "aid.csv", FaultList())
    assert (first.name, first.days, first.donors) == ("national, 2021-05-01", 1, ())
    assert (second.tier, second.donors) == (Tier.LOCAL, ("north", "south"))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("tier,from,to,officers,colour\n", 'unknown column "colour"'),
        ("tier,from,to\n", 'the column "officers" is missing'),
        ("tier,from,to,officers\n", "it names no deployment; write one line for each"),
        ("tier,from,to,officers\nglobal,2021-05-01,2021-05-02,9\n", 'tier: "global" was given'),
        ("tier,from,to,officers\nlocal,2021-05-02,2021-05-01,9\n", "it ends on 2021-05-01, before it begins"),
        ("tier,from,to,officers\nlocal,2021-05-01,2021-05-02,0\n", "0 officers were away; give 1 or more"),
        ("tier,from,to,officers\nlocal,tomorrow,2021-05-02,5\n", 'from: "tomorrow" was given'),
        ("tier,from,to,officers\nlocal,2021-05-01,2021-05-02,\n", "officers: it is blank"),
        ("tier,from,to,officers\n" + 2 * "local,2021-05-01,2021-05-02,5\n", "stands twice; keep one"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(rows, sentence, tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(FaultsFound, match=sentence):
        read_aid_log(path)


def test_the_page_of_the_manual_names_every_column():
    for column in ("tier", "from", "to", "officers", "deployment", "local_areas"):
        assert f"| `{column}` |" in page()
