"""The proxy, as a plugin uses it: through HTTPS_PROXY, trusting nothing but the certificate of this run."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from localcloud.core.store import open_store
from localcloud.http import front
from localcloud.http.proxy.authority import issue
from localcloud.http.proxy.sites import SITES, VENDORS
from localcloud.vercel.service import VercelService

HOSTS = sorted({*SITES, *VENDORS})
TEAM = "team_aaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def fronts(tmp_path: Path) -> Iterator[front.Fronts]:
    """Serve a world with a team in it."""
    with open_store(tmp_path / "world.db") as store:
        with store.transaction() as world:
            VercelService(world).scope.seed_team(TEAM, "pro")
        found = front.start(store)
        yield found
        found.stop()


@pytest.fixture
def client(fronts: front.Fronts) -> Iterator[httpx.Client]:
    """Give what a plugin is: a client that knows the proxy's address and trusts its authority alone."""
    context = ssl.create_default_context(cadata=fronts.proxy.certificate.decode())
    with httpx.Client(proxy=fronts.proxy.url, verify=context, trust_env=False) as found:
        yield found


def test_vercels_own_address_leads_to_the_local_cloud(fronts: front.Fronts, client: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {fronts.tokens['vercel']}"}
    for _ in range(2):
        answer = client.get(f"https://api.vercel.com/v2/teams/{TEAM}", headers=headers)
        assert (answer.status_code, answer.json()["id"]) == (200, TEAM), "the local cloud's team"
    assert fronts.servers["vercel"].requests.count(("GET", f"/v2/teams/{TEAM}")) == 2, (
        "it is the same API as on its port"
    )


def test_the_api_behind_the_proxy_asks_for_its_own_token(client: httpx.Client) -> None:
    assert client.get("https://api.vercel.com/v2/user").status_code == 403, "the proxy's credentials open no API"


def test_the_vercel_token_has_the_shape_that_the_plugin_asks_for(fronts: front.Fronts) -> None:
    token = fronts.tokens["vercel"]
    assert (len(token), token.isalnum(), token.isascii()) == (24, True, True), "else it refuses before any call"


def test_the_validators_sites_say_what_the_local_cloud_takes(client: httpx.Client) -> None:
    frameworks = client.get("https://api-frameworks.zeit.sh/").json()
    assert "nextjs" in {each["slug"] for each in frameworks}, "a framework the platform uses"
    regions = client.get("https://dcs.vercel-infra.com").json()
    assert regions["fra1"] == {"caps": ["V2_DEPLOYMENT_CREATE"]}, "a region that takes deployments"
    known = client.get("https://docs.sentry.io/_platforms/javascript/nextjs.json")
    assert known.status_code == 200, "a platform of Sentry's"
    assert client.get("https://docs.sentry.io/_platforms/nonsense.json").status_code == 404, "and none"


@pytest.mark.parametrize(
    "address", ["https://example.com", "https://api.vercel.com.evil.example", "https://api.vercel.com:8443"]
)
def test_any_other_host_is_refused_before_a_connection(client: httpx.Client, address: str) -> None:
    with pytest.raises(
        httpx.ProxyError, match=r"403 .* is refused: the local cloud answers for api-frameworks\.zeit\.sh"
    ):
        client.get(address)


def test_a_request_that_wants_to_be_forwarded_is_refused(client: httpx.Client) -> None:
    answer = client.get("http://api.vercel.com/v2/user")
    assert (answer.status_code, "forwards nothing" in answer.text) == (403, True), "no request goes out in the clear"


@pytest.mark.parametrize("credentials", ["", "local:wrong@", "root:{token}@"])
def test_nobody_gets_through_without_the_token(fronts: front.Fronts, credentials: str) -> None:
    proxy = f"http://{credentials.format(token=fronts.token)}127.0.0.1:{fronts.proxy.port}"
    with httpx.Client(proxy=proxy, trust_env=False) as stranger, pytest.raises(httpx.ProxyError, match="407"):
        stranger.get("https://api.vercel.com/v2/user")


def test_nonsense_for_credentials_is_refused(fronts: front.Fronts) -> None:
    with socket.create_connection(fronts.proxy.address) as connection:
        connection.sendall(b"CONNECT api.vercel.com:443 HTTP/1.1\r\nProxy-Authorization: Basic =\xff=\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 407 "), "an answer, not a dead connection"


def test_a_client_that_does_not_trust_the_authority_gets_nothing(fronts: front.Fronts) -> None:
    with httpx.Client(proxy=fronts.proxy.url, trust_env=False) as stranger, pytest.raises(httpx.ConnectError):
        stranger.get("https://api.vercel.com/v2/user")


def test_the_authority_is_good_for_these_hosts_alone_and_another_one_each_run(fronts: front.Fronts) -> None:
    certificate = x509.load_pem_x509_certificate(fronts.proxy.certificate)
    limits = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    permitted = [each.value for each in limits.value.permitted_subtrees or ()]
    assert (limits.critical, permitted) == (True, HOSTS), "who trusts it trusts it for nothing else"
    assert b"PRIVATE KEY" not in fronts.proxy.certificate, "its key is gone"
    assert issue(HOSTS).certificate != fronts.proxy.certificate, "no two runs share one"
