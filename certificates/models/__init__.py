from .certificates import Certificate
from .disclosures import Disclosure
from .keys import SigningKey
from .misses import MissCount
from .statuses import CertificateEvent

__all__ = ["Certificate", "CertificateEvent", "Disclosure", "MissCount", "SigningKey"]
