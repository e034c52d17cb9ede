"""Peer groups that a configuration gives: similar groups of areas for which none is on file, or instead of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cspxl.facts import boroughs
from cspxl.report.configuration import Section
from cspxl.report.request import SIMILAR_GROUP_SIZE
from cspxl.sources.tidy import spelled


def read_groups(configuration: Section) -> Mapping[str, Sequence[str]]:
    """The members of each group by its area, the area first. Raises InputError, in one line, for a wrong one."""
    found: dict[str, Sequence[str]] = {}
    for section in configuration.sections("peers"):
        section.only("area", "members")
        area = section.choice("area", list(boroughs()))
        if area in found:
            section.fault(f"there is another group of {area}; keep one", "area")
        members = [spelled(name) for name in section.texts("members")]
        others = [name for name in members if name != area]
        if not 1 <= len(others) < SIMILAR_GROUP_SIZE:
            most = SIMILAR_GROUP_SIZE - 1
            section.fault(f"a group has the area and 1 to {most} others, not {len(others)}", "members")
        if len(set(others)) < len(others):
            section.fault("a member stands there twice", "members")
        found[area] = [area, *others]
    return found
