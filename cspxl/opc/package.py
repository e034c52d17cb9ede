"""A workbook's package: the zip file, its parts and how they refer to each other. Bad files are one clear line.

Nothing outside the file is ever read, and nothing is unpacked before its size is known: see docs/hostile-input.md.
"""

from __future__ import annotations

import posixpath
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile, ZipInfo

from lxml import etree

from cspxl.errors import InputError, one_line

MEGABYTE: Final = 1 << 20
LARGEST_FILE: Final = 256 * MEGABYTE  # as it lies on the disk
LARGEST_PACKAGE: Final = 512 * MEGABYTE  # unpacked, with pictures and all
LARGEST_PART: Final = 32 * MEGABYTE  # whose tree is in memory as a whole: no sheet, no shared texts
MOST_PARTS: Final = 5_000
MOST_TAGS: Final = 5_000_000  # in memory at once: what each costs there is ten times what it costs in the file
LONGEST_RUN: Final = MEGABYTE  # without a tag: a cell's text has 32,767 letters
MOST_READ: Final = {  # of one package, in all
    "bytes of sheets": 250_000_000,  # and of shared texts, one row or text after the other
    "bytes of other parts": 64_000_000,
    "tags": 15_000_000,  # of sheets and shared texts: a filled cell has four to eight
    "letters of texts": 100_000_000,  # each takes up to four bytes
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = 0x1
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_UNREADABLE: Final = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_SAFE: Final = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relationship:
    """One part's pointer to another."""

    type: str
    target: str

    @property
    def kind(self) -> str:
        """The last word of its type, such as ``worksheet``."""
        return self.type.rpartition("/")[2]


def part_key(name: str) -> str:
    """The name by which a part is found: those that differ in case, in slashes or in escapes name one part."""
    return unquote(name.replace("\\", "/")).lower().lstrip("/")


class Room:
    """What a workbook may still hold; what is beyond is refused, because memory or patience would not do for it.

    The limits and their reasons: docs/hostile-input.md.
    """

    def __init__(self, package: Package, most: Mapping[str, int]) -> None:
        self.package = package
        self.most = most
        self.left = dict(most)

    def take(self, what: str, number: int) -> None:
        """Fill a part of it. Raises InputError where it is full."""
        self.left[what] -= number
        if self.left[what] < 0:
            raise self.package.fault(f"is too large: it has more than {self.most[what]:,} {what}")


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
        self.parts: dict[str, ZipInfo] = {}
        self._check(self.zip.infolist())
        self.room = Room(self, MOST_READ)

    def _check(self, members: Sequence[ZipInfo]) -> None:
        """What the directory of the zip file tells: sizes (zipfile reads no further than they say), names, locks."""
        if len(members) > MOST_PARTS:
            raise self.fault(f"has {len(members):,} parts; a workbook has no more than {MOST_PARTS:,}")
        if sum(member.file_size for member in members) > LARGEST_PACKAGE:
            raise self.fault(f"is too large: more than {LARGEST_PACKAGE // MEGABYTE} MB when it is unpacked")
        for member in members:
            name = member.filename
            if name.startswith(("/", "\\")) or ".." in part_key(name).split("/"):
                raise self.fault(f"is no workbook: the part {name} lies outside of it")
            if self.parts.setdefault(part_key(name), member) is not member:
                raise self.fault(f"is damaged: the part {name} stands in it twice")
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise self.fault("is protected with a password; save it without one")

    def fault(self, why: str) -> InputError:
        """The one line that says what is wrong with this file."""
        return InputError(one_line(f"{self.name} {why}"))

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part_key(part) in self.parts

    def member(self, part: str) -> ZipInfo:
        """The name in the zip file of a part. Raises InputError where there is none."""
        try:
            return self.parts[part_key(part)]
        except KeyError:
            raise self.fault(f"is not whole: the part {part} is missing") from None

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        try:
            return self.zip.read(self.member(part))
        except _UNREADABLE:
            raise self.damaged(part) from None

    def opened(self, part: str) -> IO[bytes]:
        """A part, to be unpacked piece by piece."""
        try:
            return self.zip.open(self.member(part))
        except _UNREADABLE:
            raise self.damaged(part) from None

    def damaged(self, part: str) -> InputError:
        """What to raise for a part that the zip file does not give back."""
        return self.fault(f"is damaged: the part {part} cannot be unpacked")

    def check_whole(self) -> None:
        """Unpack every part, also those that nobody reads: they go into the output as they are."""
        for member in self.zip.infolist():
            try:
                with self.zip.open(member) as file:
                    while file.read(MEGABYTE):
                        pass
            except _UNREADABLE:
                raise self.damaged(member.filename) from None

    def xml(self, part: str) -> Any:  # noqa: ANN401 -- lxml has no types
        """The root element of an XML part, without comments; nothing outside the file is ever read."""
        size = self.member(part).file_size
        if size > LARGEST_PART:
            raise self.fault(f"has a part that is too large: {part} has more than {LARGEST_PART // MEGABYTE} MB")
        self.room.take("bytes of other parts", size)
        data = self.read(part)
        if data.count(b"<") > MOST_TAGS:
            raise self.too_many_tags(part)
        try:
            root = etree.fromstring(data, etree.XMLParser(**_SAFE))
        except (etree.XMLSyntaxError, ValueError) as fault:
            raise self._no_xml(part, fault) from None
        self._refuse_document_type(root, part)
        return root

    def streamed(self, part: str, *tags: str) -> Iterator[Any]:
        """The part's elements of these names, each while it is there; last, the root.

        A sheet is read row by row, as it is unpacked, so that neither it nor its tree is ever in memory as a whole.
        """
        self.room.take("bytes of sheets", self.member(part).file_size)
        self.room.take("tags", self._tags(part))  # unpacked twice: that costs little, what is refused is not read
        watched = _Watched(self, part)
        kept = etree.iterparse(watched, tag=[f"{{*}}{tag}" for tag in tags], **_SAFE)
        try:
            for _, element in kept:
                yield element
                watched.at_once = 0
                element.clear()
                before = element.getprevious()
                if before is not None:
                    element.getparent().remove(before)
        except etree.XMLSyntaxError as fault:
            raise self._no_xml(part, fault) from None
        self._refuse_document_type(kept.root, part)
        yield kept.root

    def _tags(self, part: str) -> int:
        try:
            with self.opened(part) as file:
                return sum(data.count(b"<") for data in iter(lambda: file.read(MEGABYTE), b""))
        except _UNREADABLE:
            raise self.damaged(part) from None

    def too_many_tags(self, part: str) -> InputError:
        """What to raise for a part whose tree would be too large."""
        return self.fault(f"has a part that is too large: {part} has more than {MOST_TAGS:,} tags at once")

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

    def relationships_part(self, part: str) -> str:
        """The name of the part that holds the relationships of a part."""
        folder, name = posixpath.split(part)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The pointers of a part, by their id; "" is the package itself. Targets outside the package are left out."""
        folder, rels = posixpath.dirname(part), self.relationships_part(part)
        if not self.has(rels):
            return {}
        found: dict[str, Relationship] = {}
        for item in self.xml(rels).iter(_RELATIONSHIP):
            target = item.get("Target", "").replace("\\", "/")
            if item.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[item.get("Id", "")] = Relationship(item.get("Type", ""), path)
        return found

    def outside(self, part: str) -> Sequence[str]:
        """The targets of a part's pointers that lie outside the package, as they are written."""
        rels = self.relationships_part(part)
        found = self.xml(rels).iter(_RELATIONSHIP) if self.has(rels) else ()
        return [item.get("Target", "") for item in found if item.get("TargetMode") == "External"]

    def workbook_part(self) -> str:
        """The part that lists the sheets."""
        for item in self.relationships("").values():
            if item.kind == "officeDocument":
                if item.target.lower().endswith(".bin"):
                    raise self.fault("is a binary workbook (.xlsb); save it as .xlsx")
                return item.target
        raise self.fault("is a zip file, but no workbook")


class _Watched:
    """A part's bytes as they are unpacked; refused where what is made of them would not fit into memory."""

    def __init__(self, package: Package, part: str) -> None:
        self.package, self.part = package, part
        self.file = package.opened(part)
        self.at_once = 0  # tags since the tree was emptied
        self._run = 0

    def read(self, size: int) -> bytes:
        """The next bytes. Raises InputError."""
        try:
            data = self.file.read(size)
        except _UNREADABLE:
            raise self.package.damaged(self.part) from None
        tags = data.count(b"<")
        self.at_once += tags
        self._run = len(data) - data.rfind(b"<") if tags else self._run + len(data)
        if self.at_once > MOST_TAGS:
            raise self.package.too_many_tags(self.part)
        if self._run > LONGEST_RUN:
            raise self.package.fault(f"has a part that is too large: {self.part} has a text of more than a megabyte")
        return data


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
