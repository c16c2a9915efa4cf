from .accommodations import Accommodation
from .audit import AuditEvent
from .grants import Grant, GrantQuerySet, Role
from .invitations import Answer, Consent, Invitation, InvitationMail, Location, Look
from .licences import LicenceCycle, ProfessionalLicence
from .mails import Mail
from .organisations import Membership, Organisation
from .users import User

__all__ = [
    "Accommodation",
    "Answer",
    "AuditEvent",
    "Consent",
    "Grant",
    "GrantQuerySet",
    "Invitation",
    "InvitationMail",
    "LicenceCycle",
    "Location",
    "Look",
    "Mail",
    "Membership",
    "Organisation",
    "ProfessionalLicence",
    "Role",
    "User",
]
