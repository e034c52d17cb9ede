"""The template for Excel: the live dashboard, the fund's model, every function, and what Excel needs to run them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cspxl import __version__
from cspxl.bundled import workbooks
from cspxl.engine import evaluate
from cspxl.forms import Form, shapes
from cspxl.registry import Function, load_catalogue
from cspxl.report import dashboard, examples, lcpf
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Workbook
from cspxl.report.overview_request import read_request
from cspxl.sources import sample_release
from cspxl.values import month_index
from cspxl.workbook.compiled import Compiled
from cspxl.workbook.joined import joined

NAME: Final = "csp_template.xlsm"
_AREA, _AS_AT = "Barnet", month_index(2017, 2)
_OVERVIEW = "overview.toml"
_FUND, _FUND_AREA = "lcpf_model.toml", "Barking and Dagenham"


def template(form: Form = "macro") -> tuple[bytes, Sequence[str]]:
    """``csp_template.xlsm``, or another form of it, calculated, over the bundled data; and the engine's findings."""
    written, shaped, _ = shapes(describe(), form)
    return Compiled(written, shaped).filled()


def describe() -> Workbook:
    """The overview dashboard of Barnet, the functions, and the fund's model of Barking and Dagenham."""
    catalogue = load_catalogue()
    configuration = read_configuration(workbooks().joinpath(_OVERVIEW))
    request = read_request(configuration, sample_release(), _AREA, _AS_AT, f"cspxl {__version__}")
    shown = examples.describe(request, catalogue, {name: _size(item) for name, item in catalogue.items()})
    overview = dashboard.describe(request, catalogue, [shown])
    fund = lcpf.describe(read_configuration(workbooks().joinpath(_FUND)), _FUND_AREA)
    described = joined(overview, fund, "LCPF")
    properties = replace(
        described.properties,
        title="Community safety template",
        description="A live dashboard, the London Crime Prevention Fund model, and every function with an example.",
    )
    return replace(described, properties=properties)


def _size(function: Function) -> tuple[int, int]:
    """Rows and columns of the value of the function's example."""
    value = evaluate(function.example)
    return (len(value), len(value[0])) if isinstance(value, list) else (1, 1)
