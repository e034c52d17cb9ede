"""The Python behind the VBA raises, hangs up, does not come, comes back: what cells show, how often it is asked.

The generated VBA runs in an interpreter; in the place of xlwings, its DLL and its Python stands a door that is told
what to do. The numbers are those of VBA and of COM (winerror.h); the two minutes that the DLL waits are not waited.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import vba_host
from pyopenvba.interpreter._values import error

VALUE = ("error", 2015)  # xlErrValue
NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 -- a PC's clock
NO_PYTHON = error(1000, "Could not activate Python COM server, hr = -2147221164")
RAISED = error(0x80020009 - 2**32, "no month")  # DISP_E_EXCEPTION
HANG_UPS = {
    "VBA, the remote server machine does not exist": 462,
    "RPC_S_SERVER_UNAVAILABLE": 0x800706BA - 2**32,
    "RPC_S_CALL_FAILED": 0x800706BE - 2**32,
    "RPC_S_CALL_FAILED_DNE": 0x800706BF - 2**32,
    "RPC_E_DISCONNECTED": 0x80010108 - 2**32,
    "RPC_E_SERVER_DIED": 0x80010007 - 2**32,
    "RPC_E_SERVER_DIED_DNE": 0x80010012 - 2**32,
}
GONE = error(HANG_UPS["RPC_S_SERVER_UNAVAILABLE"], "The RPC server is unavailable.")


class Desk:
    """An Excel whose Python does what the two lists say, call by call and start by start; then all goes well."""

    def __init__(self, calls: tuple[Exception | None, ...] = (), starts: tuple[Exception | None, ...] = ()) -> None:
        self.calls, self.starts = list(calls), list(starts)
        self.given: list[list[Any]] = []
        self.excel = vba_host.Excel({"xlpy": self.start, "killpy": self.kill})
        self.running = vba_host.opened(self.excel)
        self.running.freeze(NOON)

    def start(self) -> vba_host.Python:
        self.do_next(self.starts)
        return vba_host.Python(self.answer)

    def kill(self) -> None:
        """KillPy of xlwings has nothing to give back."""

    def answer(self, _module: str, _name: str, given: list[Any]) -> float:
        self.given.append(given)
        self.do_next(self.calls)
        return 7.0

    @staticmethod
    def do_next(planned: list[Exception | None]) -> None:
        happens = planned.pop(0) if planned else None
        if happens is not None:
            raise happens

    def cell(self, *arguments: Any) -> Any:
        return vba_host.shown(self.running.run("PCT_CHANGE", list(arguments or (2.0, 1.0))))

    def later(self, seconds: float) -> None:
        self.running.freeze(self.running.clock() + timedelta(seconds=seconds))

    def problem(self) -> str:
        """What Alt+F8, CSP_Problem shows."""
        self.running.run("CSP_Problem")
        return self.running.dialogs[-1][1]

    @property
    def started(self) -> int:
        """How often xlwings was asked for Python: each time it looks up fourteen settings."""
        return self.excel.asked["xlpy"]


def test_a_thousand_calls_look_python_up_once() -> None:
    desk = Desk()
    assert {desk.cell() for _ in range(1000)} == {7.0}
    assert dict(desk.excel.asked) == {"xlpy": 1}  # and nothing else: no workbook, no Application, no caller
    assert desk.problem() == "No call has failed since the file was opened."


def test_python_is_asked_for_nothing_but_the_values_of_cells() -> None:
    desk = Desk()
    cells = vba_host.Range([[1.0, vba_host.EMPTY], [NOON, "TBC"]])
    assert desk.cell(cells, vba_host.Range([[3.0]])) == 7.0
    ((rows, one),) = desk.given
    assert vba_host.as_rows(rows) == ((1.0, vba_host.EMPTY), (46346.5, "TBC"))  # 20 November 2026 in Excel
    assert one == 3.0
    assert dict(cells.asked) == {"areas": 1, "value2": 1}


def test_several_blocks_in_one_argument_are_refused_and_not_cut_to_the_first() -> None:
    desk = Desk()
    assert desk.cell(vba_host.Range([[1.0]], blocks=2), 1.0) == VALUE
    assert desk.problem() == "PCT_CHANGE: an argument is several blocks of cells, not one"
    assert desk.given == []
    assert desk.cell() == 7.0  # at once: nothing is wrong with Python


def test_python_that_raises_is_told_and_kept() -> None:
    desk = Desk(calls=(RAISED,))
    assert [desk.cell(), desk.cell()] == [VALUE, 7.0]
    assert desk.started == 1
    assert desk.problem() == "PCT_CHANGE: no month"


@pytest.mark.parametrize("number", HANG_UPS.values(), ids=HANG_UPS)
def test_python_that_hung_up_is_started_again_for_the_same_cell(number: int) -> None:
    desk = Desk(calls=(None, error(number, "gone")))
    assert [desk.cell(), desk.cell(), desk.cell()] == [7.0, 7.0, 7.0]
    assert dict(desk.excel.asked) == {"xlpy": 2, "killpy": 1}  # what is left of the dead one goes first
    assert len(desk.given) == 4
    assert desk.problem() == "No call has failed since the file was opened."


def test_python_that_does_not_start_is_asked_once_a_minute() -> None:
    desk = Desk(starts=(NO_PYTHON, NO_PYTHON))
    assert [desk.cell() for _ in range(700)] == [VALUE] * 700
    assert desk.started == 1
    assert desk.problem().startswith("PCT_CHANGE: Could not activate Python COM server, hr = -2147221164\r\n")
    assert "Ctrl+Alt+F9" in desk.problem()
    desk.later(59)
    assert (desk.cell(), desk.started) == (VALUE, 1)
    desk.later(2)
    assert (desk.cell(), desk.started) == (VALUE, 2)  # still not: another minute
    assert (desk.cell(), desk.started) == (VALUE, 2)
    desk.later(61)
    assert (desk.cell(), desk.cell(), desk.started) == (7.0, 7.0, 3)
    assert desk.problem() == "PCT_CHANGE: Could not activate Python COM server, hr = -2147221164"  # why, of old cells


def test_python_that_dies_of_every_call_is_left_alone_for_a_minute() -> None:
    desk = Desk(calls=(GONE, GONE))
    assert [desk.cell() for _ in range(700)] == [VALUE] * 700
    assert (desk.started, len(desk.given)) == (2, 2)
    assert "The RPC server is unavailable." in desk.problem()
    desk.later(61)
    assert desk.cell() == 7.0


def test_python_that_hung_up_and_does_not_come_back_is_left_alone_for_a_minute() -> None:
    desk = Desk(calls=(GONE,), starts=(None, NO_PYTHON))
    assert [desk.cell() for _ in range(700)] == [VALUE] * 700
    assert desk.started == 2
    assert "Could not activate" in desk.problem()


def test_a_clock_that_is_put_back_does_not_lengthen_the_minute() -> None:
    desk = Desk(starts=(NO_PYTHON,))
    assert desk.cell() == VALUE
    desk.later(-3600)
    assert desk.cell() == 7.0
