"""R2's objects, as far as people ask for them: what is in a bucket, how large, since when, and what a lock keeps.

Facts: `r2/bucketobject.go` of cloudflare/cloudflare-go v7; R2's error codes 10007 and 10069. The content itself is not
kept: its size and its hash are.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

from localcloud.cloudflare.entities import StoredObject
from localcloud.cloudflare.r2_service import Place, R2Service
from localcloud.core import ids
from localcloud.core.entities import Json
from localcloud.core.errors import Forbidden, Invalid, NotFound
from localcloud.core.transaction import Transaction
from localcloud.plugin.inputs import Inputs

LONGEST_KEY_BYTES: Final = 1024


class ObjectService:
    """The objects of R2's buckets, for the length of one operation."""

    def __init__(self, transaction: Transaction, r2: R2Service) -> None:
        self.world = transaction
        self.r2 = r2

    def put(self, place: Place, name: str, content: bytes, storage_class: str | None) -> StoredObject:
        """Store an object; raises `NotFound` (bucket), `Invalid` (name), `Forbidden` (locked)."""
        bucket = self.r2.existing(place)
        if not 0 < len(name.encode()) <= LONGEST_KEY_BYTES:
            raise Invalid("The specified object name is not valid.", code="10020", status=400)
        known = self.object(place, name)
        if known is not None:
            self._require_unlocked(place, known)
        stored = StoredObject(
            id=known.id if known else ids.hexadecimal(self.world.seed(StoredObject, *_key(place, name))),
            account=place.account,
            jurisdiction=place.jurisdiction,
            bucket=place.bucket,
            bucket_id=bucket.id,
            name=name,
            size=len(content),
            etag=hashlib.md5(content, usedforsecurity=False).hexdigest(),
            modified=self.world.clock.timestamp(),
            storage_class=storage_class or bucket.storage_class,
        )
        return self.world.put(stored) if known else self.world.add(stored)

    def objects(self, place: Place, prefix: str) -> list[StoredObject]:
        """List a bucket's objects by name; raises `NotFound`."""
        found = self.world.children(StoredObject, self.r2.existing(place).id)
        return sorted((each for each in found if each.name.startswith(prefix)), key=lambda each: each.name)

    def object(self, place: Place, name: str) -> StoredObject | None:
        """Find an object."""
        return self.world.get(StoredObject, *_key(place, name))

    def delete(self, place: Place, name: str) -> None:
        """Remove an object; raises `NotFound`, `Forbidden` (locked)."""
        self.r2.existing(place)
        found = self.object(place, name)
        if found is None:
            raise NotFound("The specified key does not exist.", code="10007")
        self._require_unlocked(place, found)
        self.world.remove(found)

    def _require_unlocked(self, place: Place, found: StoredObject) -> None:
        locks = self.r2.rules(place, "lock")
        if locks and any(self._is_locked(found, each) for each in locks.rules):
            raise Forbidden("The object is locked by the bucket policy.", code="10069")

    def _is_locked(self, found: StoredObject, rule: Json) -> bool:
        """Tell whether a lock rule keeps an object now; one that says neither age nor date keeps it for ever."""
        lock = Inputs(rule if isinstance(rule, dict) else {})
        if not lock.flag_or_none("enabled") or not found.name.startswith(lock.text_or_none("prefix") or ""):
            return False
        condition = lock.object("condition")
        age, date = condition.integer_or_none("maxAgeSeconds"), condition.text_or_none("date")
        if age is not None:
            return self.world.clock.read() < datetime.fromisoformat(found.modified) + timedelta(seconds=age)
        until = _moment(date) if date else None
        return until is None or self.world.clock.read() < until


def _moment(text: str) -> datetime | None:
    """Read a date, UTC where it names no zone; `None` for what is no date, so that it locks for ever."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _key(place: Place, name: str) -> tuple[str, ...]:
    return (place.account, place.jurisdiction, place.bucket, name)
