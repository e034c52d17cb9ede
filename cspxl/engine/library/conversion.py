"""CONVERT: a number from one unit to another of the same kind.

What a unit is worth in the first one of its kind, and which units take a prefix, is as Excel has it (the workbook
CONVERT.xlsx in IronCalc's tests, saved by Excel).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.table import excel
from cspxl.values import CellError

# Names for one unit stand beside each other, then its worth. After * a unit takes a prefix, after ** its prefix is
# squared (an area), after *** cubed.
_KINDS: Final = {
    "mass": """
        g* 1; sg 14593.902937206363; lbm 453.59237; u* 1.660538782e-24; ozm 28.349523125; grain 0.06479891;
        cwt shweight 45359.237; uk_cwt lcwt hweight 50802.34544; stone 6350.29318; ton 907184.74;
        uk_ton LTON brton 1016046.9088""",
    "distance": """
        m* 1; mi 1609.344; Nmi 1852; in 0.0254; ft 0.3048; yd 0.9144; ang* 1e-10; ell 1.143; ly* 9460730472580800;
        parsec* pc* 30856775812815532; Picapt Pica 0.0003527777777777778; pica 0.004233333333333334;
        survey_mi 1609.3472186944373""",
    "time": "sec* s* 1; mn min 60; hr 3600; day d 86400; yr 31557600",
    "pressure": "Pa* p* 1; atm* at* 101325; mmHg* 133.322; psi 6894.757293168362; Torr 133.32236842105263",
    "force": "N* 1; dyn* dy* 1e-5; lbf 4.4482216152605005; pond* 0.00980665",
    "energy": """
        J* 1; e* 1e-7; c* 4.184; cal* 4.1868; eV* ev* 1.602176487e-19; HPh hh 2684519.537696173; Wh* wh* 3600;
        flb 1.3558179483314003; BTU btu 1055.05585262""",
    "power": "W* w* 1; HP h 745.6998715822702; PS 735.49875",
    "magnetism": "T* 1; ga* 0.0001",
    "volume": """
        m3*** m^3*** 1; tsp 4.92892159375e-6; tspm 5e-6; tbs 1.478676478125e-5; oz 2.95735295625e-5;
        cup 0.0002365882365;
        pt us_pt 0.000473176473; uk_pt* 0.00056826125; qt 0.000946352946; uk_qt 0.0011365225; gal 0.003785411784;
        uk_gal 0.00454609; l* L* lt* 0.001; ang3*** ang^3*** 1e-30; barrel 0.158987294928; bushel 0.03523907016688;
        ft3 ft^3 0.028316846592; in3 in^3 1.6387064e-5; ly3 ly^3 8.467866646237152e47; mi3 mi^3 4168181825.4405794;
        yd3 yd^3 0.764554857984; Nmi3 Nmi^3 6352182208; Picapt3 Picapt^3 Pica3 Pica^3 4.3903956618655696e-11;
        GRT regton 2.8316846592; MTON 1.13267386368""",
    "area": """
        m2** m^2** 1; uk_acre 4046.8564224; us_acre 4046.8726098742522; ang2** ang^2** 1e-20; ar* 100;
        ft2 ft^2 0.09290304; ha 10000; in2 in^2 0.00064516; ly2 ly^2 8.95054210748189e31; Morgen 2500;
        mi2 mi^2 2589988.110336; Nmi2 Nmi^2 3429904; Picapt2 Pica2 Pica^2 Picapt^2 1.2445216049382715e-7;
        yd2 yd^2 0.83612736""",
    "information": "bit* 1; byte* 8",
    "speed": """
        m/s* m/sec* 1; m/h* m/hr* 0.0002777777777777778; admkn 0.5147733333333333; kn 0.5144444444444445;
        mph* 0.44704""",
    "temperature": "K* kel* 1; C cel 1; F fah 1; Rank 1; Reau 1",
}  # fmt: skip
_PREFIXES: Final = {
    "Y": 1e24, "Z": 1e21, "E": 1e18, "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2, "da": 10.0,
    "e": 10.0, "d": 0.1, "c": 0.01, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "a": 1e-18, "z": 1e-21,
    "y": 1e-24,
}  # fmt: skip
_OF_BITS: Final = {f"{letter}i": 2.0 ** (10 * at) for at, letter in enumerate("kMGTPEZY", 1)}
_CALL: Final = 100  # steps of one conversion
_ZERO: Final = 273.15  # degrees Celsius, in kelvins
_DEGREES: Final[Mapping[str, tuple[Callable[[float], float], Callable[[float], float]]]] = {  # to kelvins, from them
    "C": (lambda t: t + _ZERO, lambda t: t - _ZERO),
    "F": (lambda t: (t + 459.67) * 5 / 9, lambda t: t * 9 / 5 - 459.67),
    "Rank": (lambda t: t * 5 / 9, lambda t: t * 9 / 5),
    "Reau": (lambda t: t * 1.25 + _ZERO, lambda t: (t - _ZERO) * 0.8),
}
_SHORT: Final = {"cel": "C", "fah": "F"}


class _Unit(NamedTuple):
    name: str
    kind: str
    worth: float
    power: int  # of a prefix; 0 where it takes none


def _units() -> dict[str, _Unit]:
    found: dict[str, _Unit] = {}
    for kind, text in _KINDS.items():
        for entry in text.split(";"):
            *names, worth = entry.split()
            for name in names:
                plain = name.rstrip("*")
                found[plain] = _Unit(_SHORT.get(plain, plain), kind, float(worth), len(name) - len(plain))
    return found


_UNITS: Final = _units()


def _unit(text: str) -> _Unit:
    """A unit, perhaps with a prefix; #N/A where it is none."""
    if text in _UNITS:
        return _UNITS[text]
    for length in (2, 1):
        prefix, unit = text[:length], _UNITS.get(text[length:])
        if unit is None or not unit.power:
            continue
        many = _PREFIXES.get(prefix) or (_OF_BITS.get(prefix) if unit.kind == "information" else None)
        if many:
            return unit._replace(worth=unit.worth * float(many**unit.power))
    return fail(CellError.NA)


@excel("CONVERT", "q x x")
def _convert(number: float, source_in: object, target_in: object) -> float:
    if not isinstance(source_in, str) or not isinstance(target_in, str):
        fail(CellError.NA)
    spend(_CALL)
    source, target = _unit(source_in), _unit(target_in)
    if source.kind != target.kind:
        fail(CellError.NA)
    kelvins = _DEGREES[source.name][0](number) if source.name in _DEGREES else number * source.worth
    return _DEGREES[target.name][1](kelvins) if target.name in _DEGREES else kelvins / target.worth
