"""The names of the sheets of the reports over the police's series."""

from __future__ import annotations

from typing import Final

COVER: Final = "Cover"
OVERVIEW: Final = "Overview"
CONTROL: Final = "Control"
WORKINGS: Final = "Workings"
JUDGEMENTS: Final = "Judgements"
LONDON: Final = "London"
SIMILAR: Final = "Similar group"
GLOSSARY: Final = "Glossary"
INDICATORS: Final = "Indicators"
DENOMINATORS: Final = "Denominators"
ENTERED: Final = "Entered figures"
NOTICES: Final = "Notices"
DATA: Final = "Data"
LISTS: Final = "Lists"
