"""The functions as LAMBDA names of Excel: one readable text, and how a workbook's file spells it."""
