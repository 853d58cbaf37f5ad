"""R2 buckets and their rule sets."""

from collections.abc import Iterable
from typing import ClassVar, Final

from localcloud.cloudflare.entities import Bucket
from localcloud.cloudflare.plugin.cloud import CLOUD
from localcloud.cloudflare.r2_service import Place
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure

JURISDICTIONS: Final = ("default", "eu", "fedramp")
LOCATIONS: Final = ("apac", "eeur", "enam", "weur", "wnam", "oc")
STORAGE_CLASSES: Final = ("Standard", "InfrequentAccess")
IMPORT_PARTS: Final = 3


def place(inputs: Inputs, name: str = "bucketName") -> Place:
    """Say which bucket the inputs mean."""
    return Place(inputs.text("accountId"), inputs.text("jurisdiction"), inputs.text(name))


def require_inputs(inputs: Inputs, token: str) -> None:
    """Refuse an import of a type that the provider cannot import."""
    if not inputs.values:
        raise Invalid(f"{token} does not currently support `pulumi import`", status=400)


def one_of(inputs: Inputs, name: str, allowed: tuple[str, ...]) -> Iterable[Failure]:
    """Refuse a value outside a list; the provider compares without case."""
    value = inputs.text_or_none(name)
    if value is not None and value.lower() not in {each.lower() for each in allowed}:
        yield Failure(name, f"must be one of {', '.join(allowed)}, not {value!r}")


@CLOUD.resource("cloudflare:index/r2Bucket:R2Bucket")
class R2Bucket(Resource[CloudflareService]):
    """A bucket; its id is its name, its import id `account/bucket/jurisdiction`."""

    REPLACE = frozenset({"accountId", "jurisdiction", "location", "name"})
    DEFAULTS: ClassVar = {"jurisdiction": "default", "storageClass": "Standard"}
    FILLED = frozenset({"location"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown places and storage classes."""
        yield from one_of(inputs, "jurisdiction", JURISDICTIONS)
        yield from one_of(inputs, "location", LOCATIONS)
        yield from one_of(inputs, "storageClass", STORAGE_CLASSES)

    def create(self, cloud: CloudflareService, inputs: Inputs) -> State:
        """Make the bucket."""
        where, storage_class = place(inputs, "name"), inputs.text("storageClass")
        return _bucket(cloud.r2.create_bucket(where, inputs.text_or_none("location"), storage_class))

    def read(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the bucket."""
        where = place(inputs, "name") if inputs.values else _imported(resource_id)
        found = cloud.r2.bucket(where)
        return _bucket(found) if found else None

    def update(self, cloud: CloudflareService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change the storage class."""
        return _bucket(cloud.r2.set_storage_class(place(new, "name"), new.text("storageClass")))

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Remove the bucket, which must be empty."""
        cloud.r2.delete_bucket(place(inputs, "name"))


class _Rules(Resource[CloudflareService]):
    """A rule set of a bucket: a PUT replaces it, it cannot be imported, its id is the bucket's name."""

    REPLACE = frozenset({"accountId", "bucketName", "jurisdiction"})
    DEFAULTS: ClassVar = {"jurisdiction": "default"}
    ASPECT: ClassVar[str]

    def create(self, cloud: CloudflareService, inputs: Inputs) -> State:
        """Write the rules."""
        return self._written(cloud, inputs)

    def read(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the rules."""
        require_inputs(inputs, self.token)
        found = cloud.r2.rules(place(inputs), self.ASPECT)
        return _rules(inputs, list(found.rules)) if found else None

    def update(self, cloud: CloudflareService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Write the rules again, as a whole."""
        return self._written(cloud, new)

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Remove the rules."""
        cloud.r2.delete_rules(place(inputs), self.ASPECT)

    def _written(self, cloud: CloudflareService, inputs: Inputs) -> State:
        rules: list[Json] = [dict(each) for each in inputs.items("rules")]
        cloud.r2.put_rules(place(inputs), self.ASPECT, tuple(rules))
        return _rules(inputs, rules)


@CLOUD.resource("cloudflare:index/r2BucketCors:R2BucketCors")
class R2BucketCors(_Rules):
    """The origins that browsers may reach the bucket from."""

    ASPECT = "cors"
    SETS = frozenset({"rules.allowed.headers", "rules.allowed.methods", "rules.allowed.origins", "rules.exposeHeaders"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse methods that R2 does not have."""
        for index, rule in enumerate(inputs.items("rules")):
            allowed = Inputs(rule).object("allowed")
            for method in allowed.texts("methods"):
                if method.upper() not in {"GET", "PUT", "POST", "DELETE", "HEAD"}:
                    path = f"rules[{index}].allowed.methods"
                    yield Failure(path, f"must be one of GET, PUT, POST, DELETE, HEAD, not {method!r}")


@CLOUD.resource("cloudflare:index/r2BucketLifecycle:R2BucketLifecycle")
class R2BucketLifecycle(_Rules):
    """What R2 deletes or moves by itself, and when."""

    ASPECT = "lifecycle"


@CLOUD.resource("cloudflare:index/r2BucketLock:R2BucketLock")
class R2BucketLock(_Rules):
    """What nobody can change or delete, and for how long."""

    ASPECT = "lock"


def _imported(resource_id: str) -> Place:
    parts = resource_id.split("/")
    return Place(parts[0], parts[2], parts[1]) if len(parts) == IMPORT_PARTS else Place("", "", "")


def _bucket(bucket: Bucket) -> State:
    return State(
        bucket.name,
        {
            "accountId": bucket.account,
            "name": bucket.name,
            "jurisdiction": bucket.jurisdiction,
            "location": bucket.location,
            "storageClass": bucket.storage_class,
            "creationDate": bucket.created,
        },
    )


def _rules(inputs: Inputs, rules: list[Json]) -> State:
    where = place(inputs)
    outputs = {"accountId": where.account, "bucketName": where.bucket, "jurisdiction": where.jurisdiction}
    return State(where.bucket, {**outputs, "rules": rules})
