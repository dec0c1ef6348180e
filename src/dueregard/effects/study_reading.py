"""A study made ready: its files read, its ledgers kept, its two scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dueregard.common.errors import Fault, FaultList, FaultsFound, Place
from dueregard.common.reading.binding import did_you_mean
from dueregard.common.reading.files import read_text
from dueregard.effects.backtest_value import performance_in
from dueregard.effects.comparison import Aftermath, Comparison, EffectRefused
from dueregard.effects.design import EffectDesign, read_effect_design
from dueregard.effects.effect import Grounds
from dueregard.effects.levels import LoggedLevel, logged_levels, weeks_around
from dueregard.effects.past_value import sentence_in
from dueregard.effects.rosters import roster_hash, roster_hours, roster_spec
from dueregard.effects.study import (
    Alternatives,
    Composed,
    LedgerSettings,
    Study,
)
from dueregard.effects.study_results import StudyResults, read_study_results
from dueregard.local_policing.calibration_file import load_calibration
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.crewing import CrewingPolicy
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.response_policy import ResponsePolicy, read_response_policy
from dueregard.local_policing.scenario import ExtraDemand, Scenario
from dueregard.local_policing.settings_file import read_record
from dueregard.workforce.backfill import BackfillPolicy
from dueregard.workforce.composing import compose
from dueregard.workforce.hours import DutyFunction, Grid, RosterHours
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.own_rules import own_duty_rules
from dueregard.workforce.repayment_rules import repayment_rules
from dueregard.workforce.rest_debt import RepaymentRule, RestRuleMissing
from dueregard.workforce.withdrawals import Withdrawal
from dueregard.workforce.withdrawals_file import parse_moment, read_withdrawals

DAYS_CARRIED_ON = 91
MOST_DAYS_CARRIED_ON = 364
"""So far past a study's days the ledger is carried on while rest is owed, a quarter of a year at a time."""
NO_RESULTS = StudyResults()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadStudy:
    """A study with all that it names."""

    study: Study
    folder: Path = field(compare=False)
    calibration: Calibration
    roster: RosterHours
    withdrawals: tuple[Withdrawal, ...]
    settings: LedgerSettings
    policy: ResponsePolicy
    crewing: CrewingPolicy
    design: EffectDesign
    results: StudyResults = NO_RESULTS

    @property
    def backfill(self) -> BackfillPolicy | None:
        """The backfill policy chosen."""
        return next((each for each in self.settings.backfill if each.name == self.study.backfill), None)

    @property
    def repayment(self) -> tuple[RepaymentRule, ...]:
        """How rest is paid back by the duty rules. Raises FaultsFound, DutyRuleUnusable."""
        own = self.settings.duty_rules
        return repayment_rules(own_duty_rules(None if own is None else self.folder / own, own))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the log."""
        return ZoneInfo(self.calibration.demand.zone)

    def demands(self, number: int | None = None) -> tuple[Demand, ...]:
        """As many draws of demand as the design has, or another number; the first of them are the same."""
        return tuple(self.calibration.draws(number or self.design.draws, self.design.seed))

    def demands_apart(self, number: int) -> tuple[Demand, ...]:
        """So many other draws of demand, independent of `demands`: those of the next seed."""
        return tuple(self.calibration.draws(number, self.design.seed + 1))

    def ledger(self, withdrawals: Iterable[Withdrawal]) -> Ledger:
        """The hours ledger with these people away.

        Where rest is owed and the ledger file has no rules of repayment, the duty rules say how it is paid back.
        """
        withdrawals = tuple(withdrawals)

        def kept(repayment: tuple[RepaymentRule, ...]) -> Ledger:
            return keep_ledger(
                self.roster,
                withdrawals,
                policy=self.backfill,
                minimums=self.settings.minimums,
                repayment=repayment,
            )

        if self.settings.repayment:
            return kept(self.settings.repayment)
        try:
            return kept(())
        except RestRuleMissing:
            return kept(self.repayment)

    def ledger_until_repaid(self, withdrawals: Iterable[Withdrawal]) -> Ledger:
        """The same, carried on past the days of the study until no rest is owed any more, a year at most.

        What stands in the days of the study is the same in both. Where the roster holds nobody any more, it ends.
        """
        withdrawals = tuple(withdrawals)
        ledger, days = self.ledger(withdrawals), self._days
        while ledger.owed_at_end and days < self._days + MOST_DAYS_CARRIED_ON:
            days += DAYS_CARRIED_ON
            longer = self._roster_of(days)
            if not longer.rostered[ledger.grid.hours :].any():
                break
            ledger = replace(self, roster=longer).ledger(withdrawals)
        return ledger

    @property
    def _days(self) -> int:
        return (self.study.last_on - self.study.first_on).days + 1

    def _roster_of(self, days: int) -> RosterHours:
        grid = self.roster.grid
        longer = Grid.of_days(self.study.first_on, days, grid.local_areas, grid.zone)
        return roster_hours(self.study.roster, self.folder, longer, *_skills(self.study, self.crewing))

    def comparison(self, withdrawals: tuple[Withdrawal, ...] | None = None) -> Comparison:
        """The world without and with the deployment, or with other people away at the same time."""
        taken = self.withdrawals if withdrawals is None else withdrawals
        without = self._scenario("without", self.ledger(()))
        extra = tuple(
            ExtraDemand(
                grade=each.grade,
                local_area=each.local_area,
                factor=float(each.share),
                from_on=each.from_on,
                until_on=each.until_on,
            )
            for each in self.study.extra
        )
        with_it = replace(self._scenario("with", self.ledger(taken)), extra=extra)
        first, last = self.days_away()
        carried_on = withdrawals is None and with_it.ledger.owed_at_end > 0
        return Comparison(
            without=without,
            with_it=with_it,
            from_on=first,
            until_on=last,
            warm_up_days=self.design.warm_up_days,
            kept_longer=Aftermath.of_ledger(self.ledger_until_repaid(taken)) if carried_on else None,
        )

    def of_size(self, officers: int) -> Comparison:
        """The same deployment with another number of officers, by the rule that the study composes it by."""
        return self.comparison(self.withdrawals_of(officers))

    def of_sizes(self, sizes: Iterable[int]) -> tuple[Comparison, ...]:
        """The same for several numbers, all beside one and the same world without."""
        chosen = tuple(sizes)
        first = self.of_size(chosen[0])
        return (
            first,
            *(
                replace(
                    first, with_it=replace(first.with_it, ledger=self.ledger(self.withdrawals_of(officers)))
                )
                for officers in chosen[1:]
            ),
        )

    def withdrawals_of(self, officers: int) -> tuple[Withdrawal, ...]:
        """Withdrawals for so many officers. Raises EffectRefused where the study names people one by one."""
        composed = self.study.composed
        if composed is None:
            raise EffectRefused(
                f"The study {self.study.name} names withdrawals one by one, so there is no rule for other sizes: "
                "give composed, with officers, from_at and until_at."
            )
        return _composed(replace(composed, officers=officers), self.roster, self.zone)

    def sent_first_from(self, function: DutyFunction) -> tuple[Withdrawal, ...]:
        """Withdrawals of the study's number of officers, those of a duty function first."""
        assert self.study.composed is not None  # or the study would not name alternatives
        return _composed(self.study.composed, self.roster, self.zone, function)

    def days_away(self) -> tuple[date, date]:
        """The first and last local day on which somebody is away. Raises EffectRefused where nobody is."""
        moments = [(each.from_at, each.until_at) for each in self.withdrawals]
        if self.study.composed is not None:
            composed = self.study.composed
            moments = [
                (parse_moment(composed.from_at, self.zone), parse_moment(composed.until_at, self.zone))
            ]
        if not moments:
            raise EffectRefused(f"The study {self.study.name} takes nobody: its withdrawals are empty.")
        first = min(begin for begin, _ in moments).astimezone(self.zone).date()
        last = (max(end for _, end in moments) - timedelta(minutes=1)).astimezone(self.zone).date()
        return first, last

    def _scenario(self, name: str, ledger: Ledger) -> Scenario:
        return Scenario(
            name=name,
            demand=self.calibration.demand,
            ledger=ledger,
            crewing=self.crewing,
            policy=self.policy,
        )

    def grounds(self) -> Grounds:
        """What the result rests on, for its validity statement."""
        found, roster, results = self.calibration, self.study.roster, self.results
        headings = [each for each in (self.study.heading, found.heading) if each]
        what = f"the generated roster {roster.generated}" if roster.generated else "the force's roster"
        if roster.strength is not None:
            what += f" at a strength of {roster.strength:,} officers"
        return Grounds(
            deployment=self.study.deployment,
            log=found.source,
            log_hash=found.hash,
            roster=what,
            roster_hash=roster_hash(self.roster),
            first_on=found.first_on,
            last_on=found.last_on,
            incidents=found.incidents,
            study=str(self.study.name),
            aid=None if self.study.aid is None else str(self.study.aid),
            officers=None if self.study.composed is None else self.study.composed.officers,
            invented=found.invented or roster.generated is not None,
            log_files={file.name: file.sha256 for file in found.inputs},
            heading=". ".join(headings) + "." if headings else None,
            performance=None if results.backtest is None else performance_in(results.backtest),
            past_deployments=None if results.past is None else sentence_in(results.past),
            results={
                str(each.kind): each.hash for each in (results.backtest, results.past) if each is not None
            },
            logged=self._logged(),
        )

    def _logged(self) -> tuple[LoggedLevel, ...]:
        sums = self.calibration.sums
        return logged_levels(sums, weeks_around(sums, *self.days_away()))


