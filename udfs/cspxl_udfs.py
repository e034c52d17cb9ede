"""The module that Excel loads: ``cspxl_udfs`` in ``UDF MODULES`` of the sheet xlwings.conf; for xlwings Server and
xlwings Lite, ``from cspxl_udfs import *``.

Every function of the catalogue appears here; there is nothing to edit.
"""

from cspxl.hosts.xlwings_module import exports

globals().update(exports())
