"""XML in the one spelling that cutting at its tags needs; what it says stays, and so do all other bytes."""

from __future__ import annotations

import re
from typing import Final

# What may hold the look of a tag without being one: comments, instructions, text between CDATA marks.
_NO_TAGS: Final = re.compile(rb"<!--.*?-->|<\?(?!xml\s).*?\?>|<!\[CDATA\[(?P<text>.*?)\]\]>", re.DOTALL)
_NAMES: Final = rb"<(?:[\w.-]+:)?(?:c|row|f|calcPr)(?=\s)"
_ODD: Final = re.compile(_NAMES + rb'(?:\s[\w.:-]++="[^"]*+")*+(?!/?>)')
_TAG: Final = re.compile(_NAMES + rb"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_ATTRIBUTE: Final = re.compile(rb"\s+(?P<name>[\w.:-]+)\s*=\s*(?:\"(?P<value>[^\"]*)\"|'(?P<single>[^']*)')")
_END: Final = re.compile(rb"\s+(/?>)$")


def plain(xml: bytes) -> bytes:
    """A part in UTF-8 without comments and instructions, its tags with one space and quotation marks."""
    if b"<!" in xml or xml.find(b"<?", len(b"\xef\xbb\xbf<?")) >= 0:
        xml = _NO_TAGS.sub(_text, xml)
    return _TAG.sub(_respelled, xml) if _ODD.search(xml) else xml


def _text(found: re.Match[bytes]) -> bytes:
    text = found["text"] or b""
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _respelled(found: re.Match[bytes]) -> bytes:
    return _END.sub(rb"\1", _ATTRIBUTE.sub(_attribute, found[0]))


def _attribute(found: re.Match[bytes]) -> bytes:
    value = found["value"] if found["single"] is None else found["single"].replace(b'"', b"&quot;")
    return b' %b="%b"' % (found["name"], value)
