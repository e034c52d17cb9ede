"""Every packaged report described, and those with what they may have besides: for tests that go through them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import plans
from packs import BARKING, BARNET, packaged, release
from street_archive import forces, months, write_archive
from test_notices import ALL

from cspxl import template
from cspxl.facts import boroughs
from cspxl.registry import load_catalogue
from cspxl.report import dashboard, lcpf, pack
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Workbook
from cspxl.report.overview_request import read_request
from cspxl.report.pack.case import Pack
from cspxl.report.pack.places import Places
from cspxl.sources import SeriesTable, read_data, sample_release
from cspxl.values import month_of

FACTS = Path(__file__).parent.parent / "cspxl" / "facts"


def overview(table: SeriesTable, name: str = "overview.toml") -> Workbook:
    request = read_request(read_configuration(packaged(name)), table, table.areas[0], table.last_month, "cspxl")
    return dashboard.describe(request, load_catalogue())


def of_kent() -> Workbook:
    with TemporaryDirectory() as folder:
        kent = {"kent": forces(FACTS / "authorities.csv", 43)["kent"]}
        write_archive(Path(folder), kent, months("2014-01", 36), 30_000)
        return overview(read_data([Path(folder)]), "street_overview.toml")


def asked(name: str, table: SeriesTable) -> Pack:
    path = packaged(name)
    month = min(table.last_month, month_of("2017-04")) if name != "borough_profile.toml" else table.last_month
    return pack.read_pack(read_configuration(path), path.parent, table, BARKING, month, "cspxl")


def packed(found: Pack) -> Workbook:
    return pack.describe(found, load_catalogue())


def with_months(name: str) -> Workbook:
    """With made-up months: of all boroughs for a line that London is compared with, of one borough for others."""
    found = asked(name, sample_release())
    lines = Places(found).lines
    compared = [line.key for line in lines if line.key and "London" in line.compare][:1]
    others = [line.key for line in lines if line.key and line.key not in compared][:3]
    series = [(area, key) for key in compared for area in boroughs()] + [(BARNET, key) for key in others]
    span = range(month_of("2014-01"), month_of("2017-02") + 1)
    monthly = [
        replace(found.request.entries[0], area=area, indicator=key, month=month, n_months=1, figures={"value": 5})
        for area, key in series
        for month in span
    ]
    return packed(replace(found, request=replace(found.request, monthly=monthly)))


def with_peers() -> Workbook:
    """With a group of the report's own and peers outside London."""
    found = asked("barnet_pack.toml", sample_release())
    outside = [replace(found.request.entries[0], area=area, indicator="burglary", n_months=12, figures={"value": 900})
               for area in ("Solihull", "Bath and North East Somerset")]  # fmt: skip
    request = replace(found.request, entries=[*found.request.entries, *outside],
                      own_groups={BARKING: [BARKING, "Solihull", BARNET]})  # fmt: skip
    return packed(replace(found, request=request))


def fund(area: str) -> Workbook:
    return lcpf.describe(read_configuration(packaged("lcpf_model.toml")), area)


def noticed() -> SeriesTable:
    return replace(sample_release(), notices=ALL)


REPORTS: Mapping[str, Callable[[], Workbook]] = {
    "overview": lambda: overview(sample_release()),
    "overview of release C": lambda: overview(release("C")),
    "overview with notices": lambda: overview(noticed()),
    "overview of Kent": of_kent,
    "call_over.toml": lambda: packed(asked("call_over.toml", sample_release())),
    "barnet_pack.toml": lambda: packed(asked("barnet_pack.toml", sample_release())),
    "call_over.toml with notices": lambda: packed(asked("call_over.toml", noticed())),
    "borough_profile.toml": lambda: packed(asked("borough_profile.toml", release("B"))),
    "call_over.toml with months": lambda: with_months("call_over.toml"),
    "barnet_pack.toml with months": lambda: with_months("barnet_pack.toml"),
    "barnet_pack.toml with peers": with_peers,
    "fund of Barking and Dagenham": lambda: fund(BARKING),
    "fund of Barnet": lambda: fund(BARNET),
    "plan": plans.described,
    "plan on a page": lambda: plans.described(packaged("plan_on_a_page.toml"), "2021-12", BARKING),
    "framework": lambda: plans.described(packaged("framework.toml"), "2017-04", BARKING),
    "template": template.describe,
}

