"""Who may see what looked suspicious, and who may report it."""

from app.auth.policy import Policy
from app.auth.rules import Everyone, IsPerson, Org
from app.auth.viewer import Role
from app.models.security import SecurityEvent

R = Role

ALERTED = (R.ADMIN, R.MANAGER)


class SecurityEventPolicy(Policy[SecurityEvent]):
    """Whoever runs or examines the organization, and the one whom it is about."""

    model = SecurityEvent
    see = Org((R.ADMIN, R.AUDITOR)) | IsPerson("member_id")
    report = Everyone()
