"""The hosts that the proxy answers for: the vendors' APIs, and the small sites that plugins check values with.

Sources: `client/client.go`, `vercel/validator_framework.go` and `vercel/validator_serverless_function_region.go` of
vercel/terraform-provider-vercel; `sentry/resource_sentry_project.go` of jianyuan/terraform-provider-sentry v0.11.2.
"""

from typing import Final

from localcloud.core.entities import Json
from localcloud.core.errors import CloudError, NotFound
from localcloud.core.transaction import Transaction
from localcloud.http.api import Answer, Api, Request
from localcloud.vercel.catalogue import FRAMEWORKS, REGIONS

PLATFORMS: Final = frozenset(
    {
        *("android", "apple", "apple/ios", "apple/macos", "dart", "dart/flutter", "dotnet", "dotnet/aspnetcore"),
        *("elixir", "go", "go/echo", "go/fasthttp", "go/fiber", "go/gin", "go/http", "java", "java/spring-boot"),
        *("javascript", "javascript/angular", "javascript/astro", "javascript/gatsby", "javascript/nextjs"),
        *("javascript/nuxt", "javascript/react", "javascript/remix", "javascript/svelte", "javascript/sveltekit"),
        *("javascript/vue", "kotlin", "native", "node", "node/awslambda", "node/express", "node/fastify", "node/koa"),
        *("php", "php/laravel", "php/symfony", "python", "python/awslambda", "python/celery", "python/django"),
        *("python/fastapi", "python/flask", "react-native", "ruby", "ruby/rails", "rust", "unity", "unreal"),
    }
)


def _spell(error: CloudError) -> Json:
    return {"error": {"code": error.code, "message": error.message}}


FRAMEWORK_LIST: Final = Api("vercel", _spell, token_length=0)
REGION_LIST: Final = Api("vercel", _spell, token_length=0)
SENTRY_DOCS: Final = Api("sentry", _spell, token_length=0)

VENDORS: Final = {"api.vercel.com": "vercel", "vercel.com": "vercel"}
"""Hosts by the API that answers for them."""
SITES: Final = {
    "api-frameworks.zeit.sh": FRAMEWORK_LIST,
    "dcs.vercel-infra.com": REGION_LIST,
    "docs.sentry.io": SENTRY_DOCS,
}
"""Public sites, which ask for no token."""


@FRAMEWORK_LIST.route("GET", "/", "vercel:frameworks", "invoke")
def frameworks(_world: Transaction, _request: Request) -> Answer:
    """List the framework presets."""
    return Answer([{"slug": each, "name": each} for each in FRAMEWORKS])


@REGION_LIST.route("GET", "/", "vercel:regions", "invoke")
def regions(_world: Transaction, _request: Request) -> Answer:
    """List the regions by what they can do."""
    return Answer({each: {"caps": ["V2_DEPLOYMENT_CREATE"]} for each in REGIONS})


@SENTRY_DOCS.route("GET", "/_platforms/{platform:path}", "sentry:platforms", "invoke")
def platform(_world: Transaction, request: Request) -> Answer:
    """Describe a platform, by the path that Sentry's documentation has for it."""
    name = request.params["platform"].removesuffix(".json")
    if name not in PLATFORMS and name != "other":
        raise NotFound(f"there is no platform {name}")
    return Answer({"key": name, "name": name})
