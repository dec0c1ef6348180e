"""How rest is paid back, from the dated duty rules: one place for what a force settles of duty and rest."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable
from dueregard.workforce.rest_debt import RepaymentRule

NAMES = (
    "rest-repaid-after-days",
    "rest-repaid-over-days",
    "rest-repaid-at-most",
    "rest-repaid-keeps-minimum",
)


def repayment_rules(rules: DutyRules) -> tuple[RepaymentRule, ...]:
    """The rules of repayment over time: a new one from each day on which a setting of it begins or has ended.

    Raises DutyRuleUnusable. What no setting covers is left out, and whoever asks for such a day is told.

    >>> from dueregard.workforce.duty_rules import shipped_rules
    >>> [(rule.starts_after_days, rule.spread_days) for rule in repayment_rules(shipped_rules())]
    [(14, 76)]
    """
    settings = [each for each in rules.settings if each.id in NAMES]
    begins = {each.from_on.first_day for each in settings}
    after = {each.until_on.last_day + timedelta(days=1) for each in settings if each.until_on is not None}
    days = sorted(begins | after)
    found = []
    for first, following in pairwise([*days, None]):
        assert first is not None
        if any(not any(each.id == name and each.holds_on(first) for each in settings) for name in NAMES):
            continue
        kept = rules.whole("rest-repaid-keeps-minimum", first)
        if kept > 1:
            raise DutyRuleUnusable(f"The duty rule rest-repaid-keeps-minimum is {kept}: write 1 or 0.")
        try:
            rule = RepaymentRule(
                name=Id("duty-rules"),
                from_on=When.parse(first.isoformat()),
                until_on=None
                if following is None
                else When.parse((following - timedelta(days=1)).isoformat()),
                starts_after_days=rules.whole("rest-repaid-after-days", first),
                spread_days=rules.whole("rest-repaid-over-days", first),
                at_most=rules.number("rest-repaid-at-most", first),
                keeps_minimum=bool(kept),
                source=rules.setting("rest-repaid-over-days", first).source,
            )
        except ValueError as error:
            raise DutyRuleUnusable(f"The duty rules on repaying rest do not fit: {error}.") from None
        found.append(rule)
    return tuple(found)
