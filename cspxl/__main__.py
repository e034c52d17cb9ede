"""Where the command starts, and how it ends: ``cspxl`` and ``python -m cspxl``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from cspxl.errors import InputError, Interrupted, UsageError
from cspxl.output import print_value

EXIT_USAGE, EXIT_INPUT, EXIT_INTERRUPTED = 2, 3, 130


def main() -> NoReturn:
    """Run the command; a user's mistake is one line, never a traceback."""
    try:
        _run(sys.argv[1:])
    except (InputError, UsageError) as error:
        print(f"cspxl: {error}", file=sys.stderr)
        sys.exit(EXIT_INPUT if isinstance(error, InputError) else EXIT_USAGE)
    except (Interrupted, KeyboardInterrupt) as error:
        print(f"cspxl: {error or 'stopped; nothing is half-written'}", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:  # the reader of a pipe has had enough
        sys.stderr.close()
    sys.exit(0)


def _run(words: Sequence[str]) -> None:
    """A plain ``eval`` answers before the command line's parser is loaded: scripts call it many times."""
    if len(words) == 2 and words[0] == "eval" and not words[1].startswith("-"):
        print_value(words[1])
        return
    from cspxl.cli import app

    app()


if __name__ == "__main__":
    main()
