"""The add-in of LibreOffice Calc as one file, ``cspxl.oxt``, made from the catalogue.

Inside: the interface as UNO's plain IDL, what Calc's function wizard shows, the component, and under ``pythonpath`` the
modules that it needs: the standard library and nothing else, so that Calc's own Python runs it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from cspxl import __version__
from cspxl.hosts.calc_cells import CELLS
from cspxl.registry import Function, load_catalogue

NAME: Final = "cspxl.oxt"
IDENTIFIER: Final = "uk.cspxl.functions"
SERVICE: Final = "CSP"  # the functions are CSP.RAG and so on
ADD_IN: Final = "com.sun.star.sheet.AddIn"

_ROWS: Final = "sequence< sequence<any> >"  # a blank between the brackets: without it the reader of IDL stumbles
_CELLS_HELP: Final = "Hands cells over as they are: blanks as blanks, errors as errors. Put it round a reference."
_CELLS_ARGUMENT: Final = "A cell or a range."
# What travels: rooms that need the standard library only, and of this room what the component imports.
_ROOMS: Final = ("errors.py", "names.py", "values.py", "registry.py", "facts", "functions")
_OF_HOSTS: Final = ("__init__.py", "cells.py", "calc_cells.py", "calc_extension.py")
_PACKAGE: Final = Path(__file__).parent.parent
_COMPONENT: Final = "calc_component.py"
_WHEN: Final = (1980, 1, 1, 0, 0, 0)  # equal versions give equal bytes

_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
<manifest:file-entry manifest:full-path="functions.idl"
 manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB"/>
<manifest:file-entry manifest:full-path="calc_component.py"
 manifest:media-type="application/vnd.sun.star.uno-component;type=Python"/>
<manifest:file-entry manifest:full-path="CalcAddIns.xcu"
 manifest:media-type="application/vnd.sun.star.configuration-data"/>
</manifest:manifest>
"""
_DESCRIPTION: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
<identifier value="{IDENTIFIER}"/><version value="{__version__}"/>
<display-name><name lang="en">cspxl: community safety functions</name></display-name>
</description>
"""


def extension() -> bytes:
    """The bytes of ``cspxl.oxt``."""
    functions = list(load_catalogue().values())
    parts = {
        "META-INF/manifest.xml": _MANIFEST.encode(),
        "description.xml": _DESCRIPTION.encode(),
        "functions.idl": _interface(functions).encode(),
        "CalcAddIns.xcu": _wizard(functions).encode(),
        _COMPONENT: (_PACKAGE / "hosts" / _COMPONENT).read_bytes(),
        **{f"pythonpath/cspxl/{path.relative_to(_PACKAGE).as_posix()}": path.read_bytes() for path in _modules()},
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, _WHEN), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _modules() -> Iterator[Path]:
    yield _PACKAGE / "__init__.py"
    for name in _OF_HOSTS:
        yield _PACKAGE / "hosts" / name
    for room in (_PACKAGE / name for name in _ROOMS):
        found = sorted(room.rglob("*")) if room.is_dir() else [room]
        yield from (path for path in found if path.is_file() and path.suffix != ".pyc")


def _interface(functions: Sequence[Function]) -> str:
    """What the functions take and give, as UNO reads it: one value, or rows where there may be several."""
    methods = [f"{'any' if f.gives_one else _ROWS} {f.name}({_parameters(f)});" for f in functions]
    methods.append(f"{_ROWS} {CELLS}([in] com::sun::star::table::XCellRange argument1);")
    lines = "\n".join(methods)
    return f"module uk {{ module cspxl {{ interface XFunctions {{\n{lines}\n}}; }}; }};\n"


def _parameters(function: Function) -> str:
    """Any value, or any number of them: all else Calc would convert, and none but these may be left out."""
    return ", ".join(
        f"[in] {'sequence<any>' if parameter.variadic else 'any'} argument{at}"
        for at, parameter in enumerate(function.parameters, 1)
    )


def _wizard(functions: Sequence[Function]) -> str:
    """What Calc's function wizard shows, in Calc's configuration; the nodes bear the names of the interface."""
    shown = [_node(f.name, f.help, [(p.name, p.help) for p in f.parameters]) for f in functions]
    shown.append(_node(CELLS, _CELLS_HELP, [("reference", _CELLS_ARGUMENT)]))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns" oor:package="org.openoffice.Office">'
        f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace"><node oor:name="AddInFunctions">'
        f"{''.join(shown)}</node></node></node></oor:component-data>\n"
    )


def _node(name: str, help_text: str, arguments: Sequence[tuple[str, str]]) -> str:
    parameters = "".join(
        f'<node oor:name="argument{at}" oor:op="replace">{_shown(*argument)}</node>'
        for at, argument in enumerate(arguments, 1)
    )
    return (
        f'<node oor:name="{name}" oor:op="replace">{_shown(name, help_text)}'
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f'{_text("CompatibilityName", name)}<node oor:name="Parameters">{parameters}</node></node>'
    )


def _shown(name: str, help_text: str) -> str:
    return _text("DisplayName", name) + _text("Description", help_text)


def _text(name: str, text: str) -> str:
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(text, quote=False)}</value></prop>'
