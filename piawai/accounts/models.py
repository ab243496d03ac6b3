"""Tables of accounts and of what signing in leaves behind."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Q

_CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no signs that look alike when read aloud


def account_code() -> str:
    """Return a fresh random code for an account that belongs to no known person."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(12))


class UserManager(BaseUserManager["User"]):
    """Makes accounts; Django's and allauth's hooks call it by these names."""

    def create_user(self, code: str = "", password: str | None = None, **fields: Any) -> "User":
        """Add an account; without a password nobody can sign in with one."""
        return super().create(code=code or account_code(), password=make_password(password), **fields)


class User(AbstractBaseUser):
    """
    An account. `code` is the public code of the person it belongs to, or its own where there is none.

    The NIP is not kept here: whoever types it is looked up in `people`. `demo` accounts work in the demo
    city only. `code_only` says that a one-time code was used and a password must be chosen before all else.
    `language` is the one last chosen on the site, "" for the installation's.
    """

    code = models.CharField(max_length=12, unique=True, default=account_code)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    code_only = models.BooleanField(default=False)
    language = models.CharField(max_length=5, blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "code"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="user_email_once"),)

    def __str__(self) -> str:
        return self.code


class OneTimeCode(models.Model):
    """
    A code that lets someone in once, to choose a password. Only its hash is kept.

    `used_at` is None until then; a newer code ends the older ones by `expires_at`.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"one-time code {self.pk} of {self.user_id}"


class FailedSignIn(models.Model):
    """A try to sign in that failed. `identifier` is a keyed hash of who was tried, never a NIP or an address."""

    identifier = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=["identifier", "at"], name="failed_sign_in_tries"),)

    def __str__(self) -> str:
        return f"failed sign-in {self.pk}"


class UsedCode(models.Model):
    """A code of an authenticator app that has counted: it does not count again while its time window lasts."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "hash"], name="used_code_counts_once"),)

    def __str__(self) -> str:
        return f"used code {self.pk} of {self.user_id}"
