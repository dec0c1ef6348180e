"""Papers and releases: what is released is asked in its paper, and would be printed."""

from __future__ import annotations

from dueregard.common.errors import FaultList
from dueregard.common.reading.binding import did_you_mean
from dueregard.effects.stored import SURFACE
from dueregard.packs.contents import Contents, Located
from dueregard.packs.layout import safe_name
from dueregard.publication.releases import ReleaseState
from dueregard.snapshot.records import REGISTERS


def check_publication(contents: Contents, faults: FaultList) -> None:
    """Releases name decisions of their paper and records that exist; nobody's Release is lost."""
    papers = {row.record.id: row.record for row in contents.rows["papers"]}
    force = contents.force_record
    withheld = set() if force is None else {lead.id for lead in force.leads if not lead.publishable}
    for row in contents.rows["releases"]:
        release = row.record
        paper = papers.get(release.paper)
        if paper is not None and release.decision is not None:
            asked = [decision.id for decision in paper.decisions]
            if release.decision not in asked:
                remedy = did_you_mean(
                    release.decision, asked, otherwise="name a decision asked in that paper"
                )
                saw = f'the paper {paper.id} asks no decision "{release.decision}"'
                faults.add(row.at("decision"), saw, remedy)
        if release.state is ReleaseState.APPROVED and release.section in withheld:
            saw = f'its words stand in the section of the lead "{release.section}", who is not publishable'
            faults.add(row.at("section"), saw, "choose another section, or make the lead publishable")
        _check_basis(row, contents, faults)
    for row in contents.frozen:
        if not safe_name(row.record.id):
            faults.add(
                row.at("id"),
                f'"{row.record.id}" cannot name a folder',
                "use letters, digits and single . _ or -",
            )


def _check_basis(row: Located, contents: Contents, faults: FaultList) -> None:
    """A basis written register/id names a record; other bases are worked out, and known elsewhere."""
    for basis in row.record.basis:
        register, _, record_id = basis.partition("/")
        if register == SURFACE:
            saw = f'it rests on "{basis}", and a capacity surface is a map of weakness'
            faults.add(row.at("basis"), saw, "take the Release out; no words about a surface are released")
        if register in REGISTERS and register not in contents.broken:
            known = [found.record.id for found in contents.rows[register]]
            if record_id not in known:
                remedy = did_you_mean(
                    record_id, known, otherwise="correct the id, or take it out of the basis"
                )
                faults.add(row.at("basis"), f'it rests on "{basis}", which is not there', remedy)
