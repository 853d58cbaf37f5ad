"""Values of which Cloudflare knows only a few: the same words in its API and in a program."""

from collections.abc import Mapping

from localcloud.cloudflare.plugin.choices import Choices, refused
from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.plugin.inputs import Inputs


def require_words(given: Mapping[str, Json], choices: Choices) -> None:
    """Refuse the first value outside its list; raises `Invalid`."""
    for failure in refused(Inputs(given), choices):
        raise Invalid(f"{failure.path} {failure.reason}", code="10022", status=400)
