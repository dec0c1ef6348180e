"""A force's dated settings: the value in force on a day, or one sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dueregard.common.codecs import codec_for
from dueregard.common.errors import DueRegardError, shorten
from dueregard.common.period import day_words
from dueregard.force.identity import Setting


class SettingUnusable(DueRegardError):
    """A setting is absent on a day, or its value is not of the kind that is needed."""


def setting_on(settings: Iterable[Setting], name: str, day: date) -> Setting | None:
    """The setting of a name in force on a day; of several, the one that began last."""
    held = [setting for setting in settings if setting.id == name and setting.holds_on(day)]
    return max(held, key=lambda setting: setting.from_on.first_day, default=None)


def whole_number_on(settings: Iterable[Setting], name: str, day: date) -> int:
    """A setting's value as a whole number of 1 or more. Raises SettingUnusable.

    >>> whole_number_on([], "exercise-months", date(2023, 6, 30))
    Traceback (most recent call last):
    dueregard.improvement.settings.SettingUnusable: The force has no setting exercise-months for 30 June 2023.
    """
    text = _value(settings, name, day)
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    if number < 1:
        raise SettingUnusable(f"The setting {name} is {shorten(text)}, not a whole number of 1 or more.")
    return number


def day_setting_on(settings: Iterable[Setting], name: str, day: date) -> date:
    """A setting's value as a day. Raises SettingUnusable."""
    text = _value(settings, name, day)
    try:
        found: date = codec_for(date).parse(text)
    except ValueError:
        raise SettingUnusable(
            f"The setting {name} is {shorten(text)}, not a day such as 2017-05-02."
        ) from None
    return found


def _value(settings: Iterable[Setting], name: str, day: date) -> str:
    setting = setting_on(settings, name, day)
    if setting is None:
        raise SettingUnusable(f"The force has no setting {name} for {day_words(day)}.")
    return setting.value.strip()
