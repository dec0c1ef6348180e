"""Plain lists, mappings and text as YAML that people like to read, and that reads back the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from yaml import SafeDumper

_WIDTH = 110
_ONE_PARAGRAPH = re.compile(
    r"[!-~¡-\u1fff\u2010-\u2027\u2030-\ud7ff]+(?: [!-~¡-\u1fff\u2010-\u2027\u2030-\ud7ff]+)*"
)

# Unicode's own line breaks, which only double quotes keep as they are.
_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")


class _Styled(str):
    """Text with the YAML style it is to be written in."""

    __slots__ = ("style",)
    style: str


class _Dumper(SafeDumper):
    """Writes every list indented under its name and never an alias."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_styled(dumper: SafeDumper, text: _Styled) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=text.style)


_Dumper.add_representer(_Styled, _represent_styled)


def write_yaml(content: Mapping[str, Any]) -> str:
    """YAML text of mappings, lists and text, keys in the order given; every scalar is text.

    >>> print(write_yaml({"id": "a", "essential": "no", "leads": ["b", "c"]}), end="")
    id: a
    essential: 'no'
    leads:
      - b
      - c
    """
    text: str = yaml.dump(
        _prepared(content),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH,
        default_flow_style=False,
    )
    return text


def _prepared(value: Any) -> Any:
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, Mapping):
        return {str(key): _prepared(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_prepared(inner) for inner in value]
    raise TypeError(f"only text, lists and mappings are written, not {type(value).__name__}")


def _text(text: str) -> str:
    """The text with a style where the library's own choice would be hard to read or lose something."""
    if len(text) > 80 and _ONE_PARAGRAPH.fullmatch(text):
        style = ">"
    elif _BREAKS.search(text):
        style = '"'
    else:
        return text
    styled = _Styled(text)
    styled.style = style
    return styled
