"""A cloud as small as can be, under GitHub's name: one write-only value, one thing that is never ready, one function.

It shows what the plugin front end does for every cloud, whatever the real ones have.
"""

from dataclasses import dataclass, replace
from typing import Final

from localcloud.core.entities import Entity
from localcloud.core.fingerprint import Fingerprint
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.properties import Properties
from localcloud.plugin.registry import Cloud
from localcloud.plugin.resource import Resource, State

SECRET: Final = "github:index/actionsSecret:ActionsSecret"
BRANCH: Final = "github:index/branch:Branch"
SETTINGS: Final = "github:index/getSettings:getSettings"
REASON: Final = "the branch waits for its first commit"


@dataclass(frozen=True, kw_only=True)
class Sealed(Entity):
    """A write-only value."""

    CLOUD = "github"
    KIND = "sealed"
    repository: str
    name: str
    value: Fingerprint

    def key(self) -> tuple[str, ...]:
        """Name it by repository and name."""
        return (self.repository, self.name)


@dataclass(frozen=True)
class Toy:
    """The service: the world and the provider's settings."""

    world: Transaction
    settings: Inputs


CLOUD = Cloud("github", Toy, lambda service, section: None)


@CLOUD.resource(SECRET)
class SecretHandler(Resource[Toy]):
    """A write-only value; its id is repository and name."""

    REPLACE = frozenset({"repository", "secretName"})
    WRITE_ONLY = frozenset({"value"})

    def create(self, cloud: Toy, inputs: Inputs) -> State:
        """Seal the value."""
        repository, name = inputs.text("repository"), inputs.text("secretName")
        value = cloud.world.fingerprints.of(inputs.text("value"))
        sealed = Sealed(id=f"{repository}:{name}", repository=repository, name=name, value=value)
        return _state(cloud.world.add(sealed))

    def read(self, cloud: Toy, resource_id: str, inputs: Inputs) -> State | None:
        """Find the value's fingerprint."""
        found = cloud.world.by_id(Sealed, resource_id)
        return _state(found) if found else None

    def update(self, cloud: Toy, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Seal another value."""
        found = cloud.world.get(Sealed, *resource_id.split(":"))
        assert found is not None, "the engine updates what there is"
        value = cloud.world.fingerprints.of(new.text("value"))
        return _state(cloud.world.put(replace(found, value=value)))

    def delete(self, cloud: Toy, resource_id: str, inputs: Inputs) -> None:
        """Forget the value."""
        found = cloud.world.by_id(Sealed, resource_id)
        if found is not None:
            cloud.world.remove(found)


@CLOUD.resource(BRANCH)
class BranchHandler(Resource[Toy]):
    """A thing that exists but is never ready."""

    def create(self, cloud: Toy, inputs: Inputs) -> State:
        """Make it."""
        return State("luma:main", {"ref": "refs/heads/main"}, incomplete=(REASON,))

    def read(self, cloud: Toy, resource_id: str, inputs: Inputs) -> State | None:
        """Find it, as unready as before."""
        return self.create(cloud, inputs)

    def update(self, cloud: Toy, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change it, which does not help."""
        return self.create(cloud, new)

    def delete(self, cloud: Toy, resource_id: str, inputs: Inputs) -> None:
        """Break: this handler has a bug."""
        raise KeyError("a bug of the handler")


@CLOUD.function(SETTINGS)
def _settings(cloud: Toy, arguments: Inputs) -> Properties:
    """Tell the provider's setting `owner`, whether it has its `token`, and the argument `name`."""
    return {
        "owner": cloud.settings.text_or_none("owner"),
        "hasToken": "token" in cloud.settings,
        "name": arguments.text("name"),
    }


def _state(sealed: Sealed) -> State:
    return State(sealed.id, {"repository": sealed.repository, "secretName": sealed.name, "value": sealed.value})
