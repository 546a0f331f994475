"""People: users who log in, volunteers who label, and tokens for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from quorum.domain.identifiers import new_public_id


class EmailUserManager(UserManager["User"]):
    """Creates users by e-mail address."""

    def _create(self, email: str, password: str | None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        """Create a user without rights."""
        return self._create(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:  # type: ignore[override]
        """Create an operator."""
        return self._create(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who can log in, known by e-mail address. Operators have `is_staff`."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=80, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[EmailUserManager] = EmailUserManager()

    def __str__(self) -> str:
        return self.email


class Volunteer(models.Model):
    """Somebody who labels: an account, a guest, or a player of a partner game; one stable pseudonym each."""

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        GUEST = "guest"
        PARTNER = "partner"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    user = models.OneToOneField(User, null=True, on_delete=models.SET_NULL, related_name="volunteer")
    partner = models.CharField(max_length=64, blank=True, help_text="Code of the partner game.")
    partner_player = models.CharField(max_length=128, blank=True, help_text="The player's code in that game.")
    pseudonym = models.CharField(max_length=48, unique=True, help_text="Shown and exported in place of a name.")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_guests")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "partner_player"],
                condition=models.Q(kind="partner"),
                name="one_volunteer_per_partner_player",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class Consent(models.Model):
    """A volunteer's yes to one version of a project's terms; kept for ever."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="consents")
    project_id = models.BigIntegerField(db_index=True)
    terms_version = models.PositiveIntegerField()
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "project_id", "terms_version"], name="one_consent_per_terms_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} agreed to terms {self.terms_version}"


class ApiToken(models.Model):
    """A key for programs; only its SHA-256 is kept, the key itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="The key's first characters, to tell keys apart.")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
