"""The pictures of docs/ show the workbooks of today."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import ROOT
from pictures import DOCS, PICTURES, built, shows, text_of, with_text


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long) for name in PICTURES])
def test_a_picture_shows_its_sheet_as_it_is(name: str, tmp_path: Path) -> None:
    picture = PICTURES[name]
    is_old = text_of((DOCS / name).read_bytes()) != shows(built(picture, tmp_path), picture.sheet)
    assert not is_old, f"docs/{name} is old: look at it after 'cd tests && uv run python pictures.py'"


def test_every_picture_of_the_documentation_is_made_by_the_command() -> None:
    assert {path.name for path in (ROOT / "docs").glob("*.png")} == set(PICTURES)


def test_what_a_picture_says_it_shows_is_read_back() -> None:
    picture = (DOCS / "overview.png").read_bytes()
    assert text_of(with_text(picture[:33] + picture[picture.index(b"IDAT") - 4 :], "0" * 64)) == "0" * 64
