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

Private Python As Object
Private LastProblem As String
Private FailedAt As Date

' Alt+F8: why a call last failed. The cell of such a call shows #VALUE!.
Public Sub CSP_Problem()
    If LastProblem = "" Then
        MsgBox "No call has failed since the file was opened."
    ElseIf Resting() Then
        MsgBox LastProblem & vbCrLf & "For a minute calls show #VALUE! at once. After that, press Ctrl+Alt+F9."
    Else
        MsgBox LastProblem
    End If
End Sub

' What Python says. It is kept: to find it again means to look up fourteen settings. One that has hung up is started
' anew, once; where Python does not come, xlwings waits for minutes, so the calls of the next minute do not ask.
Private Function Answer(ByVal Called As String, ByVal Given As Variant) As Variant
    Dim IsSecond As Boolean, HungUp As Boolean, Why As String
    Answer = CVErr(2015)
    If Resting() Then Exit Function
    On Error GoTo failed
ask:
    If Python Is Nothing Then Set Python = XLPy
    Answer = Shown(Python.CallUDF("{udfs}", CStr(Called), Plain(Given)))  ' CStr: COM gets the text, not a reference
    Exit Function
failed:
    Why = Err.Description
    HungUp = IsHangUp(Err.Number)
    If HungUp And Not IsSecond Then
        IsSecond = True
        Forget
        Resume ask
    End If
    LastProblem = Called & ": " & Why
    If Python Is Nothing Or HungUp Then
        Forget
        FailedAt = Now
    End If
End Function

' A clock that is put back ends the minute too.
Private Function Resting() As Boolean
    Resting = Abs(Now - FailedAt) < TimeSerial(0, 1, 0)
End Function

' How COM says that the process behind an object is gone: VBA's own number, the call failed, nothing there, the call
' was not made, disconnected, server died (twice).
Private Function IsHangUp(ByVal Number As Long) As Boolean
    Select Case Number
    Case 462, &H800706BE, &H800706BA, &H800706BF, &H80010108, &H80010007, &H80010012
        IsHangUp = True
    End Select
End Function

' The DLL of xlwings keeps the dead object too, and what is left of its process.
Private Sub Forget()
    Set Python = Nothing
    On Error Resume Next
    KillPy
End Sub

' The arguments with their cells as values: of a range Python would ask Excel property by property.
Private Function Plain(ByVal Given As Variant) As Variant
    Dim Values() As Variant, At As Long
    ReDim Values(LBound(Given) To UBound(Given))
    For At = LBound(Given) To UBound(Given)
        If IsObject(Given(At)) Then Values(At) = Block(Given(At)) Else Values(At) = Given(At)
    Next At
    Plain = Values
End Function

Private Function Block(ByVal Area As Object) As Variant
    If Area.Areas.Count > 1 Then Err.Raise 5, , "an argument is several blocks of cells, not one"
    Block = Area.Value2
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
    {name} = Answer("{name}", Array({given}))
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


def functions_module(catalogue: Mapping[str, Function]) -> str:
    """The wrappers, and what stands between them and Python."""
    errors = "\n".join(
        f'    Case "{error.value}": ShownCell = CVErr({number})' for number, error in ERROR_NUMBERS.items()
    )
    head = _FUNCTIONS.format(module=FUNCTIONS_MODULE, udfs=UDF_MODULE, errors=errors)
    return _lines(head + "".join(_wrapper(function) for function in catalogue.values()))


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


def _wrapper(function: Function) -> str:
    """Every argument is optional: of a required one that is left out the function says #N/A, VBA would say #VALUE!."""
    listed = list(arguments(function, EXCEL_COM))
    return _WRAPPER.format(
        name=function.name,
        declared=", ".join(f"Optional {name}" for name, _ in listed),
        help=_quoted(function.help[:LONGEST]),
        given=", ".join(name for name, _ in listed),
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
