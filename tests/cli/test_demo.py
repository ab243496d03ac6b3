"""`piawai demo`: the whole way in small, and what it refuses to touch."""

import json
import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from piawai.audit.models import Event
from piawai.audit.services import log
from piawai.cli.commands.demo import MADE, MAKER, UnableToMakeDemo, empty
from piawai.people.models import Person
from tests import town
from tests.cli.process import piawai

DAY = "2026-11-24"
SMALL = ("demo", "--no-serve", "--people", "60", "--on", DAY)
SECONDS = 600  # a small city takes one minute where nothing else runs
SESSIONS = """
SELECT CASE WHEN ends_on < :day THEN 'past' WHEN starts_on > :day THEN 'to come' ELSE 'today' END AS at, state, COUNT(*)
FROM learning_session GROUP BY at, state
"""
# Of each agreement with sessions: people at most, ordered, and seats; rupiah at most, ordered, and what seats may cost
ORDERS = """
SELECT a.number, a.people, a.ordered_people, SUM(s.seats),
    a.rupiah, a.ordered_rupiah, SUM(s.fixed_cost + s.participant_cost * s.seats)
FROM learning_agreement a JOIN learning_order o ON o.agreement_id = a.id JOIN learning_session s ON s.id = o.session_id
GROUP BY a.id
"""
# Of each session that was paid for: what was paid, and what its fixed cost and its people commit
PAYMENTS = """
SELECT s.code, (SELECT SUM(amount) FROM learning_payment WHERE session_id = s.id AND NOT corrected) AS paid,
    s.fixed_cost + s.participant_cost * (SELECT COUNT(*) FROM learning_enrolment WHERE session_id = s.id
        AND state IN ('DIUNDANG', 'DISETUJUI', 'SELESAI', 'TIDAK_LULUS'))
FROM learning_session s WHERE paid IS NOT NULL
"""


def has_trainings_behind_and_before_it(city: sqlite3.Connection) -> None:
    """Refuse a city without sessions held, under way and to come, tests, and certificates, one of them revoked."""
    sessions = {(when, state): many for when, state, many in city.execute(SESSIONS, {"day": DAY})}
    assert sessions["past", "SELESAI"] >= 1
    assert {one: many for one, many in sessions.items() if one[0] == "today"} == {("today", "DIBUKA"): 1}
    assert sessions["to come", "DIBUKA"] >= 1
    assert sessions["to come", "DITAWARKAN"] >= 1
    [banks] = city.execute("SELECT COUNT(DISTINCT programme_id) FROM learning_item WHERE state = 'TERBIT'").fetchone()
    assert banks == 2
    certificates = "SELECT SUM(revoked_at IS NULL), SUM(revoked_at IS NOT NULL) FROM learning_certificate"
    valid, revoked = city.execute(certificates).fetchone()
    [passed] = city.execute("SELECT COUNT(*) FROM learning_enrolment WHERE state = 'SELESAI'").fetchone()
    assert revoked == 1
    assert valid + revoked == passed > 1


def adds_up(city: sqlite3.Connection) -> None:
    """Refuse agreements that differ from what stands under them, and payments above what is committed."""
    kinds = "SELECT kind, ends_on >= ?, COUNT(*) FROM learning_agreement WHERE state = 'DITANDATANGANI' GROUP BY 1, 2"
    signed = {(kind, holds): many for kind, holds, many in city.execute(kinds, [DAY])}
    assert signed["PKS", 0] == 1
    assert signed["MOU", 1] == signed["PKS", 1] >= 1
    orders = city.execute(ORDERS).fetchall()
    assert len(orders) >= 2
    for _number, most, ordered, seats, most_rupiah, ordered_rupiah, costs in orders:
        assert seats == ordered <= most
        assert costs == ordered_rupiah <= (most_rupiah or ordered_rupiah)
    payments = city.execute(PAYMENTS).fetchall()
    assert payments
    assert all(0 < paid <= committed for _code, paid, committed in payments)
    assert any(paid == committed for _code, paid, committed in payments)


