"""Bessel functions, calculated by scipy."""

from __future__ import annotations

from collections.abc import Callable

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.table import excel
from cspxl.values import CellError

_CALL = 100  # steps of one value
_LARGEST = 1e6  # order or number: beyond, scipy has no digits left


def _bessel(name: str, scipys: str, *, above_zero: bool) -> None:
    def method(x: float, order: float) -> float:
        if not 0 <= order <= _LARGEST or abs(x) > _LARGEST or (above_zero and x <= 0):
            fail(CellError.NUM)
        spend(_CALL)
        from scipy import special  # noqa: PLC0415 -- most workbooks never need it

        function: Callable[[float, float], float] = getattr(special, scipys)
        return float(function(float(int(order)), x))

    excel(name, "q q")(method)


_bessel("BESSELJ", "jv", above_zero=False)
_bessel("BESSELY", "yv", above_zero=True)
_bessel("BESSELI", "iv", above_zero=False)
_bessel("BESSELK", "kv", above_zero=True)
