"""A workbook's package: the zip file, its parts and how they refer to each other. Bad files are one clear line."""

from __future__ import annotations

import posixpath
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from lxml import etree

from cspxl.errors import InputError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_PART: Final = 1 << 30
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relationship:
    """One part's pointer to another; ``kind`` is the last word of its type, such as ``worksheet``."""

    kind: str
    target: str


class Package:
    """An opened package. Raises InputError for anything that cannot be read, with the file's name."""

    def __init__(self, source: Path | bytes) -> None:
        self.name = str(source) if isinstance(source, Path) else "the workbook"
        self.data = source if isinstance(source, bytes) else _bytes_of(source)
        if self.data.startswith(_OLE):
            encrypted = "EncryptedPackage".encode("utf-16-le") in self.data
            raise self.fault(
                "is protected with a password; save it without one"
                if encrypted
                else "is in the old binary format; save it as .xlsx"
            )
        try:
            self.zip = ZipFile(BytesIO(self.data))
        except (BadZipFile, ValueError, OSError):
            raise self.fault("is not a workbook: it is no zip file (.xlsx, .xlsm)") from None
        self.parts = frozenset(self.zip.namelist())

    def fault(self, why: str) -> InputError:
        """The one line that says what is wrong with this file."""
        return InputError(f"{self.name} {why}")

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        try:
            if self.zip.getinfo(part).file_size > _LARGEST_PART:
                raise self.fault(f"has a part of more than 1 GiB ({part})")
            return self.zip.read(part)
        except KeyError:
            raise self.fault(f"is not whole: the part {part} is missing") from None
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise self.fault(f"is damaged: the part {part} cannot be unpacked") from None

    def xml(self, part: str) -> Any:  # noqa: ANN401 -- lxml has no types
        """The root element of an XML part; nothing outside the file is ever read."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        try:
            root = etree.fromstring(self.read(part), parser)
        except etree.XMLSyntaxError as fault:
            raise self.fault(f"is damaged: the part {part} is no XML ({fault.msg})") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.fault(f"declares a document type in the part {part}, which no workbook does")
        return root

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The pointers of a part, by their id; "" is the package itself. Targets outside the package are left out."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            return {}
        found: dict[str, Relationship] = {}
        for item in self.xml(rels).iter(_RELATIONSHIP):
            target = item.get("Target", "")
            if item.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[item.get("Id", "")] = Relationship(item.get("Type", "").rpartition("/")[2], path)
        return found

    def workbook_part(self) -> str:
        """The part that lists the sheets."""
        for item in self.relationships("").values():
            if item.kind == "officeDocument":
                if item.target.endswith(".bin"):
                    raise self.fault("is a binary workbook (.xlsb); save it as .xlsx")
                return item.target
        raise self.fault("is a zip file, but no workbook")


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except OSError as fault:
        raise InputError(f"{path} cannot be read: {fault.strerror}") from None
