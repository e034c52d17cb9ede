"""Regular expressions: against PCRE2 itself, against Python's on what both share, and what is refused.

The tables say what PCRE2 10.42 answers (libpcre2-8, UTF mode), whose dialect Excel's functions take; cases from Excel
itself stand in tests/data/engine/excel_help.csv.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest

from cspxl.engine import evaluate
from cspxl.engine.regex.program import compiled
from cspxl.errors import InputError
from cspxl.values import CellError


def found(pattern: str, text: str) -> Sequence[str | None] | None:
    """The first match and its groups."""
    program = compiled(pattern, fold=False)
    match = program.search(text)
    return None if match is None else [match.group(at) for at in range(program.pattern.groups + 1)]


def formula(name: str, *arguments: str) -> str:
    """A call with texts as arguments."""
    quoted = ('"' + argument.replace('"', '""') + '"' for argument in arguments)
    return f"={name}({','.join(quoted)})"


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("(a)?b", "b", ["b", None]),
        ("(a|b\\1)+", "aba", ["aba", "ba"]),
        ("(a*)*", "aab", ["aa", ""]),
        ("((a)|b)*", "ab", ["ab", "b", "a"]),
        ("(?:a|ab)(?:c|bcd)(d*)", "abcd", ["abcd", ""]),
        ("(?>a+)b", "aab", ["aab"]),
        ("a++ab", "aab", None),
        ("^(a+)+$", "aaab", None),
        ("\\d+?\\w", "123", ["12"]),
        ("(?s)a.+", "a\nb", ["a\nb"]),
        ("a.b", "a\nb", None),
        ("(?m)^b$", "a\nb\n", ["b"]),
        ("a$", "a\n", ["a"]),
        ("\\Aa\\z", "a\n", None),
        ("(?x) a b # c", "ab", ["ab"]),
        ("a\\Rb", "a\r\nb", ["a\r\nb"]),
        ("\\h+", "a\t b", ["\t "]),
        ("[[:^digit:]]+", "12ab3", ["ab"]),
        ("\\p{Lu}\\P{Lu}", "aBcD", ["Bc"]),
        ("(?i)[ö]", "Ö", ["Ö"]),
        ("(?<=^|,)x", "a,x", ["x"]),
        ("(?<!a)b", "abb", ["b"]),
        ("a\\K1", "a1", ["1"]),
        ("(?U)a+", "aaa", ["a"]),
        ("\\Qa.b\\E+", "a.bb", ["a.bb"]),
        ("[\\w-]+", "a-b c", ["a-b"]),
        ("[]a]+", "a]b", ["a]"]),
        ("[^]a]+", "a]bc", ["bc"]),
        ("(?=(a))\\w", "ab", ["a", "a"]),
        ("(?<y>\\d{4})-(?<m>\\d\\d)", "in 2017-04", ["2017-04", "2017", "04"]),
        ("(?P<x>a)(?P=x)", "aa", ["aa", "a"]),
        ("(\\w)\\g{-1}", "book", ["oo", "o"]),
        ("[\\x41-\\x43]+", "xABCD", ["ABC"]),
        ("a(?i)B|c", "C", ["C"]),
        ("(a(?i)b|C)d", "acd", ["cd", "c"]),
        ("x{,", "x{,", ["x{,"]),
        ("a{", "a{", ["a{"]),
        ("\\x{1F600}", "a😀", ["😀"]),
        ("[a\\Q-]\\E]+", "-]a", ["-]a"]),
        ("(?:(a)|b)*", "ab", ["ab", "a"]),
        ("(?!a)\\w", "ab", ["b"]),
        ("\\bis\\b", "this is", ["is"]),
    ],
)
def test_finds_what_pcre2_finds(pattern: str, text: str, expected: list[str | None] | None) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "[",
        "(",
        ")",
        "*a",
        "a**",
        "a{3,2}",
        "x{70000}",
        "[b-a]",
        "[a-\\d]",
        "[[:foo:]]",
        "[[.a.]]",
        "(a)\\2",
        "\\y",
        "(?<=a+)b",
        "(?<a>x)(?<a>y)",
        "(?z)",
        "(?#",
        "\\",
        "\\b+",
        "^*",
        "(?=a\\Kb)",
        "\\x{110000}",
        "(?<1a>x)",
        "[]",
        "(?i",
    ],
)
def test_what_pcre2_refuses_is_value(pattern: str) -> None:
    assert evaluate(formula("REGEXTEST", "a", pattern)) == CellError.VALUE


@pytest.mark.parametrize(
    ("pattern", "text", "replacement", "expected"),
    [
        ("b?", "abcd", "^", "^a^^c^d^"),
        ("b", "abc", "\\n\\x41\\t", "a\nA\tc"),
        ("b", "abc", "$$\\$\\\\", "a$$\\c"),
        ("(b)", "abc", "\\Q$1\\E", "a$1c"),
        ("(b)(c)", "abcd", "\\U$1\\E$2", "aBcd"),
        ("(BC)", "aBCd", "\\l$1", "abCd"),
        ("b", "abc", "\\d", CellError.VALUE),
        ("b", "abc", "a$", CellError.VALUE),
        ("(b)|c", "abc", "$1", CellError.VALUE),
        ("b", "abc", "${2}", CellError.VALUE),
        ("x", "abc", "$9", "abc"),
        ("a\\Kb", "abab", "-", "a-a-"),
        ("^|$", "ab", "|", "|ab|"),
    ],
)
def test_replaces_as_pcre2_replaces(pattern: str, text: str, replacement: str, expected: object) -> None:
    assert evaluate(formula("REGEXREPLACE", text, pattern, replacement)) == expected


def test_groups_that_are_numbers_stay_texts() -> None:
    """As EPPlus' tests saw in Excel."""
    assert evaluate(r'=REGEXEXTRACT("9183-Green-M","(\d{4})-(\w+)-(\w+)",2)') == [["9183", "Green", "M"]]
    several = r'=REGEXEXTRACT({"9183-Green-M";"ingen match"},"(\d{4})-(\w+)-(\w+)",2)'
    assert evaluate(several) == [["9183"], [CellError.NA]]


