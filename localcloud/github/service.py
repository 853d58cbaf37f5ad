"""GitHub's API as one object: an owner's repositories, and the services of what is in them.

Every method names a repository without its owner. An HTTP front end makes one service for the owner in the path.
"""

from dataclasses import replace

from localcloud.core import ids
from localcloud.core.transaction import Transaction
from localcloud.github.contents import Contents
from localcloud.github.entities import Organization, Repository
from localcloud.github.environments import Environments
from localcloud.github.git_data import GitData
from localcloud.github.issues import Issues
from localcloud.github.objects import Objects
from localcloud.github.pulls import PullRequests
from localcloud.github.refs import Refs
from localcloud.github.repositories import Repositories
from localcloud.github.rulesets import Rulesets
from localcloud.github.secret_values import SecretValues
from localcloud.github.switches import Switches
from localcloud.github.workflows import Workflows


class GitHubService:
    """GitHub, for one owner and the length of one operation."""

    def __init__(self, world: Transaction, owner: str = "") -> None:
        self.world = world
        objects = Objects(world)
        self.repositories = Repositories(world, owner, objects)
        self.git = GitData(world, self.repositories, objects)
        self.refs = Refs(world, self.repositories, objects)
        self.contents = Contents(world, self.repositories, objects, self.refs)
        self.pulls = PullRequests(world, self.repositories, objects, self.refs)
        self.rulesets = Rulesets(world, self.repositories)
        self.environments = Environments(world, self.repositories)
        self.values = SecretValues(world, self.repositories, self.environments)
        self.switches = Switches(world, self.repositories)
        self.issues = Issues(world, self.repositories)
        self.workflows = Workflows(world, self.repositories, self.contents)

    def seed_organization(
        self, login: str, plan: str, *, secret_protection: bool = False, apps: tuple[str, ...] = ()
    ) -> Organization:
        """Make or update the account, as a person would."""
        known = self.world.get(Organization, login.lower())
        if known is not None:
            return self.world.put(replace(known, plan=plan, secret_protection=secret_protection, apps=apps))
        number = ids.number(self.world.seed(Organization, login.lower()))
        return self.world.add(
            Organization(id=str(number), login=login, plan=plan, secret_protection=secret_protection, apps=apps)
        )

    def seed_template(self, login: str, name: str) -> Repository:
        """Make a template repository with a README in an organization, where it is not there yet."""
        service = GitHubService(self.world, login)
        known = service.repositories.find(name)
        if known is not None:
            return known
        made = service.repositories.create(Repository(id="", owner="", name=name, is_template=True))
        service.repositories.initialise(made)
        return made
