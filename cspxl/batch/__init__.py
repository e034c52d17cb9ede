"""From a table of series to finished workbooks: describe and write a report once, then calculate and stamp each area.

``recipe`` says what a report is made of; ``make`` gives the bytes of one workbook, in any process; ``workers`` are
who makes them; ``run`` has many made and puts each in its place, and ``manifest`` is its memory on disk.
"""
