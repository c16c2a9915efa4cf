from .api_keys import ApiKey
from .certificates import Certificate
from .disclosures import Disclosure
from .keys import SigningKey
from .ledger import Checkpoint, LedgerEntry
from .misses import MissCount
from .papers import Paper
from .sharing import LinkLook, SharedCertificate, ShareLink
from .statuses import CertificateEvent
from .switches import IssuingSwitch

__all__ = [
    "ApiKey",
    "Certificate",
    "CertificateEvent",
    "Checkpoint",
    "Disclosure",
    "IssuingSwitch",
    "LedgerEntry",
    "LinkLook",
    "MissCount",
    "Paper",
    "ShareLink",
    "SharedCertificate",
    "SigningKey",
]
