"""The catalogue: one module for each family. Pure, standard library only.

They import nothing but ``values``, ``registry`` and ``facts``.
"""
