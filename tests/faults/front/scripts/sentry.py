"""Sentry's API: teams, projects, keys, alerts, monitors, issues."""

from tests.faults.front.script import Ask

ORGANIZATION = "/api/0/organizations/luma"
TEAM = "/api/0/teams/luma/web"
SITE = "/api/0/projects/luma/site"
MAIL = {"type": "email", "config": {"targetType": "issue_owners"}, "data": {"fallthroughType": "ActiveMembers"}}
FIRST = {"type": "first_seen_event", "comparison": True}
AGAIN = {"type": "reappeared_event", "comparison": True}
ALERT = {
    "name": "New errors",
    "enabled": True,
    "config": {"frequency": 30},
    "detectorIds": [],
    "triggers": {"logicType": "any-short", "conditions": [FIRST, AGAIN]},
    "actionFilters": [{"logicType": "all", "conditions": [], "actions": [MAIL, MAIL]}],
}
CRON = {"schedule": "0 0 1 * *", "schedule_type": "crontab", "timezone": "UTC"}
MONITOR = {
    "type": "monitor_check_in_failure",
    "name": "Quota reset",
    "dataSources": [{"name": "Quota reset", "config": CRON}],
}
SCRIPT = (
    Ask("GET", "/api/0/"),
    Ask("GET", f"{ORGANIZATION}/"),
    Ask("GET", f"{ORGANIZATION}/members/"),
    Ask("GET", f"{ORGANIZATION}/integrations/", None, {"slack": "0.id"}),
    Ask("GET", f"{ORGANIZATION}/integrations/{{slack}}/channels/"),
    Ask("POST", f"{ORGANIZATION}/teams/", {"name": "web", "slug": "web"}),
    Ask("POST", f"{ORGANIZATION}/teams/", {"name": "apps", "slug": "apps"}),
    Ask("GET", f"{ORGANIZATION}/teams/"),
    Ask("GET", f"{TEAM}/"),
    Ask("PUT", f"{TEAM}/", {"name": "Web people"}),
    Ask("POST", f"{TEAM}/projects/", {"name": "site", "slug": "site"}, {"site": "id"}),
    Ask("POST", f"{TEAM}/projects/", {"name": "shop", "slug": "shop"}),
    Ask("GET", f"{ORGANIZATION}/projects/"),
    Ask("GET", f"{SITE}/"),
    Ask("PUT", f"{SITE}/", {"platform": "python", "resolveAge": 24}),
    Ask("POST", f"{SITE}/teams/apps/"),
    Ask("DELETE", f"{SITE}/teams/apps/"),
    Ask("POST", f"{SITE}/keys/", {"name": "app"}, {"key": "id", "public": "public"}),
    Ask("GET", f"{SITE}/keys/"),
    Ask("GET", f"{SITE}/keys/{{key}}/"),
    Ask("PUT", f"{SITE}/keys/{{key}}/", {"name": "browser"}),
    Ask("POST", "/api/{site}/store/?sentry_key={public}", {"message": "boom"}),
    Ask("POST", "/api/{site}/store/?sentry_key={public}", {"message": "bang"}),
    Ask("GET", f"{SITE}/issues/", None, {"issue": "0.id"}),
    Ask("GET", f"{ORGANIZATION}/issues/"),
    Ask("PUT", f"{ORGANIZATION}/issues/{{issue}}/", {"status": "resolved"}),
    Ask("DELETE", f"{SITE}/keys/{{key}}/"),
    Ask("POST", f"{ORGANIZATION}/projects/site/detectors/", MONITOR, {"monitor": "id"}),
    Ask("GET", f"{ORGANIZATION}/detectors/"),
    Ask("GET", f"{ORGANIZATION}/detectors/{{monitor}}/"),
    Ask("PUT", f"{ORGANIZATION}/detectors/{{monitor}}/", {**MONITOR, "description": "Monthly."}),
    Ask("DELETE", f"{ORGANIZATION}/detectors/{{monitor}}/"),
    Ask("POST", f"{ORGANIZATION}/workflows/", ALERT, {"alert": "id"}),
    Ask("POST", f"{ORGANIZATION}/workflows/", {**ALERT, "name": "Other errors"}),
    Ask("GET", f"{ORGANIZATION}/workflows/"),
    Ask("GET", f"{ORGANIZATION}/workflows/{{alert}}/"),
    Ask("PUT", f"{ORGANIZATION}/workflows/{{alert}}/", {**ALERT, "enabled": False}),
    Ask("DELETE", f"{ORGANIZATION}/workflows/{{alert}}/"),
    Ask("DELETE", f"{SITE}/"),
    Ask("DELETE", f"{TEAM}/"),
)
