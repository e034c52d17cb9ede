"""Where the command starts, and how it ends: ``cspxl`` and ``python -m cspxl``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from cspxl.cli_process import open_streams, stop_in_order, stop_no_more
from cspxl.errors import InputError, Interrupted, UsageError
from cspxl.output import print_value, warn

EXIT_USAGE, EXIT_INPUT = 2, 3


def main() -> NoReturn:
    """Run the command; a user's mistake, a stop and output that cannot be written are one line, never a traceback."""
    try:
        stop_in_order()  # before anything large is loaded
        open_streams()
        try:
            _run(sys.argv[1:])
        finally:
            sys.stdout.flush()  # here it can still be told that it cannot be written
    except (InputError, UsageError) as error:
        warn(error)
        sys.exit(EXIT_INPUT if isinstance(error, InputError) else EXIT_USAGE)
    except MemoryError:
        print("cspxl: there is not enough memory for this; close other programs, or take data out", file=sys.stderr)
        sys.exit(EXIT_INPUT)
    except Interrupted as stop:
        warn(stop)
        sys.exit(stop.code)
    finally:
        stop_no_more()
    sys.exit(0)


def _run(words: Sequence[str]) -> None:
    """A plain ``eval`` answers before the command line's parser is loaded: scripts call it many times."""
    if len(words) == 2 and words[0] == "eval" and not words[1].startswith("-"):
        print_value(words[1])
        return
    from cspxl.cli import app

    app(prog_name="cspxl")


if __name__ == "__main__":
    main()
