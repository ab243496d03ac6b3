"""Sealing a secret with a passphrase: scrypt makes the key, AES-GCM seals and notices any change."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from piawai.lib.errors import Refusal

_SALT = 16
_NONCE = 12


class UnableToUnseal(Refusal):
    """The passphrase is another, or what was sealed, or what stands beside it, was changed."""


def seal(*, secret: bytes, passphrase: str, beside: bytes) -> bytes:
    """Return the secret sealed; opening it also proves that what stands `beside` it is unchanged."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, secret, beside)


def unseal(*, sealed: bytes, passphrase: str, beside: bytes) -> bytes:
    """
    Return the secret that was sealed.

    :raises UnableToUnseal: if the passphrase does not open it.
    """
    salt, nonce, rest = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, rest, beside)
    except (InvalidTag, ValueError) as fault:
        raise UnableToUnseal(code="passphrase") from fault


def _key(passphrase: str, salt: bytes) -> bytes:
    # 64 MiB and some tenths of a second a try: guessing is dear, also for whoever holds the file
    return Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode())
