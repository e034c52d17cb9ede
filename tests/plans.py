"""What the tests of plans share: the packaged plan, and a plan of one's own, described and calculated."""

from __future__ import annotations

from pathlib import Path

from packs import known, packaged

from cspxl.engine import Plan, load
from cspxl.report import plan
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Workbook
from cspxl.values import month_of
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

HILLINGDON = "Hillingdon"


def described(path: Path | None = None, month: str = "2017-12", area: str = HILLINGDON) -> Workbook:
    """The plan of a configuration; without one, the packaged plan."""
    path = path or packaged("plan.toml")
    asked = plan.read_plan(read_configuration(path), path.parent, area, month_of(month), "cspxl")
    return plan.describe(asked)


def planned(path: Path | None = None, month: str = "2017-12", area: str = HILLINGDON) -> Plan:
    """The same, calculated."""
    book = described(path, month, area)
    return known(load(read_package(write(book))).calculate(), book)


def own(folder: Path, measures: str, figures: str, *, top: str = "", said: str = "") -> Path:
    """A plan of one theme for 2017/18: the tables of its measures, and the rows of its figures and remarks."""
    named = 'commentary = ["said.csv"]\n' if said else ""
    (folder / "own_plan.toml").write_text(
        'report = "plan"\ntitle = "plan"\narea = "Brent"\nfirst_month = "2017-04"\nfigures = ["figures.csv"]\n'
        f'{named}{top}\n[[theme]]\nname = "One"\n{measures}', encoding="utf-8",
    )  # fmt: skip
    head = "area,indicator,month,n_months,value,numerator,denominator,source\n"
    (folder / "figures.csv").write_text(head + figures, encoding="utf-8")
    (folder / "said.csv").write_text("area,indicator,month,kind,text,source\n" + said, encoding="utf-8")
    return folder / "own_plan.toml"
