"""What is noticed of a part touches the wholes that it is a large part of: the indicators that contain it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from broken_release import BARKING, RESIDENTIAL, of, read, right, rows

from cspxl.bundled import workbooks
from cspxl.facts import classifications, wholes
from cspxl.facts.street import crime_types, street_wholes
from cspxl.notices import Effect, Notice, Touch
from cspxl.sources import SeriesTable, read_release
from cspxl.sources.wholes import Wholes, with_wholes
from cspxl.values import month_index

JANUARY, DECEMBER = month_index(2018, 1), month_index(2018, 12)


def test_what_contains_what_as_the_labels_say() -> None:
    """Sets of labels made here from the facts' own file."""
    stated = json.loads(files("cspxl.facts").joinpath("indicators.json").read_text("utf-8"))["indicators"]
    labels = {label for item in classifications() for label in item.labels}
    counted = {
        item["key"]: {
            (major, minor)
            for major, minor in labels
            if (major not in item["exclude_major"] if "exclude_major" in item else
                major in item.get("major", ()) or minor in item.get("minor", ()))
        }
        for item in stated
    }  # fmt: skip
    assert wholes() == {key: {other for other in counted if own < counted[other]} for key, own in counted.items()}
    assert wholes()["residential_burglary"] == {"burglary", "total_notifiable"}
    assert wholes()["rape"] == {"sexual_offences", "total_notifiable"}
    assert wholes()["total_notifiable"] == frozenset()


def test_all_crime_contains_every_type_but_anti_social_behaviour() -> None:
    keys = {kind.key for kind in crime_types().values()} - {"anti_social_behaviour"}
    assert street_wholes() == {key: {"all_crime"} for key in keys}


def found(*touches: Touch, effect: Effect = "incomplete") -> list[Touch]:
    """What is touched besides: of 100 of a whole in One, 5 are of its part, in Two 4."""
    counts = np.zeros((2, 2, 24))
    counts[:, 0], counts[0, 1], counts[1, 1] = 100, 5, 4
    of = {"part": frozenset({"whole"})}
    known = Wholes(of, {"part": "The part", "whole": "The whole"}, ["One", "Two"], ["whole", "part"], JANUARY, counts)
    (told,) = with_wholes([Notice("told", "", effect, touches)], known)
    assert told.touches[: len(touches)] == touches
    return list(told.touches[len(touches) :])


@pytest.mark.parametrize("effect", ["incomplete", "note"])
def test_a_part_of_a_twentieth_touches_its_whole(effect: Effect) -> None:
    whole = Touch("One", "whole", JANUARY, JANUARY + 1, "The part: 3 of a usual 10")
    assert found(Touch("One", "part", JANUARY, JANUARY + 1, "3 of a usual 10"), effect=effect) == [whole]


def test_what_is_smaller_or_touched_already_adds_nothing() -> None:
    assert found(Touch("Two", "part", JANUARY, JANUARY, "few")) == []
    assert found(Touch(None, "part", JANUARY, JANUARY, "few")) == []  # 9 of 200
    assert found(Touch("One", "whole", JANUARY, JANUARY, "few"), Touch("One", None, JANUARY, JANUARY, "few")) == []
    for area in ("One", None):
        known = Touch(area, "whole", JANUARY, DECEMBER, "few")
        assert found(known, Touch("One", "part", JANUARY, JANUARY, "few")) == []
    later = Touch("One", "whole", JANUARY + 1, DECEMBER, "few")
    assert len(found(later, Touch("One", "part", JANUARY, JANUARY, "few"))) == 1


def test_what_leaves_no_figure_is_decided_where_figures_are_counted() -> None:
    assert found(Touch("One", "part", JANUARY, JANUARY, "no row"), effect="not available") == []


# Of the bundled files


def with_few(folder: Path, area: str) -> SeriesTable:
    """The files, with a third of an area's residential burglaries from August 2018 on."""
    changed = rows()
    (row,) = of(changed, area, minor=RESIDENTIAL)
    row[-5:] = [str(int(cell) // 3) for cell in row[-5:]]
    read(folder, changed)
    (before,) = (item for item in workbooks().joinpath("sample").iterdir() if "historic" in item.name)
    return read_release([before, folder / "broken.csv"])


def incomplete(table: SeriesTable, area: str, key: str) -> set[int]:
    """The months of the second half of 2018 that are told."""
    touches = (touch for notice in table.notices if notice.effect == "incomplete" for touch in notice.touches)
    months = (range(touch.first_month, touch.last_month + 1) for touch in touches
              if touch.area == area and touch.indicator == key)  # fmt: skip
    return {month for run in months for month in run if month > JANUARY + 5}


def test_burglary_is_touched_where_its_residential_part_is_short(tmp_path: Path) -> None:
    area = "Croydon"
    part = right(lambda row: row[2] == RESIDENTIAL, area)
    assert part > 0.5 * right(lambda row: row[1] == "Burglary", area)
    assert part > 0.05 * right(lambda _: True, area)
    table = with_few(tmp_path, area)
    assert incomplete(table, area, "residential_burglary")
    for whole in ("burglary", "total_notifiable"):
        assert incomplete(table, area, whole) >= incomplete(table, area, "residential_burglary")
    assert not incomplete(table, area, "non_residential_burglary")
    assert not incomplete(table, BARKING, "burglary")
