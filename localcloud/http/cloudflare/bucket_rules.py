"""The rule sets of a bucket: CORS, lifecycle, locks. A PUT replaces one as a whole."""

from localcloud.cloudflare.entities import BucketRules
from localcloud.cloudflare.plugin.choices import Choices
from localcloud.cloudflare.plugin.r2 import R2BucketCors, R2BucketLifecycle, R2BucketLock
from localcloud.cloudflare.r2_service import DEFAULT_LIFECYCLE
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.errors import NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Request
from localcloud.http.cloudflare.api import answer, place, route
from localcloud.http.cloudflare.buckets import BUCKET
from localcloud.http.cloudflare.words import require_words

CORS, LIFECYCLE, LOCK = f"{BUCKET}/cors", f"{BUCKET}/lifecycle", f"{BUCKET}/lock"


@route("GET", CORS, "R2BucketCors", "read")
def cors(world: Transaction, request: Request) -> Answer:
    """Give the CORS rules."""
    found = _stored(world, request, "cors")
    if found is None:
        raise NotFound("The CORS configuration does not exist.", code="10059")
    return _rules(found.rules)


@route("PUT", CORS, "R2BucketCors", "update")
def put_cors(world: Transaction, request: Request) -> Answer:
    """Write the CORS rules."""
    return _put(world, request, "cors", R2BucketCors.CHOICES)


@route("DELETE", CORS, "R2BucketCors", "delete")
def delete_cors(world: Transaction, request: Request) -> Answer:
    """Remove the CORS rules."""
    r2 = CloudflareService(world).r2
    r2.existing(place(request))
    r2.delete_rules(place(request), "cors")
    return answer({})


@route("GET", LIFECYCLE, "R2BucketLifecycle", "read")
def lifecycle(world: Transaction, request: Request) -> Answer:
    """Give the lifecycle rules: a bucket that nobody gave any has Cloudflare's own."""
    found = _stored(world, request, "lifecycle")
    return _rules(found.rules if found else DEFAULT_LIFECYCLE)


@route("PUT", LIFECYCLE, "R2BucketLifecycle", "update")
def put_lifecycle(world: Transaction, request: Request) -> Answer:
    """Write the lifecycle rules."""
    return _put(world, request, "lifecycle", R2BucketLifecycle.CHOICES)


@route("GET", LOCK, "R2BucketLock", "read")
def lock(world: Transaction, request: Request) -> Answer:
    """Give the locks."""
    found = _stored(world, request, "lock")
    return _rules(found.rules if found else ())


@route("PUT", LOCK, "R2BucketLock", "update")
def put_lock(world: Transaction, request: Request) -> Answer:
    """Write the locks."""
    return _put(world, request, "lock", R2BucketLock.CHOICES)


def _stored(world: Transaction, request: Request, aspect: str) -> BucketRules | None:
    r2 = CloudflareService(world).r2
    r2.existing(place(request))
    return r2.rules(place(request), aspect)


def _put(world: Transaction, request: Request, aspect: str, choices: Choices) -> Answer:
    rules: list[Json] = [dict(each) for each in request.body.items("rules")]
    require_words({"rules": rules}, choices)
    CloudflareService(world).r2.put_rules(place(request), aspect, tuple(rules))
    return answer({})


def _rules(rules: tuple[Json, ...]) -> Answer:
    return answer({"rules": [*rules]})