class TestDemo:
    """A city of sixty, from its files to its plan."""

    def test_ends_with_a_summary_and_may_be_run_again(self, tmp_path: Path) -> None:
        first = piawai("--lang", "en", *SMALL, home=tmp_path, seconds=SECONDS)
        again = piawai(*SMALL, home=tmp_path, seconds=SECONDS)

        assert first.returncode == 0, first.stderr
        for words in ("THE CITY'S FILES", "WHO LACKS WHAT", "THE PLAN", "WHOM TO ASSESS FIRST", "greedy choice"):
            assert words in first.stdout
        assert again.returncode == 0, again.stderr
        assert (tmp_path / "demo" / "files" / "pegawai.xlsx").exists()
        gaps = piawai("gaps", "--on", "2026-11-24", "--format", "json", home=tmp_path / "demo")
        assert json.loads(gaps.stdout)
        file = tmp_path / "kursus.json"
        assert piawai("export", "siasn-kursus", str(file), home=tmp_path / "demo").returncode == 0
        assert any("SERT" in row["nomorSertipikat"] for row in json.loads(file.read_text()))
        with closing(sqlite3.connect(tmp_path / "demo" / "db.sqlite3")) as city:
            published = "SELECT COUNT(*) FROM competencies_version WHERE state = 'TERBIT'"
            assert city.execute(published).fetchone() == (9,)
            assert city.execute("SELECT COUNT(*) > 0 FROM competencies_formercompetency").fetchone() == (1,)
            has_trainings_behind_and_before_it(city)
            adds_up(city)

    def test_serves_the_site_and_says_so_where_the_port_is_taken(self, tmp_path: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            answer = piawai("--lang", "en", "demo", "--people", "20", "--port", port, home=tmp_path, seconds=SECONDS)

        assert answer.returncode == 1
        assert "kepala@demo.example" in answer.stdout
        assert f"port {port} cannot be used" in answer.stderr

    def test_a_city_has_at_least_twenty_people(self, tmp_path: Path) -> None:
        answer = piawai("--lang", "en", "demo", "--people", "5", home=tmp_path)

        assert answer.returncode == 2
        assert "at least 20" in answer.stderr

    def test_leaves_a_database_of_other_people_alone(self, tmp_path: Path) -> None:
        place = tmp_path / "demo" / "db.sqlite3"
        place.parent.mkdir()
        place.write_bytes(b"something else entirely, but not nothing" * 100)

        answer = piawai("--lang", "en", *SMALL, home=tmp_path)

        assert answer.returncode == 1
        assert "stays as it is" in answer.stderr
        assert place.read_bytes().startswith(b"something else")


@pytest.mark.django_db
@pytest.mark.skipif("PIAWAI_SCRATCH_DATABASE" not in os.environ, reason="needs a PostgreSQL of the tests' own")
class TestOnPostgresql:
    """The same on PostgreSQL."""

    def test_runs_twice(self, tmp_path: Path) -> None:
        address = os.environ["PIAWAI_SCRATCH_DATABASE"]
        unprepared = piawai("--lang", "en", "gaps", home=tmp_path, DATABASE_URL=address)

        first = piawai(*SMALL, home=tmp_path, seconds=SECONDS, DATABASE_URL=address)
        again = piawai(*SMALL, home=tmp_path, seconds=SECONDS, DATABASE_URL=address)

        assert "piawai init" in unprepared.stderr
        assert (first.returncode, again.returncode) == (0, 0), again.stderr
        assert not (tmp_path / "demo" / "db.sqlite3").exists()


@pytest.mark.django_db(transaction=True)
class TestEmpty:
    """Only what a demo has made is removed."""

    def test_refuses_people_whom_no_demo_has_made(self) -> None:
        town.units()
        town.people(town.person_row(1))

        with pytest.raises(UnableToMakeDemo):
            empty()

        assert Person.objects.count() == 1

    def test_refuses_units_that_no_demo_has_made(self) -> None:
        town.units()

        with pytest.raises(UnableToMakeDemo):
            empty()

    def test_refuses_real_people_who_were_recorded_after_a_demo(self) -> None:
        log(action=MADE, by=MAKER, at=town.NOW)
        town.units()
        town.people(town.person_row(1))

        with pytest.raises(UnableToMakeDemo):
            empty()

        assert Person.objects.count() == 1

    def test_removes_what_a_demo_has_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(town, "BY", MAKER)
        town.units()
        town.people(town.person_row(1))

        empty()

        assert not Person.objects.exists()
        assert not Event.objects.exists()
