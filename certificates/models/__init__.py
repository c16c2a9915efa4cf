from .certificates import Certificate
from .keys import SigningKey
from .statuses import CertificateEvent

__all__ = ["Certificate", "CertificateEvent", "SigningKey"]
