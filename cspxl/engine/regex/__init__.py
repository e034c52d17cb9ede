"""Regular expressions as Excel takes them, in the dialect of PCRE2, with every step counted.

Python's own ``re`` is another dialect, and cannot be stopped: a short pattern keeps it busy for years.
"""
