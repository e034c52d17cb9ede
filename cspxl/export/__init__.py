"""Finished workbooks as other files: the same sheets and values, no figure of their own."""
