"""A zip file with some members replaced; the others are copied as they are, still compressed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_UTF8: Final = 0x800
_ZIP64_EXTRA: Final = 1


@dataclass(frozen=True, slots=True)
class Packed:
    """A member's content as it stands in the file."""

    method: int
    checksum: int
    size: int
    content: bytes


def deflated(content: bytes, level: int = 6) -> Packed:
    """Content compressed; the same bytes every time."""
    press = zlib.compressobj(level, ZIP_DEFLATED, -15)
    return Packed(ZIP_DEFLATED, zlib.crc32(content), len(content), press.compress(content) + press.flush())


def with_replaced(data: bytes, archive: ZipFile, replaced: Mapping[str, Packed | None]) -> bytes:
    """The zip file again: members in their order with their dates, new ones at the end.

    Those named are replaced, or left out where there is None for them. Folders are told by ``/``, as they should be.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    infos = {info.filename: info for info in archive.infolist()}
    kept = [info for name, info in infos.items() if replaced.get(name, info) is not None]
    order = [*kept, *(ZipInfo(name) for name in replaced if name not in infos)]
    for info in order:
        packed = replaced.get(info.filename) or _kept(data, info)
        name, flags = _name(info)
        stamp = _date(info)
        sizes = (packed.checksum, len(packed.content), packed.size, len(name))
        body += [_LOCAL.pack(b"PK\3\4", 20, flags, packed.method, *stamp, *sizes, 0), name, packed.content]
        extra = _extra(info.extra)
        version = info.create_version | info.create_system << 8
        directory += [
            _CENTRAL.pack(
                b"PK\1\2", version, 20, flags, packed.method, *stamp, *sizes, len(extra), len(info.comment), 0,
                info.internal_attr, info.external_attr, offset,
            ),
            name, extra, info.comment,
        ]  # fmt: skip
        offset += _LOCAL.size + len(name) + len(packed.content)
    listing = b"".join(directory)
    comment = archive.comment
    end = _END.pack(b"PK\5\6", 0, 0, len(order), len(order), len(listing), offset, len(comment))
    return b"".join([*body, listing, end, comment])


def _kept(data: bytes, info: ZipInfo) -> Packed:
    """A member's compressed bytes, found behind its local header."""
    names, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + names + extra
    return Packed(info.compress_type, info.CRC, info.file_size, data[start : start + info.compress_size])


def _name(info: ZipInfo) -> tuple[bytes, int]:
    name = info.filename.replace("\\", "/")
    try:
        return name.encode("ascii"), info.flag_bits & _UTF8
    except UnicodeEncodeError:
        return name.encode("utf-8"), _UTF8


def _date(info: ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _extra(extra: bytes) -> bytes:
    """The extra field without sizes of 64 bits, which the headers tell here."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64_EXTRA:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept
