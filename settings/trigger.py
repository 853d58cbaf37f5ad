"""Settings of Trigger.dev."""

from typing import Literal

from pydantic import Field

from settings.model import Model


class Trigger(Model):
    """The Trigger.dev environment this stack feeds. The project itself is made by a person."""

    environment: Literal["prod", "staging", "dev"] = Field(description="Environment that gets this stack's variables.")
