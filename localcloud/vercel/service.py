"""Vercel's API as one object: the parts of its service by noun."""

from localcloud.core.transaction import Transaction
from localcloud.vercel.check_service import CheckService
from localcloud.vercel.deployment_service import DeploymentService
from localcloud.vercel.domain_service import DomainService
from localcloud.vercel.firewall_service import FirewallService
from localcloud.vercel.project_service import ProjectService
from localcloud.vercel.route_service import RouteService
from localcloud.vercel.scope import Scope
from localcloud.vercel.token_service import BypassService, TokenService
from localcloud.vercel.variable_service import VariableService


class VercelService:
    """Vercel, for the length of one operation; `default_team` is the id of the caller's usual team."""

    def __init__(self, transaction: Transaction, default_team: str | None = None) -> None:
        self.scope = Scope(transaction, default_team)
        self.projects = ProjectService(self.scope)
        self.variables = VariableService(self.scope)
        self.domains = DomainService(self.scope)
        self.routes = RouteService(self.scope)
        self.firewalls = FirewallService(self.scope)
        self.checks = CheckService(self.scope)
        self.tokens = TokenService(self.scope)
        self.bypasses = BypassService(self.scope)
        self.deployments = DeploymentService(self.scope)
