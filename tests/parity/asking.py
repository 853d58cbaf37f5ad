"""Asks one side all cases; its answers are plain data.

The answer to a case holds the refused properties, or else what the check adds to the inputs, what a preview of the
create foresees, and what a diff against the good inputs finds. The good inputs are made, read, changed and deleted
too. Words of reasons differ and are left out.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from localcloud.plugin.properties import Properties, SecretValue, Unknown, Value, has, reveal
from tests.parity.cases import Case, Type, needs, types, with_ids, without_ids
from tests.parity.side import FAILED, NAME, Side

Answer = dict[str, Any]
PLACES: Final = frozenset(
    {"branch", "name", "organization", "project", "repository", "secretName", "slug", "variableName"}
)
"""Inputs that say where a resource is: an update of one would take it from under the others."""
EMPTY: Final[tuple[Value, ...]] = (None, "", [], {})


@dataclass
class Made:
    """The resource that the good inputs of a type made."""

    token: str
    inputs: Properties
    state: Properties


def answers(
    cloud: str, world: Callable[[str], Side], side: Side, told: Callable[[str], None] = lambda token: None
) -> dict[str, dict[str, Answer]]:
    """Ask all about a cloud, by token and case.

    `world` gives the local cloud's own plugin front end for a token, which makes what the questions presume; `told` is
    called after each type, and again after its deletion.
    """
    ids: list[str] = []
    for token, inputs in needs(cloud):
        ids.append(_make(world(token), token, with_ids(inputs, ids)))
    told("")
    found: dict[str, dict[str, Answer]] = {}
    made: list[Made] = []
    for kind in types(cloud, ids):
        answer, one = ask(side, kind)
        if answer[kind.cases[0].name].get("refused") != [FAILED]:  # a type that the plugin does not have
            found[kind.token] = answer
            made.append(one)
        told(kind.token)
    for one in reversed(made):
        found[one.token]["good"]["deleted"] = side.delete(one.token, one.inputs, one.state)
        told(one.token)
    return cast("dict[str, dict[str, Answer]]", json.loads(without_ids(json.dumps(found), cloud, ids)))


def ask(side: Side, kind: Type) -> tuple[dict[str, Answer], Made]:
    """Ask every case of a resource type; answers by the case's name, and what was made."""
    made = Made(kind.token, {}, {})
    found: dict[str, Answer] = {}
    update: Properties = {}
    for case in kind.cases:
        inputs, refused = side.check(case.token, case.inputs, made.inputs if case.kind == "changed" else None)
        if refused is not None:
            found[case.name] = {"refused": refused}
            continue
        found[case.name] = _answer(side, case, inputs, made)
        if case.kind == "changed" and case.about not in PLACES and not found[case.name]["replaces"]:
            update = update or inputs
    good = found[kind.cases[0].name]
    if "refused" in good:
        return found, made
    good["read"] = side.read(made.token, made.inputs, made.state)
    good["updated"] = side.update(made.token, made.inputs, made.state, update) if update else None
    return found, made


def _answer(side: Side, case: Case, inputs: Properties, made: Made) -> Answer:
    answer: Answer = {}
    if case.kind in {"good", "secret", "not-yet-known", "without"}:
        answer = _foreseen(case, inputs, side.create(case.token, inputs, preview=True))
    if case.kind == "good":
        made.inputs, made.state = inputs, side.create(case.token, inputs)
        answer["made"] = _shape(made.state)
    if case.kind in {"good", "without", "changed"}:
        changed, replaces = side.diff(case.token, made.inputs, made.state, inputs)
        answer |= {"changed": sorted(changed), "replaces": sorted(replaces)}
    return answer


def _make(side: Side, token: str, inputs: Properties) -> str:
    checked, refused = side.check(token, inputs)
    state = side.create(token, checked)
    assert state, f"{token} is made, which other questions presume: {refused}"
    return str(state["id"])


def _foreseen(case: Case, checked: Properties, foreseen: Properties) -> Answer:
    """Tell what a case adds: checked inputs that were not given, and the outputs with what is not known yet."""
    added = {n: _plain(reveal(v)) for n, v in sorted(_unmarked(checked).items()) if n not in case.inputs}
    outputs = {n: _plain(reveal(v)) for n, v in sorted(_unmarked(foreseen).items()) if n != "id"}
    if case.kind == "without":
        outputs = {name: value for name, value in outputs.items() if name == case.about}
    return {"filled in": added, "foreseen": outputs if foreseen else {"(the preview failed)": True}}


def _shape(state: Properties) -> Answer:
    """Tell which outputs a made resource has, and which of them are secret."""
    present = {name: value for name, value in _unmarked(state).items() if reveal(value) not in EMPTY}
    secret = sorted(name for name, value in present.items() if has(value, SecretValue))
    return {"outputs": sorted(present), "secret": secret}


def _unmarked(value: Properties) -> Properties:
    """Take out what bridged plugins note for themselves (`__defaults`, `__meta`), and empty values."""
    return dict(_kept(value))


def _kept(value: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for name, each in value.items():
        if not name.startswith("__") and each is not None:
            yield name, _cleaned(each)


def _cleaned(value: Value) -> Value:
    if isinstance(value, dict):
        return dict(_kept(value))
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return SecretValue(_cleaned(value.value)) if isinstance(value, SecretValue) else value


def _plain(value: Value) -> Any:
    """Spell a value without secret wrappers as JSON."""
    if isinstance(value, Unknown):
        return {"unknown": True}
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, str):
        return re.sub(rf"^{NAME}-[0-9a-f]{{7}}$", f"{NAME}-0000000", value)  # an automatic name is random
    return [_plain(each) for each in value] if isinstance(value, list) else value