def read_study(path: Path, *, strength: int | None = None, with_results: bool = True) -> ReadStudy:
    """Read a study and all it names. Raises FaultsFound and what its parts raise, each one sentence a fault.

    strength: officers of its generated roster, in place of what it says itself.
    with_results: whether the stored results that it names are read, which are not there while one is being made.
    """
    study = read_record(Study, path, path.name or str(path))
    folder = path.parent
    if strength is not None:
        study = _at_strength(study, strength, folder)
    settings = LedgerSettings()
    if study.ledger is not None:
        settings = read_record(LedgerSettings, folder / study.ledger, study.ledger)
    _check_backfill(study, settings, path.name)
    calibration = load_calibration(folder / study.calibration)
    demand = calibration.demand
    days = (study.last_on - study.first_on).days + 1
    grid = Grid.of_days(study.first_on, days, demand.local_areas, demand.zone)
    crewing = read_record(CrewingPolicy, folder / study.crewing, study.crewing)
    hours = roster_hours(study.roster, folder, grid, *_skills(study, crewing))
    zone = ZoneInfo(demand.zone)
    policy = read_response_policy(folder / study.response_policy, study.response_policy)
    results = NO_RESULTS
    if with_results:
        results = read_study_results(study, folder, calibration, policy, crewing)
    return ReadStudy(
        study=study,
        folder=folder,
        calibration=calibration,
        roster=hours,
        withdrawals=_withdrawals(study, folder, hours, zone),
        settings=settings,
        policy=policy,
        crewing=crewing,
        design=EffectDesign()
        if study.design is None
        else read_effect_design(folder / study.design, study.design),
        results=results,
    )


