"""R2 buckets and their rule sets."""

from collections.abc import Iterable
from typing import ClassVar, Final

from localcloud.cloudflare.entities import Bucket
from localcloud.cloudflare.plugin.choices import JURISDICTION, Choices, refused
from localcloud.cloudflare.plugin.cloud import CLOUD
from localcloud.cloudflare.r2_service import Place
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Resource, State
from localcloud.plugin.schema import Failure

IMPORT_PARTS: Final = 3


def place(inputs: Inputs, name: str = "bucketName") -> Place:
    """Say which bucket the inputs mean."""
    return Place(inputs.text("accountId"), inputs.text("jurisdiction"), inputs.text(name))


def require_inputs(inputs: Inputs, token: str) -> None:
    """Refuse an import of a type that the provider cannot import."""
    if not inputs.values:
        raise Invalid(f"{token} does not currently support `pulumi import`", status=400)


@CLOUD.resource("cloudflare:index/r2Bucket:R2Bucket")
class R2Bucket(Resource[CloudflareService]):
    """A bucket; its id is its name, its import id `account/bucket/jurisdiction`.

    Another jurisdiction is an update, which finds no bucket there.
    """

    REPLACE = frozenset({"accountId", "name"})
    DEFAULTS: ClassVar = {"jurisdiction": "default", "storageClass": "Standard"}
    FILLED = frozenset({"location"})
    FIXED = frozenset({"location"})
    CHOICES: ClassVar[Choices] = {
        "jurisdiction": JURISDICTION,
        "location": ("apac", "eeur", "enam", "weur", "wnam", "oc"),
        "storageClass": ("Standard", "InfrequentAccess"),
    }

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown places and storage classes."""
        return refused(inputs, self.CHOICES)

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
    """A rule set of a bucket: a PUT replaces it, it cannot be imported, its id is the bucket's name.

    The vendor's plugin deletes CORS rules only: the others stay in the bucket until it is deleted.
    """

    REPLACE = frozenset({"accountId", "bucketName"})
    DEFAULTS: ClassVar = {"jurisdiction": "default"}
    ASPECT: ClassVar[str]
    CHOICES: ClassVar[Choices]

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse unknown words in the rules."""
        return refused(inputs, {"jurisdiction": JURISDICTION, **self.CHOICES})

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
        """Leave the rules as they are, as the vendor's plugin does."""

    def _written(self, cloud: CloudflareService, inputs: Inputs) -> State:
        rules: list[Json] = [dict(each) for each in inputs.items("rules")]
        cloud.r2.put_rules(place(inputs), self.ASPECT, tuple(rules))
        return _rules(inputs, rules)


@CLOUD.resource("cloudflare:index/r2BucketCors:R2BucketCors")
class R2BucketCors(_Rules):
    """The origins that browsers may reach the bucket from."""

    ASPECT = "cors"
    CHOICES: ClassVar[Choices] = {"rules.allowed.methods": ("GET", "PUT", "POST", "DELETE", "HEAD")}

    def delete(self, cloud: CloudflareService, resource_id: str, inputs: Inputs) -> None:
        """Remove the rules."""
        cloud.r2.delete_rules(place(inputs), self.ASPECT)


@CLOUD.resource("cloudflare:index/r2BucketLifecycle:R2BucketLifecycle")
class R2BucketLifecycle(_Rules):
    """What R2 deletes or moves by itself, and when."""

    ASPECT = "lifecycle"
    CHOICES: ClassVar[Choices] = {
        "rules.abortMultipartUploadsTransition.condition.type": ("Age",),
        "rules.deleteObjectsTransition.condition.type": ("Age", "Date"),
        "rules.storageClassTransitions.condition.type": ("Age", "Date"),
        "rules.storageClassTransitions.storageClass": ("InfrequentAccess",),
    }


@CLOUD.resource("cloudflare:index/r2BucketLock:R2BucketLock")
class R2BucketLock(_Rules):
    """What nobody can change or delete, and for how long."""

    ASPECT = "lock"
    CHOICES: ClassVar[Choices] = {"rules.condition.type": ("Age", "Date", "Indefinite")}


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
