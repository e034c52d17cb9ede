"""From a table of series to finished workbooks: describe and write a report once, then calculate and stamp each area.

``recipe`` says what a report is made of; ``make`` gives the bytes of one workbook of it, on any machine; ``run`` makes
many and puts each in its place.
"""

from __future__ import annotations

from cspxl.batch.recipe import Form, Job, Made, Recipe, build_lcpf, make, recipe_of
from cspxl.batch.run import Outcome, Plan, planned, run
from cspxl.batch.workers import Makers, cluster, here, processes

__all__ = [
    "Form", "Job", "Made", "Makers", "Outcome", "Plan", "Recipe", "build_lcpf", "cluster", "here", "make", "planned",
    "processes", "recipe_of", "run",
]  # fmt: skip
