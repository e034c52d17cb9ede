"""Workbooks as files: written from descriptions, read into models, stamped with values."""
