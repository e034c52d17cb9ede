"""How a page looks on a screen and in print: the styles of the workbook, and where things stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cspxl.export.looks import faces
from cspxl.workbook.styles import FACE, GREY, INK, NAVY, PALE, RULE

_LARGEST: Final = 14.0  # points: titles are headings

_RULES: Final = f"""*{{box-sizing:border-box}}
body{{margin:0 auto;padding:0 1.5rem;max-width:82rem;color:#{INK};background:#fff}}
body{{font:10pt/1.4 {FACE},Helvetica,sans-serif}}
.skip{{position:absolute;left:-99rem}}
.skip:focus{{position:static}}
.marking-line{{text-align:center;font-weight:bold;margin:.6rem 0}}
h1,h2,h3{{color:#{NAVY};line-height:1.2;margin:0 0 .4rem}}
h1{{font-size:20pt}}
h2{{font-size:16pt}}
h3{{font-size:12pt;margin-top:1rem;border-bottom:1px solid #{NAVY}}}
section{{padding:1.2rem 0;border-top:3px solid #{NAVY}}}
p{{margin:.2rem 0}}
a{{color:#0B4F9E}}
.wide{{overflow-x:auto;margin:.6rem 0}}
table{{border-collapse:collapse;width:100%}}
caption{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
details caption{{position:static;width:auto;height:auto;clip-path:none;text-align:left;white-space:normal}}
th,td{{padding:.3rem .5rem;border-bottom:1px solid #{RULE};vertical-align:middle;text-align:left}}
td.change,td.panel_change,td.panel_change_points{{white-space:nowrap}}
tbody th{{font-weight:normal}}
tbody th[colspan]{{font-weight:bold}}
.row{{display:flex;flex-wrap:wrap;gap:.5rem;margin:.6rem 0}}
.box{{flex:1 1 0;min-width:8rem;padding:.4rem .8rem;display:flex;flex-direction:column;justify-content:center}}
.box.chip{{flex:0 1 12rem}}
.box p{{background:none}}
.strips{{display:grid;gap:1.5rem;align-items:start}}
figure{{margin:.6rem 0}}
svg{{max-width:100%;height:auto;display:block}}
summary{{cursor:pointer;color:#{GREY};font-size:9pt}}
details table{{width:auto;font-size:9pt}}
details thead th{{background:#{PALE}}}
@media screen and (max-width:50rem){{.strips{{display:block}}body{{padding:0 .6rem}}}}
@media print{{
body{{max-width:none;padding:0;-webkit-print-color-adjust:exact;print-color-adjust:exact}}
section{{break-before:page;border:0;padding:0}}
section:first-child{{break-before:auto}}
tr,figure,.row,h3{{break-inside:avoid}}
h1,h2,h3{{break-after:avoid}}
thead{{display:table-header-group}}
details,.skip{{display:none}}
.wide{{overflow:visible}}
td,th{{padding:.15rem .3rem}}
.across table{{font-size:8pt}}
.across td,.across th{{font-size:inherit}}
svg{{max-height:105mm;width:auto}}
.across{{page:across}}
}}"""


def style_sheet(marking: str) -> str:
    """The style sheet; in print the marking stands above and below every page where a browser can do it."""
    said = f'content:"{_in_css(marking)}";font:bold 10pt {FACE},sans-serif'
    number = f'content:"Page " counter(page) " of " counter(pages);font:8pt {FACE},sans-serif'
    boxes = f"@top-center{{{said}}}@bottom-center{{{said}}}@bottom-right{{{number}}}"
    pages = f"@page{{size:A4;margin:16mm;{boxes}}}\n@page across{{size:A4 landscape;margin:16mm;{boxes}}}"
    return "\n".join([*_faces(), _RULES, pages])


def _faces() -> Iterator[str]:
    """A rule for each style of the workbook."""
    for name, face in faces().items():
        fill = f";background:#{face.fill}" if face.fill else ""
        bold = f";font-weight:{'bold' if face.bold else 'normal'}"
        italic = ";font-style:italic" if face.italic else ""
        yield (f".{name}{{font-size:{min(face.size, _LARGEST):g}pt;color:#{face.ink};text-align:{face.aligned}"
               f"{bold}{italic}{fill}}}")  # fmt: skip


def _in_css(text: str) -> str:
    """A text as a style sheet spells it, whatever signs it has."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):06x}" for sign in text)
