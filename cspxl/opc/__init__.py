"""A workbook's package: the zip file, its parts, how they refer to each other, and what all readers take from them."""

from __future__ import annotations

from cspxl.opc.content import (
    decimal,
    has_struck_run,
    index,
    inline_text,
    is_row,
    moment,
    number_formats,
    shared_strings,
    struck_styles,
    struck_texts,
    unescaped,
)
from cspxl.opc.package import MEGABYTE, Package, Relationship, Room, bytes_of, part_key

__all__ = [
    "MEGABYTE", "Package", "Relationship", "Room", "bytes_of", "decimal", "has_struck_run", "index", "inline_text",
    "is_row", "moment", "number_formats", "part_key", "shared_strings", "struck_styles", "struck_texts", "unescaped",
]  # fmt: skip
