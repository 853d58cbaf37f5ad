"""R2's buckets, and what is in them."""

from dataclasses import replace

from localcloud.cloudflare.entities import Bucket, StoredObject
from localcloud.cloudflare.plugin.r2 import R2Bucket
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.cloudflare.api import STORAGE_CLASS, answer, by_cursor, jurisdiction, place, route
from localcloud.http.cloudflare.words import require_words

KIND = "R2Bucket"
ROOT = "/accounts/{account}/r2/buckets"
BUCKET = f"{ROOT}/{{bucket}}"
OBJECTS = f"{BUCKET}/objects"
PAGE = 20


@route("GET", ROOT, KIND, "read")
def buckets(world: Transaction, request: Request) -> Answer:
    """List the buckets of an account in one jurisdiction, by name."""
    found = CloudflareService(world).r2.buckets(request.params["account"], jurisdiction(request))
    part = request.query.get("name_contains", "")
    return by_cursor([_bucket(each) for each in found if part in each.name], request, PAGE, "buckets")


@route("POST", ROOT, KIND, "create")
def create(world: Transaction, request: Request) -> Answer:
    """Make a bucket."""
    body = request.body
    storage, location = body.text_or_none("storageClass") or "Standard", body.text_or_none("locationHint")
    require_words(
        {"storageClass": storage, "location": location, "jurisdiction": jurisdiction(request)}, R2Bucket.CHOICES
    )
    named = replace(place(request), bucket=body.text("name"))
    return answer(_bucket(CloudflareService(world).r2.create_bucket(named, location, storage)))


@route("GET", BUCKET, KIND, "read")
def bucket(world: Transaction, request: Request) -> Answer:
    """Give a bucket."""
    return answer(_bucket(CloudflareService(world).r2.existing(place(request))))


@route("PATCH", BUCKET, KIND, "update")
def update(world: Transaction, request: Request) -> Answer:
    """Change what new objects cost, which a header says."""
    storage = request.headers.get(STORAGE_CLASS, "")
    require_words({"storageClass": storage}, R2Bucket.CHOICES)
    return answer(_bucket(CloudflareService(world).r2.set_storage_class(place(request), storage)))


@route("DELETE", BUCKET, KIND, "delete")
def delete(world: Transaction, request: Request) -> Answer:
    """Remove a bucket, which must be empty."""
    r2 = CloudflareService(world).r2
    r2.existing(place(request))
    r2.delete_bucket(place(request))
    return answer({})


@route("GET", OBJECTS, KIND, "read")
def objects(world: Transaction, request: Request) -> Answer:
    """List what is in a bucket, by name."""
    found = CloudflareService(world).objects.objects(place(request), request.query.get("prefix", ""))
    after = request.query.get("start_after", "")
    return by_cursor([_object(each) for each in found if each.name > after], request, PAGE)


@route("PUT", f"{OBJECTS}/{{name:path}}", KIND, "update")
def upload(world: Transaction, request: Request) -> Answer:
    """Store an object."""
    storage = request.headers.get(STORAGE_CLASS)
    require_words({"storageClass": storage}, R2Bucket.CHOICES)
    service = CloudflareService(world).objects
    stored = service.put(place(request), request.params["name"], request.content, storage)
    return answer(
        {
            "key": stored.name,
            "etag": stored.etag,
            "size": str(stored.size),
            "uploaded": stored.modified,
            "version": stored.id,
            "storage_class": stored.storage_class,
        }
    )


@route("DELETE", f"{OBJECTS}/{{name:path}}", KIND, "update")
def remove(world: Transaction, request: Request) -> Answer:
    """Remove an object."""
    CloudflareService(world).objects.delete(place(request), request.params["name"])
    return answer({"key": request.params["name"]})


def _bucket(found: Bucket) -> Json:
    return {
        "name": found.name,
        "creation_date": found.created,
        "location": found.location.upper(),
        "storage_class": found.storage_class,
        "jurisdiction": found.jurisdiction,
    }


def _object(found: StoredObject) -> Json:
    return {
        "key": found.name,
        "etag": found.etag,
        "size": found.size,
        "last_modified": found.modified,
        "storage_class": found.storage_class,
        "http_metadata": {},
        "custom_metadata": {},
        "ssec": False,
    }
