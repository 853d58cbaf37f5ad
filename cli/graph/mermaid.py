"""The graph in Mermaid's language, which GitHub draws in Markdown (mermaid.js.org, syntax of flowcharts)."""

from __future__ import annotations

from cli.graph.model import CLOUDS, Graph


def mermaid(graph: Graph) -> str:
    """Return a flowchart with one subgraph a cloud."""
    lines = ["flowchart LR"]
    for cloud in graph.clouds:
        lines.append(f'  subgraph {_word(cloud)}["{_text(CLOUDS.get(cloud, cloud))}"]')
        for index, node in enumerate(graph.nodes):
            if node.cloud == cloud:
                second = "" if len(node.members) > 1 else f"<br/>{_text(node.kind)}"
                lines.append(f'    n{index}["{_text(node.label)}{second}"]')
        lines.append("  end")
    lines += [f"  n{cause} --> n{effect}" for cause, effect in graph.edges]
    return "\n".join(lines) + "\n"


def _word(text: str) -> str:
    return "cloud_" + "".join(letter if letter.isalnum() else "_" for letter in text)


def _text(text: str) -> str:
    """Return a label's text with Mermaid's entities for what would end the label or be markup."""
    return "".join(f"#{ord(letter)};" if letter in '"#<>&;`' else letter for letter in text)
