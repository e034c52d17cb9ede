"""Excel's own functions, by family. Each module enters its functions in ``cspxl.engine.table``."""
