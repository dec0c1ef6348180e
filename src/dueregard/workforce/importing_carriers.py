"""Carriers from a force's own export, CSV or XLSX, through a column map or under our own headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dueregard.common.codecs import Id, codec_for
from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.binding import did_you_mean
from dueregard.workforce.carriers import Carrier, OffRoad
from dueregard.workforce.importing import day_parser
from dueregard.workforce.importing_map import TABLES, TableMap
from dueregard.workforce.importing_rows import RowReader

OWN_HEADINGS = TableMap({name: (name,) for name in TABLES["carriers"]})
"""Without a map the headings are the names of the fields."""


def import_carriers(
    path: Path, local_areas: Sequence[str], how: TableMap = OWN_HEADINGS
) -> tuple[Carrier, ...]:
    """The carriers of an export, in its order. Raises FaultsFound with every fault, and then nothing is kept.

    A carrier stands once, or once for each time that it is off the road.
    """
    faults = FaultList()
    found: dict[Id, Carrier] = {}

    def local_area(text: str) -> Id:
        if text not in local_areas:
            raise ValueError(
                did_you_mean(text, local_areas, otherwise="use the id of a local area, or map it in `values`")
            )
        return Id(text)

    parsers: dict[str, Callable[[str], object]] = {
        "carrier": codec_for(Id).parse,
        "seats": codec_for(int).parse,
        "local_area": local_area,
        "off_from_on": day_parser(how.formats_of("off_from_on")),
        "off_until_on": day_parser(how.formats_of("off_until_on")),
    }
    for row in RowReader("carriers", how, path, parsers, faults).rows():
        values = row.values
        since, until = values.get("off_from_on"), values.get("off_until_on")
        place = Place(path.name, row.line)
        if since is None and until is not None:
            faults.add(place, "an end of being off the road without a begin", "give the first day as well")
            continue
        try:
            off = () if since is None else (OffRoad(from_on=since, until_on=until),)
            carrier = Carrier(
                id=values["carrier"], local_area=values["local_area"], seats=values["seats"], off=off
            )
        except ValueError as error:
            saw, _, remedy = str(error).partition("; ")
            faults.add(place, saw, remedy)
            continue
        known = found.setdefault(carrier.id, carrier)
        if known is carrier:
            continue
        if (known.local_area, known.seats) != (carrier.local_area, carrier.seats) or not (known.off and off):
            faults.add(
                place,
                f"the carrier {carrier.id} stands twice",
                "keep one row, or one for each time that it is off the road with the same local area and seats",
            )
        else:
            found[carrier.id] = replace(known, off=(*known.off, *off))
    faults.raise_if_any()
    return tuple(found.values())
