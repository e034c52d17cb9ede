"""``python -m cspxl`` is the command line."""

from cspxl.cli import main

main()
