"""A workbook's package: the zip file, its parts and how they refer to each other. Bad files are one clear line.

Nothing outside the file is ever read, and nothing is unpacked before its size is known: see docs/hostile-input.md.
"""

from __future__ import annotations

import posixpath
import re
import stat
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from lxml import etree

from cspxl.errors import InputError, one_line

MEGABYTE: Final = 1 << 20
LARGEST_FILE: Final = 256 * MEGABYTE  # as it lies on the disk
LARGEST_PACKAGE: Final = 512 * MEGABYTE  # unpacked, with pictures and all
LARGEST_XML: Final = 64 * MEGABYTE  # of all XML parts together, unpacked
LARGEST_PART: Final = 32 * MEGABYTE
MOST_PARTS: Final = 5_000
MOST_TAGS: Final = 5_000_000  # of a part: what each costs in memory is ten times what it costs in the file
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = 0x1
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_UNREADABLE: Final = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_SAFE: Final = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}


@dataclass(frozen=True, slots=True)
class Relationship:
    """One part's pointer to another; ``kind`` is the last word of its type, such as ``worksheet``."""

    kind: str
    target: str


class Package:
    """An opened package. Raises InputError for anything that cannot be read, with the file's name."""

    def __init__(self, source: Path | bytes, name: str = "the workbook") -> None:
        self.name = str(source) if isinstance(source, Path) else name
        self.data = source if isinstance(source, bytes) else bytes_of(source)
        if self.data.startswith(_OLE):
            encrypted = "EncryptedPackage".encode("utf-16-le") in self.data
            raise self.fault(
                "is protected with a password; save it without one"
                if encrypted
                else "is in the old binary format; save it as .xlsx"
            )
        try:
            self.zip = ZipFile(BytesIO(self.data))
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            raise self.fault("is not a workbook: it is no zip file (.xlsx, .xlsm)") from None
        self.parts = frozenset(self.zip.namelist())
        self._check()

    def _check(self) -> None:
        """What the directory of the zip file tells: sizes (zipfile reads no further than they say), names, locks."""
        members = self.zip.infolist()
        if len(members) > MOST_PARTS:
            raise self.fault(f"has {len(members):,} parts; a workbook has no more than {MOST_PARTS:,}")
        if sum(member.file_size for member in members) > LARGEST_PACKAGE:
            raise self.fault(f"is too large: more than {LARGEST_PACKAGE // MEGABYTE} MB when it is unpacked")
        xml = sum(member.file_size for member in members if member.filename.lower().endswith((".xml", ".rels")))
        if xml > LARGEST_XML:
            raise self.fault(f"is too large: its sheets have more than {LARGEST_XML // MEGABYTE} MB; take data out")
        for name, times in Counter(member.filename for member in members).items():
            if times > 1:
                raise self.fault(f"is damaged: the part {name} stands in it twice")
            if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
                raise self.fault(f"is no workbook: the part {name} lies outside of it")
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise self.fault("is protected with a password; save it without one")

    def fault(self, why: str) -> InputError:
        """The one line that says what is wrong with this file."""
        return InputError(one_line(f"{self.name} {why}"))

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        try:
            if self.zip.getinfo(part).file_size > LARGEST_PART:
                raise self.fault(f"has a part that is too large: {part} has more than {LARGEST_PART // MEGABYTE} MB")
            return self.zip.read(part)
        except KeyError:
            raise self.fault(f"is not whole: the part {part} is missing") from None
        except _UNREADABLE:
            raise self.fault(f"is damaged: the part {part} cannot be unpacked") from None

    def check_whole(self) -> None:
        """Unpack every part, also those that nobody reads: they go into the output as they are."""
        for member in self.zip.infolist():
            try:
                with self.zip.open(member) as file:
                    while file.read(MEGABYTE):
                        pass
            except _UNREADABLE:
                raise self.fault(f"is damaged: the part {member.filename} cannot be unpacked") from None

    def xml(self, part: str) -> Any:  # noqa: ANN401 -- lxml has no types
        """The root element of an XML part; nothing outside the file is ever read."""
        try:
            root = etree.fromstring(self._marked_up(part), etree.XMLParser(**_SAFE))
        except (etree.XMLSyntaxError, ValueError) as fault:
            raise self._no_xml(part, fault) from None
        self._refuse_document_type(root, part)
        return root

    def rows(self, part: str) -> Iterator[Any]:
        """The part's elements called ``row`` or ``filterColumn``, each while it is there; last, the root.

        A sheet is read row by row, so that its tree is never in memory as a whole.
        """
        kept = etree.iterparse(BytesIO(self._marked_up(part)), tag=("{*}row", "{*}filterColumn"), **_SAFE)
        try:
            for _, element in kept:
                yield element
                element.clear()
                before = element.getprevious()
                if before is not None:
                    element.getparent().remove(before)
        except etree.XMLSyntaxError as fault:
            raise self._no_xml(part, fault) from None
        self._refuse_document_type(kept.root, part)
        yield kept.root

    def _marked_up(self, part: str) -> bytes:
        data = self.read(part)
        if data.count(b"<") > MOST_TAGS:
            raise self.fault(f"has a part that is too large: {part} has more than {MOST_TAGS:,} tags")
        return data

    def _no_xml(self, part: str, fault: Exception) -> InputError:
        return self.fault(f"is damaged: the part {part} is no XML ({getattr(fault, 'msg', fault)})")

    def _refuse_document_type(self, root: Any, part: str) -> None:  # noqa: ANN401 -- lxml has no types
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.fault(f"declares a document type in the part {part}, which no workbook does")

    def root(self, part: str, name: str) -> tuple[Any, str]:
        """The root of a part that must be called so, and the namespace that its tags begin with."""
        root = self.xml(part)
        return root, self.namespace(root, part, name)

    def namespace(self, root: Any, part: str, name: str) -> str:  # noqa: ANN401 -- lxml has no types
        """What the tags of a part begin with. Raises InputError where its root is called otherwise."""
        if not str(root.tag).endswith(f"}}{name}"):
            raise self.fault(f"is damaged: the part {part} is no {name}")
        return str(root.tag)[: -len(name)]

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