PIECES = ["a", "b", "c", ".", "[ab]", "[^a]", "[a-c]", "\\d", "\\w", "\\s", "\\b", "\\B", "^", "$", "1", "\\."]
PIECES += ["(?=b)", "(?!a)", "(?<=a)", "(?<!b)", "(a)", "(b|c)", "(?:ab|a)"]
TIMES = ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}"]
NO_CHARACTER = ("\\b", "\\B", "^", "$", "(?")


def made(dice: random.Random) -> str:
    pieces = [dice.choice(PIECES) for _ in range(dice.randint(1, 5))]
    return "".join(
        piece + ("" if piece.startswith(NO_CHARACTER) and piece[:3] != "(?:" else dice.choice(TIMES))
        for piece in pieces
    )


def test_agrees_with_pythons_own_on_what_both_share() -> None:
    dice = random.Random(7)
    seen = 0
    for _ in range(3000):
        pattern, text = made(dice), "".join(dice.choice("aabbc1. ") for _ in range(dice.randint(1, 8)))
        theirs = [match.group(0) for match in re.finditer(pattern, text)]
        ours = [match.group(0) for match in compiled(pattern, fold=False).matches(text)]
        assert ours == theirs, (pattern, text)
        seen += bool(theirs)
    assert seen > 1000


@pytest.mark.parametrize(
    ("text", "pattern", "about"),
    [
        ("Café", r"\w+", "'é'"),
        ("a\xa0b", r"\s", "xa0"),
        ("é1", r"\b1", "'é'"),
        ("Ωmega", "[[:alpha:]]", "'Ω'"),
        ("aa", r"(a)(?1)", "call of a group"),
        ("aa", r"(a)(?(1)a|b)", "condition"),
        ("aa", "(*UCP)a", "verb"),
        ("aaa", "a{,3}", "number of times"),
        ("ab", r"(?<=a{1,2})b", "several lengths"),
        ("aa", r"\p{Greek}", "property"),
        ("aa", r"\X", r"\\X"),
        ("aa", "(" * 51 + "a" + ")" * 51, "50 deep"),
    ],
)
def test_what_excel_may_read_otherwise_is_a_finding(text: str, pattern: str, about: str) -> None:
    with pytest.raises(InputError, match=f"unsupported function: a regular expression with .*{about}"):
        evaluate(formula("REGEXTEST", text, pattern))


@pytest.mark.parametrize("text", ["£5 – ok", "naïve"], ids=["signs", "letters that are written out"])
def test_characters_beyond_ascii_are_read_where_the_answer_is_known(text: str) -> None:
    assert evaluate(formula("REGEXTEST", text, "^[a-zï£0-9 –]+$")) is True


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("a" * 40 + "!", "^(a+)+$"),
        ("a" * 32_000, "((((((((((a|b)|c)|d)|e)|f)|g)|h)|i)|j)|k)*bc"),
        ("a", "((a{1000}){1000}){1000}"),
        ("a", "((){60000}){60000}"),
    ],
    ids=["nested", "open ways", "size", "nothing many times"],
)
def test_a_pattern_that_would_take_years_is_a_finding(text: str, pattern: str) -> None:
    with pytest.raises(InputError, match="too large"):
        evaluate(f'=REGEXTEST(REPT("{text[0]}",{len(text) - 1})&"{text[-1]}","{pattern}")')


def test_a_long_text_is_no_hindrance() -> None:
    assert evaluate('=LEN(REGEXREPLACE(REPT("ab ",10000),"(a|x)*b","y"))') == 20_000
    assert evaluate('=REGEXREPLACE(REPT("a",20000),"a","bb")') == CellError.VALUE
