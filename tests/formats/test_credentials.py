"""Credentials: signed, verified by ourselves and by an independent library, and refused once anything is altered."""

import base64
import copy
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from piawai.formats import credentials
from piawai.formats.credentials import UnableToReadCredential
from tests.formats.awards import AT, ISSUER, LIST, award

NODE = Path(__file__).with_name("node")
KEY = bytes(range(32))
PUBLIC = credentials.public_key(KEY)


@pytest.fixture(scope="module")
def badge() -> dict[str, Any]:
    return credentials.signed(credentials.badge(award()), key=KEY, at=AT)


def refused(document: dict[str, Any], *, public: str = PUBLIC) -> str:
    """Return why a credential does not verify, "" where it does."""
    try:
        credentials.verify(document, public=public)
    except UnableToReadCredential as refusal:
        return refusal.code
    return ""


def alterations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give a document with each of its values altered, and with each of its names; with where, as a path."""
    for path in list(_paths(document)):
        for of_name in (False, True):
            other = copy.deepcopy(document)
            *before, last = path
            place: Any = other
            for step in before:
                place = place[step]
            if not of_name:
                place[last] = _altered(place[last])
            elif isinstance(last, str):
                place[last + "x"] = place.pop(last)
            else:
                continue
            yield f"{'name' if of_name else 'value'} {'.'.join(map(str, path))}", other


def altered_keys() -> list[str]:
    """Return our public key with each of its signs altered."""
    return [PUBLIC[:place] + ("2" if sign != "2" else "3") + PUBLIC[place + 1 :] for place, sign in enumerate(PUBLIC)]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    for name, one in pairs:
        yield (*path, name)
        yield from _paths(one, (*path, name))


def _altered(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return ("b" if value[-1:] == "a" else "a").join((value[:-1], ""))
    return value[:-1] if isinstance(value, list) else {**value, "id": "https://example.id/lain"}


class TestBadge:
    """What a badge says."""

    def test_names_programme_hours_and_competencies(self, badge: dict[str, Any]) -> None:
        subject = badge["credentialSubject"]

        assert subject["achievement"]["name"] == "Pelatihan Pelayanan Prima"
        assert subject["creditsEarned"] == 8.5
        assert [one["targetCode"] for one in subject["achievement"]["alignment"]] == ["M.1:3", "M.2:2"]

    def test_without_competencies_or_end_says_nothing_of_them(self) -> None:
        document = credentials.signed(credentials.badge(award(skills=(), valid_until=None)), key=KEY, at=AT)

        assert "validUntil" not in document
        assert refused(document) == ""


class TestVerify:
    """Our own verifier."""

    def test_takes_what_was_signed(self, badge: dict[str, Any]) -> None:
        assert refused(badge) == ""
        assert refused(credentials.read(json.dumps(badge))) == ""

    def test_refuses_every_altered_value_and_name(self, badge: dict[str, Any]) -> None:
        taken = [where for where, other in alterations(badge) if not refused(other)]

        assert taken == []

    def test_refuses_every_altered_sign_of_the_proof(self, badge: dict[str, Any]) -> None:
        value, taken = badge["proof"]["proofValue"], []
        for place, sign in enumerate(value):
            other = "2" if sign != "2" else "3"
            proof = {**badge["proof"], "proofValue": value[:place] + other + value[place + 1 :]}
            if not refused({**badge, "proof": proof}):
                taken.append(place)

        assert taken == []

    def test_refuses_every_altered_sign_of_the_key(self, badge: dict[str, Any]) -> None:
        assert [other for other in altered_keys() if not refused(badge, public=other)] == []

    def test_refuses_another_issuer_who_claims_our_name(self) -> None:
        forged = credentials.signed(credentials.badge(award()), key=bytes(32), at=AT)

        assert refused(forged) == "key"
        assert (
            refused({**forged, "proof": {**forged["proof"], "verificationMethod": f"{ISSUER}#{PUBLIC}"}}) == "signature"
        )

    @pytest.mark.parametrize(
        "more",
        [
            pytest.param({"grade": "A"}, id="a name no context defines"),
            pytest.param({"type": ["VerifiableCredential", "OpenBadgeCredential", "Diploma"]}, id="an undefined type"),
            pytest.param({"description": None}, id="a null, which says nothing"),
            pytest.param({"evidence": []}, id="an empty list, which says nothing"),
            pytest.param({"@index": "x"}, id="a keyword, which says nothing"),
        ],
    )
    def test_refuses_what_would_not_be_signed(self, badge: dict[str, Any], more: dict[str, Any]) -> None:
        assert refused({**badge, **more}) == "undefined_term"
        with pytest.raises(UnableToReadCredential):
            credentials.signed({**credentials.badge(award()), **more}, key=KEY, at=AT)

    def test_refuses_other_contexts_unread(self, badge: dict[str, Any]) -> None:
        contexts = [*badge["@context"], "https://example.id/context.json"]

        assert refused({**badge, "@context": contexts}) == "context"

    @pytest.mark.parametrize("text", ["", "[]", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 5_000])
    def test_reads_no_nonsense(self, text: str) -> None:
        with pytest.raises(UnableToReadCredential):
            credentials.read(text)


class TestStatusList:
    """The list of what was revoked."""

    def test_has_exactly_the_places_that_were_revoked(self) -> None:
        found = credentials.status_list(address=LIST, issuer=ISSUER, revoked={0, 5, 131_071}, at=AT)

        assert [place for place in (0, 1, 5, 6, 131_071) if credentials.is_revoked(found, place=place)] == [
            0,
            5,
            131_071,
        ]

    def test_is_signed_as_a_credential_is(self) -> None:
        found = credentials.signed(
            credentials.status_list(address=LIST, issuer=ISSUER, revoked=set(), at=AT), key=KEY, at=AT
        )

        assert refused(found) == ""

    def test_says_nothing_where_it_cannot_be_read(self) -> None:
        broken = {"credentialSubject": {"encodedList": "u" + base64.urlsafe_b64encode(b"x").decode()}}

        with pytest.raises(UnableToReadCredential):
            credentials.is_revoked(broken, place=5)


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the independent library; what cannot be had is skipped, but on CI npm has to install it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed: no independent library verifies the credentials")
    folder = tmp_path_factory.mktemp("verifier")
    for name in ("package.json", "verify.mjs"):
        shutil.copy(NODE / name, folder)
    asked = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        reason = f"npm could not install the independent library: {done.stderr.strip()[-300:]}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.mark.slow
class TestIndependently:
    """The same by the npm library `@digitalbazaar/vc`, with nothing but its own contexts."""

    def test_verifies_and_every_alteration_fails(self, verifier: Path, badge: dict[str, Any]) -> None:
        other_list = credentials.status_list(address=LIST, issuer=ISSUER, revoked={6}, at=AT)
        revoked = credentials.badge(award(status_index=6))
        altered = dict(alterations(badge))
        value = badge["proof"]["proofValue"]
        for place, sign in enumerate(value):
            text = value[:place] + ("2" if sign != "2" else "3") + value[place + 1 :]
            altered[f"proof sign {place}"] = {**badge, "proof": {**badge["proof"], "proofValue": text}}
        asked = {
            "issuer": credentials.issuer_document(issuer=ISSUER, public=PUBLIC),
            "list": credentials.signed(other_list, key=KEY, at=AT),
            "credentials": [badge, credentials.signed(revoked, key=KEY, at=AT), *altered.values()],
        }

        [answers] = self.ask(verifier, [asked])

        assert answers[:2] == [True, False]
        assert [where for where, taken in zip(altered, answers[2:], strict=True) if taken] == []

    def test_verifies_under_our_key_and_under_no_altered_one(self, verifier: Path, badge: dict[str, Any]) -> None:
        empty = credentials.status_list(address=LIST, issuer=ISSUER, revoked=set(), at=AT)
        plain = {"list": credentials.signed(empty, key=KEY, at=AT), "credentials": [badge]}
        issuers = [credentials.issuer_document(issuer=ISSUER, public=PUBLIC) for _ in range(len(PUBLIC) + 1)]
        for issuer, public in zip(issuers[1:], altered_keys(), strict=True):
            issuer["verificationMethod"][0]["publicKeyMultibase"] = public

        answers = self.ask(verifier, [{"issuer": issuer, **plain} for issuer in issuers])

        assert answers == [[True], *[[False]] * len(PUBLIC)]

    def ask(self, folder: Path, asked: list[dict[str, Any]]) -> list[list[bool]]:
        """Return for each issuer with a list and credentials which of these verify."""
        done = subprocess.run(
            ["node", "verify.mjs"],
            cwd=folder,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        found: list[list[bool]] = json.loads(done.stdout)
        return found
