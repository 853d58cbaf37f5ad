"""The engine's protocol, imported past `pulumi/__init__.py`, which costs 0.1 s and 11 MB more.

Where the real package is loaded already (in the tests) it is used as it is; otherwise bare packages stand in
for the three parents during the import only.
"""

import sys
from importlib.util import find_spec
from types import ModuleType

_PARENTS = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")


def _stand_in() -> None:
    spec = find_spec("pulumi")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pulumi is not installed: pip install -r requirements.txt")
    root = next(iter(spec.submodule_search_locations))
    for name in _PARENTS:
        module = ModuleType(name)
        module.__path__ = ["/".join((root, *name.split(".")[1:]))]
        sys.modules[name] = module


_bare = "pulumi" not in sys.modules
if _bare:
    _stand_in()
try:
    from pulumi.runtime.proto import plugin_pb2 as plugin
    from pulumi.runtime.proto import provider_pb2 as provider
    from pulumi.runtime.proto import provider_pb2_grpc as services
finally:
    if _bare:
        for _name in _PARENTS:
            del sys.modules[_name]

__all__ = ["plugin", "provider", "services"]
