"""
Credentials that others verify without asking us: Open Badges 3.0 as W3C Verifiable Credentials 2.0.

They are signed with a Data Integrity proof, `eddsa-rdfc-2022`. What a credential says is what its JSON-LD contexts
make of it, so the contexts come along, no other is fetched, and whatever would say nothing (an undefined term, a null,
an empty list, a JSON-LD keyword) is refused: nothing can be added to a credential beside its signature.
"""

import base64
import binascii
import datetime as dt
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld

from piawai.lib.errors import Refusal

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
MEDIA_TYPE = "application/vc"
LIST_SIZE = 131_072  # entries of a status list: the standard asks for as many, so that one alone is hard to follow

_FOLDER = Path(__file__).with_name("data") / "contexts"
_FILES = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
_KNOWN_CONTEXTS = ([CREDENTIALS], [CREDENTIALS, OPEN_BADGES])
_SUITE = "eddsa-rdfc-2022"
_ED25519 = b"\xed\x01"  # multicodec of a public key
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_UNDEFINED = "urn:undefined:"
_SIGNATURE_BYTES = 64
_KEY_BYTES = 32
_DEEPEST = 20


class UnableToReadCredential(Refusal):
    """It is no credential of this kind, or was altered; `code` says why, and a higher layer words it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip(), code=code)


@dataclass(frozen=True, slots=True)
class Skill:
    """A competency and the level that was reached."""

    code: str
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Award:
    """
    What a credential says. `address` is the page where anybody can check it; `hours` in JP.

    `status_list` and `status_index` tell where its revocation would be seen. It never names a NIP.
    """

    address: str
    issuer: str
    issuer_name: str
    holder: str
    number: str
    programme_address: str
    programme: str
    partner: str
    hours: Decimal
    starts_on: dt.date
    ends_on: dt.date
    issued_at: dt.datetime
    valid_until: dt.datetime | None
    status_list: str
    status_index: int
    skills: Sequence[Skill] = ()


def new_key() -> bytes:
    """Return a fresh private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(key: bytes) -> str:
    """Return the public key of a private one, as Multikey writes it."""
    return _multibase(_ED25519 + Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw())


def issuer_document(*, issuer: str, public: str) -> dict[str, Any]:
    """Return what an issuer (a did:web) publishes, so that others find the key it signs with."""
    method = method_of(issuer=issuer, public=public)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer,
        "verificationMethod": [{"id": method, "type": "Multikey", "controller": issuer, "publicKeyMultibase": public}],
        "assertionMethod": [method],
    }


def method_of(*, issuer: str, public: str) -> str:
    """Return the name of an issuer's key."""
    return f"{issuer}#{public}"


def badge(award: Award) -> dict[str, Any]:
    """Return an Open Badge, not signed yet."""
    achievement: dict[str, Any] = {
        "id": award.programme_address,
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": award.programme,
        "description": f"{award.programme} ({award.partner})",
        "criteria": {"narrative": f"{award.programme}: {award.partner}, {_number(award.hours)} JP"},
    }
    if award.skills:
        achievement["alignment"] = [
            {
                "type": ["Alignment"],
                "targetCode": f"{skill.code}:{skill.level}",
                "targetName": skill.name,
                "targetDescription": f"Level {skill.level}",
                "targetUrl": f"{award.programme_address}#{skill.code}",
            }
            for skill in award.skills
        ]
    until = {} if award.valid_until is None else {"validUntil": _moment(award.valid_until)}
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": award.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.programme,
        "issuer": {"id": award.issuer, "type": ["Profile"], "name": award.issuer_name},
        "validFrom": _moment(award.issued_at),
        **until,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": award.holder, "identityType": "name"}
            ],
            "licenseNumber": award.number,
            "creditsEarned": _number(award.hours),
            "activityStartDate": award.starts_on.isoformat(),
            "activityEndDate": award.ends_on.isoformat(),
            "achievement": achievement,
        },
        "credentialStatus": {
            "id": f"{award.status_list}#{award.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(award.status_index),
            "statusListCredential": award.status_list,
        },
    }


def status_list(*, address: str, issuer: str, revoked: Set[int], at: dt.datetime) -> dict[str, Any]:
    """Return the list of what was revoked, not signed yet; `revoked` are the places of the list, from 0."""
    bits = bytearray(LIST_SIZE // 8)
    for place in revoked:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": _moment(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(packed).decode().rstrip("="),
        },
    }


