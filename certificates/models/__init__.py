from .api_keys import ApiKey
from .certificates import Certificate
from .disclosures import Disclosure
from .keys import SigningKey
from .ledger import Checkpoint, LedgerEntry
from .misses import MissCount
from .papers import Paper
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
    "MissCount",
    "Paper",
    "SigningKey",
]
