"""One engine on one workbook in a process of its own: times, peak memory and values, as a line of JSON.

``bench/engine.py`` starts it, each engine with the Python that has it; so it imports nothing of the project but in
the worker of the project's own engine.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


class Engine:
    """What the others are built on: the description of the run."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job

    def prepare(self) -> None:
        """What comes before the clock starts."""

    def close(self) -> None:
        """What comes after it stopped."""


class Plan(Engine):
    """cspxl's own engine."""

    def prepare(self) -> None:
        self.engine = importlib.import_module("cspxl.engine")
        self.package = importlib.import_module("cspxl.workbook.package")

    def load(self, path: Path) -> None:
        self.plan = self.engine.load(self.package.read_package(path))

    def calculate(self) -> None:
        self.plan.calculate()

    def change(self, inputs: dict[str, str]) -> None:
        for address, value in inputs.items():
            self.plan.set(address, value)
        self.plan.calculate()

    def value(self, address: str) -> Any:
        return self.plan[address]


class OpenpyxlRead(Engine):
    """openpyxl's own reading, for scale: it calculates nothing."""

    def load(self, path: Path) -> None:
        self.book = importlib.import_module("openpyxl").load_workbook(path)


class Formualizer(Engine):
    def load(self, path: Path) -> None:
        self.book = importlib.import_module("formualizer").load_workbook(str(path))

    def calculate(self) -> None:
        self.book.evaluate_all()

    def change(self, inputs: dict[str, str]) -> None:
        for address, value in inputs.items():
            self.book.set_value(*place(address), value)
        self.book.evaluate_all()

    def value(self, address: str) -> Any:
        return self.book.get_value(*place(address))


class Pycel(Engine):
    def load(self, path: Path) -> None:
        self.book = importlib.import_module("pycel").ExcelCompiler(filename=str(path), plugins=["__main__"])

    def calculate(self) -> None:
        for cell in self.job["cells"]:
            self.book.evaluate(cell)

    def change(self, inputs: dict[str, str]) -> None:
        for address, value in inputs.items():
            self.book.set_value(address, value)
        self.calculate()

    def value(self, address: str) -> Any:
        return self.book.evaluate(address)


def rank(number: float, among: Any) -> int:
    """RANK, which pycel has not: it finds it here by its name."""
    return 1 + sum(other > number for row in among for other in row)


class Formulas(Engine):
    """formulas as it comes."""

    def load(self, path: Path) -> None:
        library = importlib.import_module("formulas")
        self.file = path.name
        self.model = library.ExcelModel().loads(str(path)).finish()

    def calculate(self) -> None:
        self.solution = self.model.calculate()

    def change(self, inputs: dict[str, str]) -> None:
        self.solution = self.model.calculate(inputs={self._name(cell): value for cell, value in inputs.items()})

    def value(self, address: str) -> Any:
        return self.solution[self._name(address)].value[0, 0]

    def _name(self, address: str) -> str:
        sheet, _, cell = address.partition("!")
        return f"'[{self.file}]{sheet.upper()}'!{cell}"


class FastIndexFormulas(Formulas):
    """formulas with an INDEX that takes the cells out of the array, instead of building an object for each."""

    def load(self, path: Path) -> None:
        numpy = importlib.import_module("numpy")
        functions = importlib.import_module("formulas.functions")

        def number(value: Any) -> int:
            return int(numpy.asarray(value).ravel()[0])

        def index(array: Any, row: Any, column: Any = 1) -> Any:
            r, c = number(row), number(column)
            part = numpy.atleast_2d(array)[slice(None) if r == 0 else slice(r - 1, r)]
            return part[:, slice(None) if c == 0 else slice(c - 1, c)].view(functions.Array)

        importlib.import_module("formulas").get_functions()["INDEX"] = functions.wrap_func(index)
        super().load(path)


