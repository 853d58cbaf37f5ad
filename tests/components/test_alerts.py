"""What watches the app and whom it tells, and what its jobs read."""

import re

import pytest

from payload.env_files import app_generated_ts
from settings.catalogue import CATALOGUE
from settings.places import applies
from tests.components import stacks
from tests.components.recorder import Recorder

MONITORS = ("alerts-errors", "alerts-speed", "alerts-uptime", "alerts-job-quota-reset")


class TestMonitors:
    """What the seed asks to be watched is watched, in the stack's own environment."""

    def test_production_watches_errors_speed_the_address_and_each_scheduled_job(self, prod: Recorder) -> None:
        assert {one.name for one in prod.of("Monitor")} == set(MONITORS)

    def test_more_than_ten_errors_an_hour_open_an_issue(self, prod: Recorder) -> None:
        metric = prod.by_name["alerts-errors"].inputs["metric"]
        assert metric == {
            "source": "errors",
            "aggregate": "count()",
            "environment": "production",
            "windowSeconds": 3600,
            "threshold": 10,
        }

    def test_the_uptime_monitor_asks_the_apps_own_address(self, prod: Recorder, staging: Recorder) -> None:
        found = [built.by_name["alerts-uptime"].inputs["uptime"] for built in (prod, staging)]
        assert [each["url"] for each in found] == ["https://luma.example", "https://staging.luma.example"]
        assert [each["environment"] for each in found] == ["production", "staging"]

    def test_each_path_that_vercel_requests_on_a_schedule_is_watched(self) -> None:
        crons = [{"path": "/api/cron/digest", "schedule": "0 6 * * *"}]
        built = stacks.build("prod", {"vercel.crons": crons})
        watched = built.by_name["alerts-cron-/api/cron/digest"].inputs
        assert watched["cron"]["schedule"] == "0 6 * * *"
        assert watched["name"] == "luma-web-api-cron-digest", "the name is what it checks in as"

    def test_what_is_watched_on_a_schedule_is_what_the_app_checks_in(self) -> None:
        changes = {"vercel.crons": [{"path": "/api/cron/digest", "schedule": "0 6 * * *"}]}
        built = stacks.build("prod", changes)
        watched = {one.inputs["name"] for one in built.of("Monitor") if "cron" in one.inputs}
        text = app_generated_ts(stacks.changed("prod", changes))
        told = dict(re.findall(r"^  '(.+)': '(.+)',$", text, re.MULTILINE))
        assert set(told.values()) == watched, "a monitor without check-ins would raise an alarm every day"
        assert set(told) == {"quota-reset", "/api/cron/digest"}, "the job's id, and the path"


class TestAlerts:
    """Every alert tells somebody, of something, in one environment."""

    def test_every_monitor_is_passed_on(self, prod: Recorder) -> None:
        passed = prod.by_name["alerts-monitors"].inputs["monitorIds"]
        assert passed == [f"{one}.monitorId" for one in MONITORS]

    @pytest.mark.parametrize("name", ["alerts-monitors", "alerts-new-issues"])
    def test_an_alert_tells_the_team_by_mail_and_in_slack(self, prod: Recorder, name: str) -> None:
        assert prod.by_name[name].inputs["actions"] == {
            "email": [{"team": "luma"}],
            "slack": [{"workspace": "Luma", "channel": "alerts"}],
        }
        assert prod.by_name[name].inputs["conditions"], "without a condition every event would tell everybody"

    def test_without_a_channel_the_mail_alone_is_left(self, staging: Recorder) -> None:
        assert {tuple(one.inputs["actions"]) for one in staging.of("Alert")} == {("email",)}

    def test_an_alert_is_for_the_stacks_own_environment(self, prod: Recorder, staging: Recorder) -> None:
        assert {one.inputs["environment"] for one in prod.of("Alert")} == {"production"}
        assert {one.inputs["environment"] for one in staging.of("Alert")} == {"staging"}


class TestJobs:
    """The jobs of one environment get that stack's values and nothing else."""

    @pytest.mark.parametrize(("stack", "environment"), [("prod", "prod"), ("staging", "staging")])
    def test_exactly_the_catalogues_variables_go_to_the_stacks_own_environment(
        self, stack: str, environment: str
    ) -> None:
        platform = stacks.changed(stack, {})
        wanted = {one.name for one in CATALOGUE if one.trigger and applies(one, platform)}
        found = stacks.build(stack, {}).of("EnvVar")
        assert {one.inputs["name"] for one in found} == wanted
        assert {one.inputs["environment"] for one in found} == {environment}

    def test_a_secret_is_hidden_and_travels_as_one(self, prod: Recorder) -> None:
        hidden = {one.inputs["name"] for one in prod.of("EnvVar") if one.inputs["isSecret"]}
        assert hidden == {one.name for one in CATALOGUE if one.trigger and one.kind == "secret"}
        assert all("value" in one.secrets for one in prod.of("EnvVar")), "whatever the kind"
