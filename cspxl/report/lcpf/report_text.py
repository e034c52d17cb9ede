"""The paragraphs for the report to the board, in words, ready to be copied: all formulas."""

from __future__ import annotations

from cspxl.report.describe import Formula
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.checks import light_shown, lights
from cspxl.report.lcpf.services import taken_list
from cspxl.report.lcpf.terms import REPORT
from cspxl.report.lcpf.wording import priorities
from cspxl.report.stack import Column, Gap, Stack, Table, Text


def describe(case: Case) -> Stack:
    """Allocation, co-commissioning, projects, basis: a paragraph each."""
    taken = taken_list()
    none = f'IF({taken}="",""," Taken with the money won: "&{taken}&".")'

    def joined(*about: str) -> str:
        return '&" "&'.join(f"words[{one}]" for one in about)

    basis = (
        '"Figures are those of the scenario "&scenario&"; allocations are as entered, and money rolls over inside a '
        'period of "&period_length&" years only."'
    )
    paragraphs = [
        ("allocation", "Allocation", f'={joined("first_year", "second_year", "rule")}'),
        ("joint", "Co-commissioning", f'={joined("split", "candidates", "best_fit")}&IFNA({none},"")'),
        ("projects", "Priorities and projects", f'={priorities(case)}&" "&{joined("projects")}'),
        ("basis", "Roll-over and basis", f'={joined("rollover")}&" "&IFNA({basis},"")'),
    ]
    columns = [Column(*paragraph, style="paragraph") for paragraph in paragraphs]
    return Stack(
        REPORT,
        [
            Text(Formula('=area&": text for the report"'), "title", height=26),
            Text("Copy the paragraphs; they follow the inputs. Do not use them while the light is red.", "note"),
            light_shown("report"),
            Gap(),
            Table("paragraphs", columns, headings="paragraph_label", across=True, height=66),
        ],
        widths={1: 26, 2: 104},
        highlights=lights("report_light"),
        tab_colour="1F3864",
        locked=True,
    )  # fmt: skip