def _check_backfill(study: Study, settings: LedgerSettings, file: str) -> None:
    """Refuse a backfill policy that the ledger file does not hold. Raises FaultsFound."""
    names = [str(policy.name) for policy in settings.backfill]
    chosen = {"backfill": study.backfill}
    for number, name in enumerate((study.alternatives or Alternatives()).backfill):
        chosen[f"alternatives.backfill[{number}]"] = name
    faults = [
        Fault(
            Place(file, None, field),
            f"the policy {name} is not in {study.ledger}",
            did_you_mean(name, names, otherwise=f"choose of {', '.join(names) or 'none'}"),
        )
        for field, name in chosen.items()
        if name is not None and name not in names
    ]
    if faults:
        raise FaultsFound(faults)


def read_study_days(study: Study, folder: Path, base: ReadStudy) -> ReadStudy:
    """A study like one that was read, of other days or another size: only its roster is made anew."""
    demand = base.calibration.demand
    grid = Grid.of_days(
        study.first_on, (study.last_on - study.first_on).days + 1, demand.local_areas, demand.zone
    )
    hours = roster_hours(study.roster, folder, grid, *_skills(study, base.crewing))
    zone = ZoneInfo(demand.zone)
    return replace(base, study=study, roster=hours, withdrawals=_withdrawals(study, folder, hours, zone))


