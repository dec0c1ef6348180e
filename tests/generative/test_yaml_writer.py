"""Whatever text is written as YAML reads back the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.codecs import parse_text
from dueregard.common.errors import FaultList
from dueregard.common.reading.yaml_tree import Mapping, Node, Sequence, parse_yaml
from dueregard.common.reading.yaml_writer import write_yaml

ODD = st.sampled_from(list(" \n\t'\":#-?{}[],&*!|>%@`\x85\u2028\u2029\ufeff…é😀ab\u00a0\u200b"))
CHARACTERS = st.one_of(ODD, st.characters(exclude_categories=["Cs"]))


def may_be_kept(text: str) -> bool:
    """Whether the reader takes such text at all."""
    try:
        parse_text(text)
    except ValueError:
        return False
    return True


TEXTS = st.text(CHARACTERS, max_size=200).filter(may_be_kept)
PARAGRAPHS = (
    st.lists(st.text(CHARACTERS, min_size=1, max_size=12), max_size=40).map(" ".join).filter(may_be_kept)
)
NAMES = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
VALUES = st.recursive(
    st.one_of(TEXTS, PARAGRAPHS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=8,
)


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: plain(inner) for key, inner in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(inner) for inner in node.items]
    return node.text


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_what_is_written_reads_back_the_same(content):
    faults = FaultList()
    tree = parse_yaml(write_yaml(content), "any.yaml", faults)
    faults.raise_if_any()
    assert tree is not None
    assert plain(tree) == content
