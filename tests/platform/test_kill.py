"""`kill -9` of the whole process tree in the middle of an `up`, and the way back."""

import json
import random
import re
import signal
import time
from typing import Any

import pytest

from tests.engine import Checkout, kill_tree

MOMENTS = 10
SEED = 20261123
PATIENCE_SECONDS = 120
ONCE = {"cloudflare:index/accountToken:AccountToken"}


def kill_in_the_middle_of_an_up(checkout: Checkout, size: int) -> None:
    """Start an `up` of prod and kill it, with its cloud, as soon as the local cloud holds that many things."""
    process = checkout.start("local", "up", "--yes", "--skip-preview", "--stack", "prod")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while checkout.size() < size and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert process.poll() is None, "the run must be cut off before it ends"
    kill_tree(process)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_up_is_recovered_without_duplicate_or_orphan(
    empty: Checkout, prod_built: Checkout, moment: int
) -> None:
    tenth = prod_built.size() / MOMENTS
    kill_in_the_middle_of_an_up(empty, round(random.Random(SEED + moment).uniform(moment, moment + 1) * tenth))
    recovered = empty.luma("recover", "--stack", "prod", "--yes")
    assert recovered.code == 0, recovered.text
    assert not empty.state().get("pending_operations"), "nothing is left in the balance"
    empty.up()
    assert empty.things() == prod_built.things(), "the same world as an undisturbed run makes"


def forget_what_nothing_depends_on(checkout: Checkout) -> list[dict[str, Any]]:
    """Turn each resource at the end of a chain into a create that was cut off after it had happened; return them."""
    path = checkout.home / "state/.pulumi/stacks/luma/prod.json"
    content = json.loads(path.read_text())
    latest = content["checkpoint"]["latest"]
    needed = {each.get("provider", "").rsplit("::", 1)[0] for each in latest["resources"]}
    for each in latest["resources"]:
        needed |= {each.get("parent"), *(each.get("dependencies") or ())}
    last = [each for each in latest["resources"] if each["custom"] and each["urn"] not in needed]
    latest["resources"] = [each for each in latest["resources"] if each not in last]
    kept = [{name: value for name, value in each.items() if name not in {"id", "outputs"}} for each in last]
    latest["pending_operations"] = [{"type": "creating", "resource": each} for each in kept]
    path.write_text(json.dumps(content))
    return last


def test_what_was_made_but_not_noted_is_found_again_whatever_its_type(prod: Checkout, prod_built: Checkout) -> None:
    lost = forget_what_nothing_depends_on(prod)
    assert {each["type"].split(":")[0] for each in lost} == {"vercel", "github", "cloudflare", "luma"}, (
        "the ends of the chains; what they depend on is cut off at the earlier moments above"
    )
    recovered = prod.luma("recover", "--stack", "prod", "--yes")
    assert recovered.code == 0, recovered.text
    prod.up()
    assert prod.things() == prod_built.things(), "nothing was made twice"
    ids = {each["urn"]: each["id"] for each in prod.state()["resources"] if each["custom"]}
    moved = sorted(each["urn"] for each in lost if ids[each["urn"]] != each["id"] and each["type"] not in ONCE)
    assert moved == [], "each is the very thing that was there, but for those whose value was lost"


def test_a_run_that_was_not_cut_off_needs_no_recovery(prod: Checkout) -> None:
    before = prod.world()
    run = prod.luma("recover", "--stack", "prod")
    assert (run.code, run.out) == (0, "prod: no run was cut off; there is nothing to recover.\n"), run.text
    assert prod.world() == before, "nothing was touched"


def test_recovery_changes_nothing_before_it_is_confirmed(prod: Checkout) -> None:
    forget_what_nothing_depends_on(prod)
    path = prod.home / "state/.pulumi/stacks/luma/prod.json"
    before = path.read_bytes()
    run = prod.luma("recover", "--stack", "prod")
    assert run.code == 2, "nobody is there to ask"
    assert path.read_bytes() == before, "the state is as it was"
    assert "will be taken into the state" in run.out, "what would be done is shown"


def test_a_torn_state_file_is_restored_and_the_platform_is_whole(prod: Checkout, prod_built: Checkout) -> None:
    path = prod.home / "state/.pulumi/stacks/luma/prod.json"
    path.write_bytes(path.read_bytes()[:1000])
    run = prod.luma("recover", "--stack", "prod", "--yes")
    assert run.code == 0, run.text
    assert "restored it from its backup" in run.out, "what was done is told"
    prod.up()
    assert prod.things() == prod_built.things(), "nothing is lost, nothing is made twice"


def test_real_accounts_are_recovered_with_what_a_person_has_looked_up(prod: Checkout, prod_built: Checkout) -> None:
    lost = forget_what_nothing_depends_on(prod)
    shell = dict(line.removeprefix("export ").split("=", 1) for line in prod.luma("local", "env").out.splitlines())
    chosen = {name: value.strip("'") for name, value in shell.items() if name != "PATH"}
    chosen["PULUMI_OPTION_CONFIG_FILE"] = str(prod.home / "project/Pulumi.prod.yaml")
    asked = prod.luma("recover", "--real", "--stack", "prod", "--yes", **chosen)
    assert asked.code == 2, "what no id follows from is asked for, never guessed"
    names = re.findall(r"^  --id (\S+)=none", asked.err, re.MULTILINE)
    ids = {each["urn"].rsplit("::", 1)[-1]: each["id"] for each in lost}
    given = [word for name in names for word in ("--id", f"{name}={ids[name]}")]
    done = prod.luma("recover", "--real", "--stack", "prod", "--yes", *given, **chosen)
    assert done.code == 0, done.text
    prod.luma("local", "stop")
    prod.up()
    assert prod.things() == prod_built.things(), "nothing was made twice"


def test_an_up_that_is_asked_to_end_ends_in_good_order(empty: Checkout, prod_built: Checkout) -> None:
    process = empty.start("local", "up", "--yes", "--skip-preview", "--stack", "prod")
    while empty.size() < prod_built.size() / 3:
        assert process.poll() is None, "the run must still be there"
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode != 0, "it was cut off"
    assert "Traceback" not in out + err, "Ctrl-C is no mistake of the program's"
    assert not list((empty.home / "state/.pulumi/locks").rglob("*.json")), "Pulumi released its lock"
    assert not (empty.home / "announce.json").exists(), "the local cloud went with it"
    empty.up()
    assert empty.things() == prod_built.things(), "the next run finishes it, without a recovery"
