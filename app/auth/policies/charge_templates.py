"""Who may see what a lease charges again and again, and who may change it."""

from app.auth.policies.charges import FINANCE, former
from app.auth.policy import Policy
from app.auth.rules import LivesIn, Staffs, Via
from app.auth.viewer import Role
from app.models.charge_templates import ChargeTemplate, RentStep

R = Role


class ChargeTemplatePolicy(Policy[ChargeTemplate]):
    """As charges: whoever owes sees what is to come."""

    model = ChargeTemplate
    see = Staffs(*FINANCE) | LivesIn() | former
    change = Staffs(R.ADMIN, R.MANAGER, R.ACCOUNTANT)


class RentStepPolicy(Policy[RentStep]):
    """As the template whose price it is."""

    model = RentStep
    see = Via("template_id", ChargeTemplatePolicy)
