from .attesting import attest
from .learning import enrol, learn, outline
from .reading import finish, read

__all__ = ["attest", "enrol", "finish", "learn", "outline", "read"]
