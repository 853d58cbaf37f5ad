"""The program: one stack file in, one whole platform out."""

import gc

import pulumi

# What is imported stays to the end: without this the collector walks all of it again and again, a third of a start.
gc.freeze()

from components.guard import guard
from components.platform import PlatformStack
from payload.render import files
from settings.errors import SettingsError
from settings.load import load

gc.freeze()


def main() -> None:
    """Build the stack that is selected and export what it tells.

    Raises:
        pulumi.RunError: the stack file cannot be used; the message says everything, so no traceback is shown.
    """
    try:
        settings = load()
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None
    platform = settings.platform
    guard(platform, settings.policies)
    stack = PlatformStack(platform, settings.secrets, files(platform))
    for name, value in stack.outputs().items():
        pulumi.export(name, value)


main()
