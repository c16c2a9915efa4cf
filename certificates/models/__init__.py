from .certificates import Certificate
from .disclosures import Disclosure
from .keys import SigningKey
from .ledger import Checkpoint, LedgerEntry
from .misses import MissCount
from .statuses import CertificateEvent

__all__ = [
    "Certificate",
    "CertificateEvent",
    "Checkpoint",
    "Disclosure",
    "LedgerEntry",
    "MissCount",
    "SigningKey",
]
