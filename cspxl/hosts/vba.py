"""The VBA that a macro workbook or the add-in carries: a wrapper for each function, and the help of Excel's wizard.

xlwings would write such wrappers itself ("Import Functions"), where Excel trusts access to the VBA project. These are
in the file already, and an error that Python gives as its text becomes a real error of Excel in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from cspxl.hosts.excel_com import ERROR_NUMBERS
from cspxl.hosts.xlwings_module import EXCEL_COM, arguments
from cspxl.registry import Function

UDF_MODULE: Final = "cspxl_udfs"
FUNCTIONS_MODULE: Final = "cspxl_functions"
HELP_MODULE: Final = "cspxl_help"
LONGEST: Final = 255  # characters of a text in Excel's wizard

_FUNCTIONS: Final = """\
Attribute VB_Name = "{module}"
Option Explicit
' Made by cspxl from its catalogue: each function calls the Python function of the same name through xlwings.
' There is nothing to edit here.

Private LastProblem As String

' Alt+F8: why a call last failed. The cell of such a call shows #VALUE!.
Public Sub CSP_Problem()
    If LastProblem = "" Then MsgBox "No call has failed since the file was opened." Else MsgBox LastProblem
End Sub

Private Function Failure(ByVal Called As String, ByVal Message As String) As Variant
    LastProblem = Called & ": " & Message
    Failure = CVErr(2015)
End Function

' What Python gives, its error texts as real errors: COM has no error to return.
Private Function Shown(ByVal Result As Variant) As Variant
    Dim Row As Long, Column As Long
    Select Case Dimensions(Result)
    Case 0
        Result = ShownCell(Result)
    Case 1
        For Column = LBound(Result) To UBound(Result)
            Result(Column) = ShownCell(Result(Column))
        Next Column
    Case Else
        For Row = LBound(Result, 1) To UBound(Result, 1)
            For Column = LBound(Result, 2) To UBound(Result, 2)
                Result(Row, Column) = ShownCell(Result(Row, Column))
            Next Column
        Next Row
    End Select
    Shown = Result
End Function

Private Function ShownCell(ByVal Cell As Variant) As Variant
    ShownCell = Cell
    If VarType(Cell) <> vbString Then Exit Function
    Select Case Cell
{errors}
    End Select
End Function

Private Function Dimensions(ByRef Result As Variant) As Long
    Dim Count As Long, Bound As Long
    If Not IsArray(Result) Then Exit Function
    On Error GoTo counted
    Do
        Bound = UBound(Result, Count + 1)
        Count = Count + 1
    Loop
counted:
    Dimensions = Count
End Function
"""

_WRAPPER: Final = """
Function {name}({declared})
Attribute {name}.VB_Description = {help}
Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n14"
    If TypeOf Application.Caller Is Range Then On Error GoTo failed
    {name} = Shown(XLPy.CallUDF("{udfs}", "{name}", Array({given}), {workbook}, Application.Caller))
    Exit Function
failed:
    {name} = Failure("{name}", Err.Description)
End Function
"""

_HELP: Final = """\
Attribute VB_Name = "{module}"
Option Explicit
' Made by cspxl from its catalogue: what Excel's function wizard shows.

Public Sub RegisterHelp()
    Dim WasSaved As Boolean
    WasSaved = ThisWorkbook.Saved
{calls}
    ThisWorkbook.Saved = WasSaved
End Sub

' Without help the functions work all the same: a refusal of Excel is passed over.
Private Sub Describe(ByVal Called As String, ByVal Category As String, ByVal Help As String, _
        ParamArray Texts() As Variant)
    Dim Numbered() As String, At As Long
    ReDim Numbered(1 To UBound(Texts) + 1)
    For At = 0 To UBound(Texts)
        Numbered(At + 1) = Texts(At)
    Next At
    On Error Resume Next
    Application.MacroOptions Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & Called, _
        Description:=Help, Category:=Category, ArgumentDescriptions:=Numbered
End Sub
"""

# After Excel has started: while it starts, no workbook is active and MacroOptions would be refused.
WORKBOOK_CODE: Final = """\
Private Sub Workbook_Open()
    Application.OnTime Now, "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!RegisterHelp"
End Sub
"""


def functions_module(catalogue: Mapping[str, Function], *, addin: bool = False) -> str:
    """The wrappers. Those of an add-in serve the active workbook, as xlwings' own do."""
    errors = "\n".join(
        f'    Case "{error.value}": ShownCell = CVErr({number})' for number, error in ERROR_NUMBERS.items()
    )
    head = _FUNCTIONS.format(module=FUNCTIONS_MODULE, errors=errors)
    workbook = "ActiveWorkbook" if addin else "ThisWorkbook"
    return _lines(head + "".join(_wrapper(function, workbook) for function in catalogue.values()))


def help_module(catalogue: Mapping[str, Function]) -> str:
    """The registration of the wizard's help; a procedure for each family, since VBA limits their size."""
    families = [
        list(functions)
        for _, functions in groupby(sorted(catalogue.values(), key=_family), key=lambda function: function.category)
    ]
    calls = "\n".join(f"    Family{at}" for at in range(1, len(families) + 1))
    head = _HELP.format(module=HELP_MODULE, calls=calls)
    procedures = (
        f"\nPrivate Sub Family{at}()\n{''.join(_described(function) for function in family)}End Sub\n"
        for at, family in enumerate(families, 1)
    )
    return _lines(head + "".join(procedures))


def argument_help(function: Function) -> Iterator[tuple[str, str]]:
    """The arguments as Excel lists them, each with its help; a repeated one is told once."""
    for name, parameter in arguments(function, EXCEL_COM):
        further = parameter.variadic and name != parameter.name
        yield name, "As the one before." if further else parameter.help[:LONGEST]


def _family(function: Function) -> tuple[str, str]:
    return function.category, function.name


def _wrapper(function: Function, workbook: str) -> str:
    """Every argument is optional: of a required one that is left out the function says #N/A, VBA would say #VALUE!."""
    listed = list(arguments(function, EXCEL_COM))
    return _WRAPPER.format(
        name=function.name,
        declared=", ".join(f"Optional {name}" for name, _ in listed),
        help=_quoted(function.help[:LONGEST]),
        udfs=UDF_MODULE,
        given=", ".join(name for name, _ in listed),
        workbook=workbook,
    )


def _described(function: Function) -> str:
    """The call that tells Excel a function's help: a text on each line, since VBA limits the length of a line."""
    texts = [function.name, function.category, function.help[:LONGEST], *(text for _, text in argument_help(function))]
    return "    Describe " + ", _\n        ".join(_quoted(text) for text in texts) + "\n"


def _quoted(text: str) -> str:
    """A string of VBA, whose source is in the code page of western Windows."""
    return '"' + text.encode("cp1252", "replace").decode("cp1252").replace('"', '""') + '"'


def _lines(text: str) -> str:
    return text.replace("\n", "\r\n")
