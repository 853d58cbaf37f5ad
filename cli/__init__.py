"""The operator's command `./luma`: local runs of Pulumi, the demo, recovery and checks."""

import sys
from pathlib import Path

# The policy pack's rules lie beside its program, which Pulumi starts in that folder; several verbs use them, too.
_PACK = str(Path(__file__).resolve().parent.parent / "policies")
if _PACK not in sys.path:
    sys.path.append(_PACK)
