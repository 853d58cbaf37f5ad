"""The base of every component: its type token, its children's options, and what it may never do.

A component gets `(name, settings: its own model, *, wires: Input[...], opts)`: what a human chose is data, what another
component makes is a wire. Names of things come from settings, so that policies can read them in a first preview; the
order that such a name implies is stated by `after`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import pulumi

Cloud = Literal["cloudflare", "github", "random", "sentry", "trigger", "vercel"]


class Component(pulumi.ComponentResource):
    """A group of resources of one cloud. Its type token is `luma:<cloud>:<Class>`.

    Args:
        name: Name of the component; children are named `<name>-<role>`.
        opts: Options; they must carry an explicit provider for each of the component's plugins.
        protect: Whether stateful children are protected.

    Raises:
        TypeError: the options carry no provider, so that the children would silently use a default one.
    """

    CLOUD: ClassVar[Cloud]
    PLUGINS: ClassVar[tuple[str, ...]] = ()
    """The plugins of the children's types, where they are others than the cloud's own."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions, *, protect: bool = False) -> None:
        super().__init__(type_token(type(self)), name, None, opts)
        for plugin in self.PLUGINS or (self.CLOUD,):
            if self.get_provider(f"{plugin}:index/any:Any") is None:
                raise TypeError(f"{name}: opts carry no {plugin} provider; its resources would use a default one")
        self._component_name = name
        self._protects = protect

    def child_name(self, role: str) -> str:
        """Return the logical name of a child. It never holds the app's name, so a rename changes no URN."""
        return f"{self._component_name}-{role}"

    def child_opts(
        self,
        opts: pulumi.ResourceOptions | None = None,
        *,
        stateful: bool = False,
        after: Sequence[pulumi.Resource] = (),
    ) -> pulumi.ResourceOptions:
        """Return the options of a child: always under this component, whatever parent `opts` name.

        Args:
            opts: Further options of the child.
            stateful: Whether losing the child would lose data or an address; it is protected where the stack asks.
            after: Resources that must exist first although no property of theirs is used.
        """
        own = pulumi.ResourceOptions(
            parent=self, depends_on=list(after) or None, protect=True if stateful and self._protects else None
        )
        return pulumi.ResourceOptions.merge(opts, own)


def type_token(component: type[Component]) -> str:
    """Return the type token of a component class; it is written into every state and can never change."""
    return f"luma:{component.CLOUD}:{component.__name__}"