def bytes_of(path: Path | Traversable, largest: int = LARGEST_FILE) -> bytes:
    """A file's bytes. Raises InputError, in one line: none there, a folder, a device, too large."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name the files in it")
        if isinstance(path, Path):
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise InputError(f"{path}: is no file")
            if found.st_size > largest:
                raise InputError(f"{path}: is too large: it has more than {largest // MEGABYTE} MB")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as fault:
        raise InputError(f"{path}: cannot be read: {fault.strerror}") from None
    except ValueError as fault:  # a name that no file can have
        raise InputError(f"{str(path)!r}: cannot be read: {fault}") from None


def shared_strings(package: Package, targets: Iterable[Relationship]) -> list[str]:
    """The texts that cells of any sheet point to by number."""
    part = next((target.target for target in targets if target.kind == "sharedStrings"), None)
    if part is None or part not in package.parts:
        return []
    root, namespace = package.root(part, "sst")
    return [text_of(item, namespace) for item in root.iterfind(f"{namespace}si")]


def text_of(item: Any, namespace: str) -> str:  # noqa: ANN401
    """The text of a string item: its own, or that of its runs; readings of Japanese characters are left out."""
    plain = item.find(f"{namespace}t")
    if plain is not None:
        return unescaped(plain.text or "")
    return unescaped("".join(run.text or "" for run in item.iterfind(f"{namespace}r/{namespace}t")))


def unescaped(text: str) -> str:
    """The text that ``_x000D_`` and its like stand for."""
    if "_x" not in text:
        return text
    return whole(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))


def whole(text: str) -> str:
    """The text with two halves of a character made one; a half that stands alone, which no file can hold, as �."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
