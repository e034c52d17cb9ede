"""Checks of finished workbooks."""