def with_people_away(
    base: ReadStudy, taken: tuple[Withdrawal, ...], first_on: date, last_on: date, deployment: str
) -> ReadStudy:
    """A study that was read, of other days, with these people away instead and no incidents added."""
    study = replace(
        base.study,
        deployment=deployment,
        aid=None,
        first_on=first_on,
        last_on=last_on,
        withdrawals="a plan",
        composed=None,
        alternatives=None,
        extra=(),
    )
    grid = Grid.of_days(
        first_on, (last_on - first_on).days + 1, base.roster.grid.local_areas, base.roster.grid.zone
    )
    hours = roster_hours(study.roster, base.folder, grid, *_skills(study, base.crewing))
    return replace(base, study=study, roster=hours, withdrawals=taken, results=NO_RESULTS)


def _skills(study: Study, crewing: CrewingPolicy) -> tuple[str | None, ...]:
    """The skills that a study asks its roster for: of those sent, and of those on each unit."""
    composed = None if study.composed is None else study.composed.skill
    return (composed, *(needed.skill for needed in crewing.skills))


def at_strength(read: ReadStudy, officers: int) -> ReadStudy:
    """The same study in a force of another size, as `read_study` reads it with a strength, its demand read once."""
    study = _at_strength(read.study, officers, read.folder)
    skills = _skills(study, read.crewing)
    hours = roster_hours(study.roster, read.folder, read.roster.grid, *skills)
    taken = _withdrawals(study, read.folder, hours, read.zone)
    return replace(read, study=study, roster=hours, withdrawals=taken)


def _at_strength(study: Study, strength: int, folder: Path) -> Study:
    """Each group, skill and trained number scaled in proportion; those sent are as many as before."""
    if study.roster.generated is None:
        raise EffectRefused(
            f"The study {study.name} has a roster from exports, which has the strength it has: leave strengths out."
        )
    if strength < 1:
        raise EffectRefused(f"A strength of {strength} was given: give a number of officers.")
    composed = study.composed
    if composed is not None and composed.of_trained is not None:
        before = study.roster.strength or roster_spec(study.roster.generated, folder).officers
        trained = (2 * composed.of_trained * strength + before) // (2 * before)
        if trained < composed.officers:
            raise EffectRefused(
                f"At a strength of {strength:,} the force has {trained:,} of those that the study {study.name} draws "
                f"from, and {composed.officers:,} are sent: give a larger strength or send fewer."
            )
        composed = replace(composed, of_trained=trained)
    return replace(study, roster=replace(study.roster, strength=strength), composed=composed)


def _withdrawals(study: Study, folder: Path, roster: RosterHours, zone: ZoneInfo) -> tuple[Withdrawal, ...]:
    if study.composed is not None:
        return _composed(study.composed, roster, zone)
    assert study.withdrawals is not None  # the study holds one or the other
    faults = FaultList()
    text = read_text(folder / study.withdrawals, study.withdrawals, faults)
    found = () if text is None else read_withdrawals(text, study.withdrawals, zone, faults)
    faults.raise_if_any()
    return found


def _composed(
    how: Composed, roster: RosterHours, zone: ZoneInfo, first_from: DutyFunction | None = None
) -> tuple[Withdrawal, ...]:
    try:
        begins, ends = parse_moment(how.from_at, zone), parse_moment(how.until_at, zone)
    except ValueError as error:
        raise EffectRefused(f"The study's composed deployment: {error}.") from None
    return compose(
        how.officers,
        begins,
        ends,
        roster,
        skill=how.skill,
        of_trained=how.of_trained,
        rest=how.rest,
        first_from=first_from,
    )
