"""The words that say which way a figure went."""

from __future__ import annotations

import re
from typing import Final

UP: Final = (
    r"(?:(?<!made )(?<!make )(?<!makes )(?<!making )(?<!set )(?<!follow )(?<!following )(?<!taken )up(?!(?:\s*-| "
    r"to\b))|increas(?:e[sd]?|ing)|ris(?:e[ns]?|ing)|rose|gr[eo]w(?:n|th|ing|s)?|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?"
    r"|higher|more"
    r"|gain(?:ed|s)?|surg(?:e[ds]?|ing)|soar(?:ed|s|ing)?|leap(?:t|ed|s)?|upwards?|additional|extra|went up|gone up"
    r"|[▲↑⬆])"
)
DOWN: Final = (
    r"(?:down(?!\s*-)|decreas(?:e[sd]?|ing)|fall(?:s|en|ing)?|fell|reduc(?:e[sd]?|ing|tions?)|drop(?:s|ped|ping)?"
    r"|declin(?:e[sd]?|ing)"
    r"|lower(?:ed)?|fewer|less|cut(?:s|ting)?|shr[aiu]nk|dip(?:s|ped|ping)?|slump(?:s|ed)?|plummet(?:s|ed)?|slip(?:s|ped)?|sli(?:d|des?)|tumbl(?:e[ds]?|ing)|plung(?:e[ds]?|ing)"
    r"|s[au]nk|downwards?|[▼↓⬇])"
)
WORD: Final = re.compile(rf"(?<![\w-])(?:(?P<up>{UP})|(?P<down>{DOWN}))(?![\w])", re.IGNORECASE)
_HEDGING: Final = re.compile(
    r"(?<![\d%] )(?:more|less|fewer|lower|higher) than(?=\s+(?:an? |the |just )?(?:[£$€]?\d"
    r"|(?:half|third|quarter|fifth|tenth|one|two|three|four|double|twice)\b))|more or less|no more"
    r"|once more|any more",
    re.IGNORECASE,
)


def direction_words(text: str) -> list[tuple[int, int, int]]:
    """Each such word: +1 or -1, where it starts and where it ends; "more than 15%" says no direction."""
    quiet = _HEDGING.sub(lambda found: "·" * len(found[0]), text)
    return [(1 if found["up"] else -1, found.start(), found.end()) for found in WORD.finditer(quiet)]


def direction_of(text: str) -> int:
    """The one direction that a text speaks of: 0 for none or for both."""
    found = {sign for sign, _, _ in direction_words(text)}
    return found.pop() if len(found) == 1 else 0
