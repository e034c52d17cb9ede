"""The paragraphs for the report to the board, in words, ready to be copied: all formulas."""

from __future__ import annotations

from cspxl.report.describe import Formula, Page, Put, Sheet
from cspxl.report.lcpf.checks import LIGHT, LIGHT_TEXT, lights
from cspxl.report.lcpf.layout import Model
from cspxl.report.lcpf.services import taken_list
from cspxl.report.lcpf.summary import sentence
from cspxl.report.lcpf.terms import (
    CHECKS,
    REPORT,
)
from cspxl.report.lcpf.wording import priorities

_TOP = 5


def describe(model: Model) -> Sheet:
    """Allocation, co-commissioning, projects, basis: a paragraph each."""
    taken = taken_list()
    none = f'IF({taken}="",""," Taken with the money won: "&{taken}&".")'

    def joined(*places: int) -> str:
        return '&" "&'.join(sentence(at) for at in places)

    basis = (
        '"Figures are those of the scenario "&scenario&"; allocations are as entered, and money rolls over inside a '
        'period of "&period_length&" years only."'
    )
    paragraphs = (
        ("Allocation", f"={joined(0, 1, 2)}"),
        ("Co-commissioning", f'={joined(3, 4, 5)}&IFNA({none},"")'),
        ("Priorities and projects", f'={priorities(model)}&" "&{joined(7)}'),
        ("Roll-over and basis", f'={joined(8)}&" "&IFNA({basis},"")'),
    )
    cells = [
        Put(1, 1, Formula('=area&": text for the report"'), "title"),
        Put(2, 1, "Copy the paragraphs; they follow the inputs. Do not use them while the light is red.", "note"),
        Put(3, 1, Formula(f"={CHECKS}!{LIGHT}"), "light"),
        Put(3, 2, Formula(f"={CHECKS}!{LIGHT_TEXT}"), "beside_light"),
    ]
    for at, (heading, text) in enumerate(paragraphs):
        cells += [Put(_TOP + at, 1, heading, "paragraph_label"), Put(_TOP + at, 2, Formula(text), "paragraph")]
    return Sheet(
        REPORT,
        cells,
        widths={1: 26, 2: 104},
        heights={1: 26, 3: 20, **dict.fromkeys(range(_TOP, _TOP + len(paragraphs)), 66)},
        page=Page(f"A1:B{_TOP + len(paragraphs) - 1}"),
        highlights=lights("A3", "$A$3"),
        tab_colour="1F3864",
        locked=True,
    )
