"""Settings of Cloudflare: the account, the R2 buckets and the zone's records."""

from typing import Literal

from pydantic import Field, PositiveInt

from settings.model import AccountId, Domain, Model, Slug, Timestamp

Jurisdiction = Literal["default", "eu", "fedramp"]
Location = Literal["apac", "eeur", "enam", "weur", "wnam", "oc"]


class ImageBucket(Model):
    """The bucket with the app's images, served from its own host."""

    name: Slug = Field(description="Bucket name. Follows the app's name when left out.")
    host: Domain = Field(description="Host that serves the bucket. It must lie in the zone.")
    abort_multipart_days: PositiveInt = Field(
        default=7, description="Days after which an unfinished upload is removed."
    )


class BackupBucket(Model):
    """The bucket with encrypted database dumps. Nothing in it can be changed before its lock ends."""

    name: Slug = Field(description="Bucket name. Follows the app's name when left out.")
    lock_days: PositiveInt = Field(default=30, description="Days a dump can be neither changed nor deleted.")
    expire_days: PositiveInt = Field(default=90, description="Days after which a dump is removed.")
    abort_multipart_days: PositiveInt = Field(
        default=7, description="Days after which an unfinished upload is removed."
    )
    public_key: str = Field(pattern=r"^age1[0-9a-z]{58}$", description="Public age key that dumps are encrypted to.")


class R2(Model):
    """The buckets of one stack and the tokens that reach them."""

    location: Location = Field(description="Where new buckets are placed.")
    jurisdiction: Jurisdiction = Field(default="default", description="Legal region of every bucket.")
    images: ImageBucket = Field(description="The app's images.")
    backups: BackupBucket | None = Field(default=None, description="Database dumps; left out where a stack takes none.")
    token_expires: Timestamp = Field(description="When the buckets' access tokens end: renew before.")


class Resend(Model):
    """The sender domain's values as Resend shows them."""

    subdomain: Slug = Field(default="send", description="Host of the return path, under the app's domain.")
    region: str = Field(default="us-east-1", pattern=r"^[a-z]{2}-[a-z]+-\d$", description="Resend's sending region.")
    dkim: str = Field(pattern=r"^p=[A-Za-z0-9+/=]+$", description="Public DKIM key, as Resend shows it: p=….")


class Dns(Model):
    """Records in the zone that belong to this stack."""

    resend: Resend | None = Field(default=None, description="Mail records; left out where another stack sends.")
    dmarc: str = Field(
        default="v=DMARC1; p=quarantine; adkim=s; aspf=s",
        pattern=r"^v=DMARC1; p=(none|quarantine|reject)",
        description="DMARC policy of the app's domain.",
    )


class Cloudflare(Model):
    """The account and the zone that hold the buckets and records."""

    account_id: AccountId = Field(description="Id of the Cloudflare account.")
    zone_id: AccountId = Field(description="Id of the zone.")
    zone: Domain = Field(description="Name of the zone.")