class IronCalc(Engine):
    def load(self, path: Path) -> None:
        self.model = importlib.import_module("ironcalc").load_from_xlsx(str(path), "en", "UTC")
        self.sheets = {name: at for at, name in enumerate(self.job["sheets"])}

    def calculate(self) -> None:
        self.model.evaluate()

    def change(self, inputs: dict[str, str]) -> None:
        for address, value in inputs.items():
            sheet, row, column = place(address)
            self.model.set_user_input(self.sheets[sheet], row, column, value)
        self.model.evaluate()

    def value(self, address: str) -> Any:
        sheet, row, column = place(address)
        return self.model.get_cell_value(self.sheets[sheet], row, column)


_UNO_NUMBER = 1  # com.sun.star.sheet.FormulaResult.VALUE


class LibreOffice(Engine):
    """A LibreOffice that is already running, asked through its own bridge."""

    def load(self, path: Path) -> None:
        self.document = self.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
        self.document.enableAutomaticCalculation(False)  # noqa: FBT003 -- a foreign signature

    def prepare(self) -> None:
        uno = importlib.import_module("uno")
        self.profile = tempfile.TemporaryDirectory()
        pipe = f"cspxl{time.monotonic_ns()}"
        self.office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={Path(self.profile.name).as_uri()}", "--headless", "--norestore",
             f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        from com.sun.star.connection import NoConnectException  # noqa: PLC0415 -- uno makes such imports possible

        resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        for _ in range(240):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(0.25)
        self.desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")

    def calculate(self) -> None:
        self.document.calculateAll()

    def change(self, inputs: dict[str, str]) -> None:
        for address, value in inputs.items():
            self._cell(address).setString(value)
        self.document.calculate()

    def value(self, address: str) -> Any:
        cell = self._cell(address)
        return cell.getValue() if cell.FormulaResultType2 == _UNO_NUMBER else cell.getString()

    def _cell(self, address: str) -> Any:
        sheet, _, cell = address.partition("!")
        return self.document.Sheets.getByName(sheet).getCellRangeByName(cell)

    def close(self) -> None:
        self.document.close(True)  # noqa: FBT003 -- a foreign signature
        self.desktop.terminate()
        self.office.wait(30)
        self.profile.cleanup()


ENGINES = {
    "plan": (Plan, "cspxl"), "formualizer": (Formualizer, "formualizer"), "ironcalc": (IronCalc, "ironcalc"),
    "openpyxl": (OpenpyxlRead, "openpyxl"), "libreoffice": (LibreOffice, "uno"), "pycel": (Pycel, "pycel"),
    "formulas-index": (FastIndexFormulas, "formulas"), "formulas": (Formulas, "formulas"),
}  # fmt: skip


def place(address: str) -> tuple[str, int, int]:
    """Sheet, row and column of ``Sheet!B2`` (columns A to Z)."""
    sheet, _, cell = address.partition("!")
    return sheet, int(cell[1:]), ord(cell[0]) - 64


def run(name: str, job: dict[str, Any]) -> dict[str, Any]:
    """Load, calculate, change the inputs as often as asked."""
    kind, module = ENGINES[name]
    try:
        importlib.import_module(module)
    except ImportError:
        return {"missing": module}
    engine: Any = kind(job)
    engine.prepare()
    times = [time.perf_counter()]
    engine.load(Path(job["path"]))
    times.append(time.perf_counter())
    found: dict[str, Any] = {"load": times[1] - times[0], "recalculations": []}
    if name != "openpyxl":
        engine.calculate()
        found["first"] = time.perf_counter() - times[1]
        for inputs in job["changes"]:
            start = time.perf_counter()
            engine.change(inputs)
            found["recalculations"].append(time.perf_counter() - start)
        found["values"] = {cell: plain(engine.value(cell)) for cell in job["check"]}
    engine.close()
    found["memory"] = peak(children=name == "libreoffice")
    return found


def peak(*, children: bool) -> float:
    """The most memory that this process, or one it started, had at a time, in MiB."""
    status = Path("/proc/self/status")
    if not children and status.exists():  # Linux: what getrusage says includes the process this one was forked from
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    who = resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF
    return resource.getrusage(who).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, bool | str) or value is None:
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8")))))
