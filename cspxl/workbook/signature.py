"""The digital signature of a package: what is written into a signed workbook makes its signature false.

That of a macro project signs the project only, which stays as it is; so does its signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from cspxl.opc import Package, part_key

_KIND: Final = "/digital-signature/"
_TYPE: Final = "package.digital-signature-"
_ORIGIN: Final = f"{_KIND}origin"
_FOLDER: Final = "_xmlsignatures/"
_TYPES: Final = "[Content_Types].xml"
_RELATIONSHIPS: Final = "_rels/.rels"


def signature_parts(package: Package) -> frozenset[str]:
    """The parts of the signature: its origin, what leads on from there, and what its type calls so.

    None where the package is not signed. Parts that nothing points to are what another program left of a signature.
    """
    found: set[str] = set()
    waiting = [item.target for item in package.relationships("").values() if item.type.endswith(_ORIGIN)]
    waiting += _typed(package)
    while waiting:
        part = waiting.pop()
        if part_key(part) not in found:
            found |= {part_key(part), part_key(package.relationships_part(part))}
            waiting += [item.target for item in package.relationships(part).values() if _KIND in item.type]
    return frozenset(found & package.parts.keys())


def _typed(package: Package) -> list[str]:
    """The parts whose type says that they belong to a signature, and what else lies in the folder of signatures."""
    named, endings = set(), set()
    for item in package.xml(_TYPES) if package.has(_TYPES) else ():
        if _TYPE in item.get("ContentType", "").lower():
            named.add(part_key(item.get("PartName", "")))
            endings.add(item.get("Extension", "").lower())
    typed = {part for part in package.parts if part in named or _ending(part) in endings}
    return [part for part in package.parts if part in typed or (typed and part.startswith(_FOLDER))]


def without(package: Package, parts: frozenset[str]) -> Mapping[str, bytes | None]:
    """What changes in the package when the signature goes: its parts (None), the pointer to it, and their types."""
    relations = package.xml(_RELATIONSHIPS)
    for item in list(relations):
        if item.get("Type", "").endswith(_ORIGIN):
            relations.remove(item)
    types = package.xml(_TYPES)
    endings = {_ending(part) for part in parts} - {_ending(part) for part in package.parts.keys() - parts}
    for item in list(types):
        if part_key(item.get("PartName", "")) in parts or item.get("Extension", "").lower() in endings:
            types.remove(item)
    return {**dict.fromkeys(parts), _RELATIONSHIPS: _bytes(relations), _TYPES: _bytes(types)}


def _ending(part: str) -> str:
    return part.rpartition(".")[2]


def _bytes(root: Any) -> bytes:  # noqa: ANN401 -- lxml has no types
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
