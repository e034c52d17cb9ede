"""What a report shows: figures, and sheets described as data. Nothing here knows how a workbook is written."""
