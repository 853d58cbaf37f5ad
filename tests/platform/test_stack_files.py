"""The committed stack files stay byte-identical, also when they hold real secrets under a foreign passphrase."""

from typing import Any

import pytest
import yaml

from settings.catalogue import CATALOGUE
from tests.engine import Checkout

SEALED = {"secure": "v1:Zm9yZWlnbm5vbmNl:Zm9yZWlnbiBjaXBoZXJ0ZXh0"}
FOREIGN: list[Any] = [
    pytest.param({"encryptionsalt": "v1:Zm9yZWlnbg==:v1:Zm9yZWlnbg==:Zm9yZWlnbg=="}, id="passphrase"),
    pytest.param({"secretsprovider": "awskms://alias/luma", "encryptedkey": "QUJD"}, id="cloud-key"),
]


@pytest.mark.parametrize("provider", FOREIGN)
def test_a_stack_file_with_foreign_secrets_works_and_is_never_written(prod: Checkout, provider: dict[str, str]) -> None:
    path = prod.folder / "Pulumi.prod.yaml"
    content = yaml.safe_load(path.read_text())
    content |= provider
    content["config"] |= {f"luma:{each.name}": SEALED for each in CATALOGUE if each.source == "secret"}
    path.write_text(yaml.safe_dump(content))
    before = prod.stack_files()
    for words in (
        ("preview", "--expect-no-changes"),
        ("up", "--yes", "--skip-preview", "--expect-no-changes"),
        ("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
        ("destroy", "--yes", "--skip-preview", "--ignore-protect"),
    ):
        run = prod.local(*words)
        assert run.code == 0, f"{words[0]}:\n{run.text}"
        assert prod.stack_files() == before, f"{words[0]} must leave the committed files as they are"
