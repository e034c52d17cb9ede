"""Whether two figures differ by more than chance, as formulas: one rule for every report."""

from __future__ import annotations


def shares(value: str, previous: str, now: tuple[str, str], before: tuple[str, str]) -> str:
    """``Up``, ``Down`` or ``No significant change`` of two shares of samples, each with its part and its whole.

    Newcombe's hybrid interval of the difference (1998, Statistics in Medicine 17, method 10).
    """
    these, those = (f"SHARE_LIMITS({part},{whole})" for part, whole in (now, before))
    rise = f"SQRT(({value}-INDEX({these},1,1))^2+(INDEX({those},1,2)-{previous})^2)"
    fall = f"SQRT((INDEX({these},1,2)-{value})^2+({previous}-INDEX({those},1,1))^2)"
    return f'IF({value}-{previous}>{rise},"Up",IF({previous}-{value}>{fall},"Down","No significant change"))'


def counts(value: str, previous: str, stated: str) -> str:
    """``Up``, ``Down`` or ``No significant change`` of two counts; empty where it cannot be said.

    A count whose previous one is not published has the one that its stated change implies.
    """
    implied = f'IF(N({stated})=0,"",ROUND({value}/(1+{stated}),0))'
    return f'IFERROR(CHANGE_SIGNAL({value},IF({previous}<>"",{previous},IF({value}="","",{implied}))),"")'
