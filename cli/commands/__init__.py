"""The operator's verbs on typer, one module a verb: a module here is a verb.

Each loads what it needs when it runs, so that `--help` is quick.
"""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
