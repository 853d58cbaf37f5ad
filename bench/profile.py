"""`make profile`: where the time of a first preview goes, process by process, ours beside the floor's."""

import sys
import tempfile
from pathlib import Path

from bench.processes import Share, watch
from bench.workspace import Workspace


def main() -> int:
    """Profile both previews and print them."""
    with tempfile.TemporaryDirectory(prefix="luma-profile-") as folder:
        workspace = Workspace(Path(folder))
        try:
            workspace.init_ours()
            workspace.ours("up", "--yes", "--skip-preview").run()
            workspace.prepare_floor()
            workspace.init_empty()
            empty = workspace.empty_backend()
            for title, command in (
                ("ours", workspace.ours("preview", **empty)),
                ("floor", workspace.floor("preview", **empty)),
            ):
                command.run()
                sys.stdout.write(_text(title, watch(command, workspace.announced()["pid"])))
        finally:
            workspace.close()
    return 0


def _text(title: str, shares: dict[str, Share]) -> str:
    lines = [f"{title:<20}{'from':>8}{'to':>8}{'CPU':>8}{'peak':>8}  seconds, MiB"]
    for role, share in sorted(shares.items(), key=lambda item: -item[1].cpu):
        lines.append(f"{role:<20}{share.started:>8.2f}{share.ended:>8.2f}{share.cpu:>8.2f}{share.mebibytes:>8.0f}")
    return "\n".join([*lines, "", ""])


if __name__ == "__main__":
    sys.exit(main())
