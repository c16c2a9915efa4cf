from .accommodations import Accommodation
from .audit import AuditEvent
from .grants import Grant, GrantQuerySet, Role
from .licences import LicenceCycle, ProfessionalLicence
from .mails import Mail
from .organisations import Membership, Organisation
from .users import User

__all__ = [
    "Accommodation",
    "AuditEvent",
    "Grant",
    "GrantQuerySet",
    "LicenceCycle",
    "Mail",
    "Membership",
    "Organisation",
    "ProfessionalLicence",
    "Role",
    "User",
]
