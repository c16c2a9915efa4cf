import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person who signs in with an e-mail address. Without a password, only a passkey opens."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Records point here and are kept; erasing a person empties this row, it never deletes it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # None while another account holds the address: whoever confirms it first, keeps it (accounts.joining).
    email = models.EmailField("e-mail address", unique=True, null=True)  # noqa: DJ001
    name = models.CharField(max_length=120, blank=True, help_text="How we address you.")
    time_zone = models.CharField(max_length=40, default="America/Chicago")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address_whatever_the_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or "A new account"

    # Wagtail and allauth ask for these.
    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else str(self)
