"""
T-MASS: a form changes what it asks for, and nothing that is sent beside it.

Each form that any reader's pages hold is sent twice, as it stands and with the name of every stored field beside it:
the tables must be the same after both.
"""

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.test import Client

from piawai.lib import clock
from tests import town
from tests.once import once
from tests.security import learned
from tests.security.pages import Form, Found, route, walk
from tests.security.rated import picture
from tests.security.world import World, world

ONE_BY_ONE = 1_500  # tries of a single field; all at once every form is sent every field
SENDERS = ("staff", "partner", "head", "operator", "bkpsdm", "sekda", "mayor", "inspector", "assessor")
# What is written into a field that leaves no choice, by the form's address and the field's name
FILL: dict[str, dict[str, Any]] = {
    "people_find": {"q": "Orang"},
    "set_language": {"language": "en"},
    "correction_ask": {"wrong": "Golongan III/a", "right": "Golongan III/b"},
    "correction": {"answer": "Sudah diperbaiki."},
    "correction_withdraw": {},
    "lock_add": {"person": town.nip(2), "session": "S1", "reason": "Bertugas di tempat lain"},
    "lock_change": {"decision": "KELUAR", "reason": "Berubah"},
    "qualification_add": {
        "title": "Pranata Komputer",
        "number": "77",
        "valid_from": "01-06-2026",
        "valid_until": "01-06-2028",
    },
    "qualification_renew": {"number": "78", "valid_from": "01-06-2026", "valid_until": "01-06-2030"},
    "qualification_suspend": {"starts_on": "06-01-2026", "ends_on": "07-01-2026", "reason": "Keputusan"},
    "qualification_restore": {"starts_on": "01-06-2026", "reason": "Keputusan"},
    "qualification_revoke": {"starts_on": "01-06-2026", "reason": "Keputusan"},
    "plan_new": {"year": "2027", "budget": "1000000", "max_away": "10", "gap": "1", "time_limit": "60"},
    "account_change_password": {"present": town.nip(1), "password": "gado-gado pedas", "again": "gado-gado pedas"},
    "sign_in_codes": {"make": "missing"},
    "sample_draw": {"size": "1", "reason": "Pemeriksaan"},  # a third of all at most; whom is left to the lot (DRAWN)
    "role_propose": {"who": "nobody@example.id", "role": "operator", "unit": "KOTA", "reason": "Pindah tugas"},
    "rating_question": {"level": "4", "note": "Menjawab surat"},
    "rating_table": {"level-1": "4", "level-2": "4"},
    "rating_evidence": {"file": picture()},
    "accreditation_new": {"number": "AK-9", "starts_on": "01-06-2026", "ends_on": "01-06-2028"},
    "objection_make": {"reason": "Sudah dinilai lebih tinggi"},
    "round_new": {"name": "Putaran baru", "opens_on": "1/2/2030", "closes_on": "15/2/2030"},
    "round_change": {"name": "Konsep baru", "closes_on": "15/2/2027"},
    "round_cancel": {"reason": "Salah sasaran"},
    "version_add": {"starts_on": "01-01-2101"},
    "competency_retire": {"retired_on": "01-01-2027", "reason": "Digabung"},
    "relation_add": {"kind": "MENSYARATKAN", "other": "SK.1"},
    "former_edit": {"competency": "M.2"},
    "demand_edit": {"competency": "M.2", "level": "4", "starts_on": "01-01-2027"},
    "standards_copy": {"source": "Kepala SEKSI", "starts_on": "01-01-2027"},
    "import_new": {"kind": "libur", "holds_on": "24-11-2026", "file": b"TANGGAL,NAMA\n01-01-2027,Tahun Baru\n"},
    "import_replace": {"file": b"TANGGAL,NAMA\n02-01-2027,Tahun Baru\n"},
    **learned.FILL,
}
WRITES_NOTHING = frozenset({"usersessions_list", "account_logout", "fit"})  # or into the session; nor does a search
# Second factors: tests/web/accounts sets them up, which takes a password confirmed and a code of an app
LEFT_OUT = ("mfa_", "account_login", "account_reauthenticate")
# Fields of another form with the same address, on the same page: beside the one they say that the other was sent
OF_ANOTHER = {"meeting": {"before", "after", "means", "code"}}
MORE = {
    "id": "2",
    "pk": "2",
    "is_staff": "on",
    "is_superuser": "on",
    "unit": "2",
    "nilai": "5",
    "status": "DISETUJUI",
    "dibuat_oleh": "x",
}
VOLATILE = frozenset(
    {
        "password",
        "token",
        "session_key",
        "code",
        "hash",
        "problem",
        "seconds",
        "stored_name",
        "job",
        "effect_key",
        "seed",
    }
)
DRAWN = frozenset({("access.SampledPerson", "person_id")})  # by lot
READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA)\b", re.IGNORECASE)
INTO = re.compile(r'\s*(?:INSERT[\w ]*? INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
CHANCE = re.compile(r"[\w-]{22,}|\b[0-9a-z]{12}\b")
Snapshot = dict[str, dict[Any, dict[str, Any]]]


def stored() -> dict[str, str]:
    """Return the name of every stored field of ours with a value that it would take."""
    found = dict(MORE)
    for model in apps.get_models():
        if model.__module__.startswith("piawai."):
            for field in model._meta.concrete_fields:
                found[field.name] = found[field.attname] = _value(field)
    return found


def _value(field: Any) -> str:
    if field.choices:
        return str(field.choices[-1][0])
    kinds: tuple[tuple[type[Any], str], ...] = (
        (models.BooleanField, "on"),
        (models.DateTimeField, "2020-01-01 00:00"),
        (models.DateField, "2020-01-01"),
        (models.JSONField, "{}"),
        (models.ForeignKey, "2"),
        (models.IntegerField, "2"),
        (models.CharField, "xx"),
    )
    return next((value for kind, value in kinds if isinstance(field, kind)), "xx")


def tables() -> dict[str, type[models.Model]]:
    """Return every table but the sessions'."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label != "sessions.Session" and model._meta.managed
    }


def snapshot(names: Collection[str]) -> Snapshot:
    """Return every row of some tables."""
    return {
        model._meta.label: {row.pop(model._meta.pk.attname): row for row in models.QuerySet(model).values()}
        for name, model in tables().items()
        if name in names
    }


@contextmanager
def written() -> Iterator[set[str]]:
    """Give the tables to which something is written: no other needs a look."""
    found: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not READS.match(sql):
            into = INTO.match(sql)
            found.update([into[1]] if into is not None else tables())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def changes(before: Snapshot, after: Snapshot) -> list[tuple[str, Any, str, str]]:
    """Return what differs, column by column; of new rows the number is left out, of chance the value."""
    found = []
    for table, rows in after.items():
        for pk in {**rows, **before[table]}:
            old, new = before[table].get(pk), rows.get(pk)
            if old == new:
                continue
            for column in old or new or {}:
                one, other = (old or {}).get(column), (new or {}).get(column, "gone")
                if one != other or old is None:
                    value = (
                        "changed" if column in VOLATILE or (table, column) in DRAWN else CHANCE.sub("…", repr(other))
                    )
                    found.append((table, pk if old is not None else "new", column, value))
    return sorted(found, key=repr)


def sent(client: Client, form: Form, more: Mapping[str, str], before: Snapshot) -> list[tuple[str, Any, str, str]]:
    """Send a form, and return what it changed; everything is taken back."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        with written() as names:
            client.post(form.action, {**more, **filled(form)})
        found = changes(before, snapshot(names))
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


def filled(form: Form) -> dict[str, Any]:
    """Return a form as someone fills it."""
    said: dict[str, Any] = {
        name: value or ("x" if form.kinds.get(name) in {"text", "textarea", "search"} else "")
        for name, value in form.fields.items()
    }
    known = FILL.get(route(form.action), {})
    said.update({name: value(form.action) if callable(value) else value for name, value in known.items()})
    ends = [(name, end) for name in said for end in learned.FILL_ENDS if name.endswith(end)]
    said.update({name: learned.FILL_ENDS[end] for name, end in ends})
    return {
        name: SimpleUploadedFile("berkas.csv", value) if isinstance(value, bytes) else value
        for name, value in said.items()
    }


def forms(found: World) -> Iterator[tuple[str, Form]]:
    """Give every form that is sent, each once, with who sends it."""
    known: dict[tuple[str, tuple[str, ...]], tuple[str, Form]] = {}
    for reader in SENDERS:

        def visit(address: str, answer: Any, page: Found | None, reader: str = reader) -> None:
            for form in page.forms if page is not None else ():
                left_out = route(form.action).startswith(LEFT_OUT) or learned.comes_too_late_or_soon(form.action)
                if form.method == "post" and not left_out:
                    known.setdefault(form.identity, (reader, form))

        walk(found.client(reader), visit=visit, each=3, files=0)  # a file holds no form
    yield from known.values()


@pytest.fixture
def attacked(db: None, cheap_hasher: None, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """Give the world while its clock stands still."""
    caplog.set_level("CRITICAL", logger="django.request")
    with time_machine.travel(clock.now(), tick=False):
        found = world()
        found.users["staff"].set_password(town.nip(1))
        found.users["staff"].save()
        yield found


class TestForms:
    """Fields beside those of the form do nothing."""

    @once  # PostgreSQL numbers anew what was taken back, so that the same row never comes twice
    def test_all_at_once(self, attacked: World) -> None:
        seen, faults = set(), []
        found = list(forms(attacked))
        clients = {reader: attacked.client(reader) for reader in SENDERS}
        before = snapshot(tables())  # of all: what a form changes is taken back
        for reader, form in found:
            seen.add(route(form.action))
            others = set(form.fields) | OF_ANOTHER.get(route(form.action), set())
            more = {name: value for name, value in stored().items() if name not in others}
            client = clients[reader]
            plain = sent(client, form, {}, before)
            loaded = sent(client, form, more, before)

            searches = "search" in form.kinds.values()
            if bool(plain) == (searches or route(form.action) in WRITES_NOTHING):
                faults.append(f"say in FILL how, or in WRITES_NOTHING that it is filled: {reader} {form}: {plain}")
            if loaded != plain:
                faults.append(f"{reader} {form}: {[row for row in loaded if row not in plain]}")
        assert not faults, "\n".join(faults)
        assert set(FILL) - seen <= learned.SOMETIMES, "no reader's page holds this form any more"
        assert changes(before, snapshot(tables())) == [], "something was not taken back"

    @once
    @pytest.mark.slow
    def test_one_by_one(self, attacked: World) -> None:
        tried: set[str] = set()
        times = 0
        found, known = list(forms(attacked)), stored()
        step = max(1, len(found) * len(known) // ONE_BY_ONE)
        clients = {reader: attacked.client(reader) for reader in SENDERS}
        before = snapshot(tables())
        for place, (reader, form) in enumerate(found):
            client = clients[reader]
            plain = sent(client, form, {}, before)
            for name in list(known)[place % step :: step]:  # each form some of them, all forms together all
                if name not in set(form.fields) | OF_ANOTHER.get(route(form.action), set()):
                    tried.add(name)
                    times += 1
                    assert sent(client, form, {name: known[name]}, before) == plain, f"{form} {name}"
        assert times >= 1_000
        assert len(tried) > len(known) * 0.9