def is_revoked(document: Mapping[str, Any], *, place: int) -> bool:
    """
    Return whether a status list (already verified) has a place set.

    :raises UnableToReadCredential: if it is no status list, or has no such place.
    """
    try:
        text = document["credentialSubject"]["encodedList"].removeprefix("u")
        unpacked = zlib.decompressobj(wbits=31)
        bits = unpacked.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), LIST_SIZE)
        return bool(bits[place // 8] & 0x80 >> place % 8)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, zlib.error) as fault:
        raise UnableToReadCredential("status_list") from fault


def signed(document: Mapping[str, Any], *, key: bytes, at: dt.datetime) -> dict[str, Any]:
    """
    Return a document with the issuer's proof.

    :raises UnableToReadCredential: if something in it would not be signed, such as an undefined term.
    """
    _check_shape(document)
    issuer = _issuer(document)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": _SUITE,
        "created": _moment(at),
        "verificationMethod": method_of(issuer=issuer, public=public_key(key)),
        "proofPurpose": "assertionMethod",
    }
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(_signed_bytes(document, proof))
    return {**document, "proof": {**proof, "proofValue": _multibase(signature)}}


def verify(document: Mapping[str, Any], *, public: str) -> None:
    """
    Check that a document says exactly what the issuer with a public key signed. No network is used.

    :raises UnableToReadCredential: malformed, context, undefined_term, proof, key (another's), or signature.
    """
    _check_shape(document)
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise UnableToReadCredential("proof")
    stated = {name: value for name, value in proof.items() if name != "proofValue"}
    expected = {"type": "DataIntegrityProof", "cryptosuite": _SUITE, "proofPurpose": "assertionMethod"}
    if any(stated.get(name) != value for name, value in expected.items()):
        raise UnableToReadCredential("proof")
    if stated.get("verificationMethod") != method_of(issuer=_issuer(document), public=public):
        raise UnableToReadCredential("key")
    signature = _bytes(proof.get("proofValue"), long=_SIGNATURE_BYTES)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    said = _signed_bytes(unsigned, stated)
    try:
        _public(public).verify(signature, said)
    except InvalidSignature as fault:
        raise UnableToReadCredential("signature") from fault


def read(text: str) -> dict[str, Any]:
    """
    Return the JSON object that a text holds.

    :raises UnableToReadCredential: if it is none, or names something twice.
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise UnableToReadCredential("malformed") from fault
    if not isinstance(found, dict):
        raise UnableToReadCredential("malformed")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnableToReadCredential("malformed")
    return found


def _no_number(_text: str) -> None:
    raise UnableToReadCredential("malformed")


def _issuer(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(named, str) or not named:
        raise UnableToReadCredential("malformed")
    return named


def _check_shape(document: Mapping[str, Any]) -> None:
    """Refuse other contexts, and whatever would say nothing."""
    if document.get("@context") not in _KNOWN_CONTEXTS:
        raise UnableToReadCredential("context")
    inside = {name: value for name, value in document.items() if name != "@context"}
    for name, value in _parts(inside, 0):
        if name.startswith("@") or value is None or value in ({}, []):
            raise UnableToReadCredential("undefined_term", name)


def _parts(value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Give every value inside a document with its name; those of a list with none."""
    if depth > _DEEPEST:
        raise UnableToReadCredential("malformed")
    pairs: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = [("", one) for one in value]
    for name, one in pairs:
        yield name, one
        yield from _parts(one, depth + 1)


def _signed_bytes(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """Return what is signed: the hash of the proof's own statements, then that of the document."""
    stated = {"@context": document["@context"], **proof}
    return b"".join(hashlib.sha256(_canonical(one)).digest() for one in (stated, document))


def _canonical(document: Mapping[str, Any]) -> bytes:
    """Return a document's statements in the one order and writing that RDFC-1.0 gives them."""
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
    }
    try:
        named = {**document, "@context": [{"@vocab": _UNDEFINED}, *document["@context"]]}
        text = str(jsonld.normalize(named, options))
    except jsonld.JsonLdError as fault:
        raise UnableToReadCredential("context" if "context" in str(fault.code) else "malformed") from fault
    if _UNDEFINED in text:  # a name or type that no context defines, or a text that pretends to be one
        raise UnableToReadCredential("undefined_term")
    return text.encode()


def _load(address: str, _options: Mapping[str, Any]) -> dict[str, Any]:
    if address not in _FILES:
        raise UnableToReadCredential("context", address)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": _context(address),
    }


@cache
def _context(address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FOLDER / _FILES[address]).read_text(encoding="utf-8"))
    return found


def _public(public: str) -> Ed25519PublicKey:
    raw = _bytes(public, long=len(_ED25519) + _KEY_BYTES)
    if not raw.startswith(_ED25519):
        raise UnableToReadCredential("key")
    return Ed25519PublicKey.from_public_bytes(raw.removeprefix(_ED25519))


def _multibase(raw: bytes) -> str:
    number, digits = int.from_bytes(raw), ""
    while number:
        number, rest = divmod(number, len(_BASE58))
        digits = _BASE58[rest] + digits
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "z" + _BASE58[0] * zeros + digits


def _bytes(text: Any, *, long: int) -> bytes:
    """Return the bytes that a text in base58 stands for: exactly so many, written in the one right way."""
    if not isinstance(text, str) or not text.startswith("z") or set(text[1:]) - set(_BASE58) or len(text) > 2 * long:
        raise UnableToReadCredential("proof")
    number = 0
    for sign in text[1:]:
        number = number * len(_BASE58) + _BASE58.index(sign)
    try:
        raw = number.to_bytes(long)
    except (OverflowError, binascii.Error) as fault:
        raise UnableToReadCredential("proof") from fault
    if _multibase(raw) != text:
        raise UnableToReadCredential("proof")
    return raw


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(hours: Decimal) -> int | float:
    """Return hours as a number, whole where they are whole: JSON-LD writes 8 and 8.0 differently."""
    return int(hours) if hours == int(hours) else float(hours)
