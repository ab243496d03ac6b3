"""Certificates from elsewhere: each refusal, and that one counts once however often it arrives."""

import datetime as dt
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from piawai.competencies.models import Assessment, Qualification, Standing
from piawai.competencies.queries import qualifications
from piawai.competencies.terms import Currency
from piawai.integrations import exports
from piawai.integrations.files.importing import import_file
from piawai.learning.models import CompletedTraining, ExternalCertificate
from piawai.learning.queries.hours import hours_of
from piawai.learning.services import external
from piawai.learning.services.external import UnableToDecideCertificate, UnableToUploadCertificate
from piawai.people.models import Person
from tests import town
from tests.factories import rows, spreadsheets
from tests.graduates import FIRST, LAST, graduate
from tests.pictures import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    town.dictionary()
    town.units()
    [found] = town.people(town.person_row(1))
    return found


def upload(person: Person, **more: Any) -> ExternalCertificate:
    plain: dict[str, Any] = {"name": "Kursus", "provider": "LAN", "number": "9/X", "starts_on": FIRST, "ends_on": LAST}
    said = {**plain, "file_name": "a.png", "content": png(), **more}
    return external.upload(person=person, on=town.TODAY, at=town.NOW, **said)


def accept(row: ExternalCertificate, **more: Any) -> CompletedTraining:
    plain: dict[str, Any] = {
        "name": row.name,
        "form": 11,
        "provider": row.provider,
        "hours": Decimal(20),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "number": row.number,
        "valid_until": None,
        "reaches": {"M.1": 3},
        "by": town.BY,
        "at": town.NOW,
    }
    return external.accept(certificate=row, on=town.TODAY, link="/", **{**plain, **more})


def take_in(folder: Path, *, at: dt.datetime, **changes: object) -> None:
    """Import a list with the certificate that `upload` brings; `changes` are cells."""
    row = {
        **rows.diklat(),
        "NAMA KURSUS": "Kursus",
        "JUMLAH JAM": 20,
        "TANGGAL MULAI": f"{FIRST:%d-%m-%Y}",
        "TANGGAL SELESAI": f"{LAST:%d-%m-%Y}",
        "NOMOR SERTIFIKAT": "9/X",
        "KOMPETENSI": "M.1:3",
        **changes,
    }
    path = spreadsheets.write(folder / "diklat.xlsx", [row])
    report = import_file(kind="diklat", path=path, on=town.TODAY, by=town.BY, at=at, dry_run=False)
    assert report.committed, report.errors


def hours_and_gap(person: Person) -> tuple[int, int]:
    """Return the hours of this year, and the gap in M.1."""
    hours = hours_of(person=person, on=town.TODAY).hours
    gap = Standing.objects.filter(person=person, competency__code="M.1").values_list("gap", flat=True).first()
    return hours, gap or 0


class TestUpload:
    """One's own, to be checked."""

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"ends_on": FIRST - dt.timedelta(days=1)}, "days", id="ends before it begins"),
            pytest.param({"ends_on": town.TODAY + dt.timedelta(days=1)}, "days", id="still to come"),
            pytest.param({"content": b"<svg/>"}, "not_taken", id="SVG"),
            pytest.param({"content": b""}, "empty", id="empty"),
        ],
    )
    def test_refuses_and_leaves_nothing(self, person: Person, more: dict[str, Any], code: str) -> None:
        with pytest.raises(UnableToUploadCertificate) as refusal:
            upload(person, **more)

        assert refusal.value.code == code
        assert not list(external.folder().glob("*"))

    def test_the_same_file_only_once(self, person: Person) -> None:
        upload(person)

        with pytest.raises(UnableToUploadCertificate) as refusal:
            upload(person)

        assert refusal.value.code == "known"
        assert len(list(external.folder().glob("*"))) == 1

    def test_not_more_than_can_be_checked(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(external, "MOST_WAITING", 1)
        upload(person)

        with pytest.raises(UnableToUploadCertificate) as refusal:
            upload(person, content=png("red"))

        assert refusal.value.code == "too_many"

    def test_sweeps_what_no_row_names(self, person: Person) -> None:
        row = upload(person)
        (external.folder() / "stray.png").write_bytes(b"x")

        assert external.sweep(at=town.NOW + dt.timedelta(days=3_000)) == 1
        assert external.content_of(certificate=row) is not None


class TestAccept:
    """It counts as what it is, once."""

    def test_is_evidence_of_a_training(self, person: Person) -> None:
        accept(upload(person))

        assert Assessment.objects.get().source == "PELATIHAN"

    @pytest.mark.parametrize(
        ("form", "stated", "hours"),
        [
            pytest.param(11, Decimal(20), 20, id="those that it states"),
            pytest.param(11, None, 8, id="four for each of two days where it states none"),
            pytest.param(10, Decimal(300), 20, id="an activity"),
        ],
    )
    def test_counts_the_hours_of_its_form(self, person: Person, form: int, stated: Decimal | None, hours: int) -> None:
        made = accept(upload(person), form=form, hours=stated)

        assert made.hours == hours

    def test_asks_for_hours_where_the_form_tells_none(self, person: Person) -> None:
        with pytest.raises(external.UnableToDecideCertificate) as refusal:
            accept(upload(person), form=1, hours=None)

        assert refusal.value.code == "hours"

    def test_gives_hours_closes_the_gap_and_is_current(self, person: Person) -> None:
        town.standard("Pengelola", "M.1", 3)
        town.assessed(person, "M.1", 2, on=FIRST - dt.timedelta(days=100))
        before = hours_and_gap(person)

        accept(upload(person))

        held = qualifications.holding(Qualification.objects.current().get(), on=town.TODAY)
        assert (before, hours_and_gap(person)) == ((0, 1), (20, 0))
        assert held.state == Currency.CURRENT

    def test_what_a_list_reported_before_counts_once(self, person: Person) -> None:
        reported = CompletedTraining(
            person=person,
            reference="no:9/x",
            name="KURSUS",
            form=11,
            hours=10,
            starts_on=FIRST,
            ends_on=LAST,
            certificate="9/x",
            recorded_at=town.NOW,
        )
        reported.save()

        accept(upload(person, number="9/X"))

        assert CompletedTraining.objects.current().get().corrects_id == reported.pk

    def test_what_we_certified_ourselves_counts_once(self, person: Person) -> None:
        certificate = graduate(person)

        accept(upload(person, name="Program S1", number="lain"), reaches={})

        now = CompletedTraining.objects.current().get()
        assert (now.certificate, now.reaches) == (certificate.number, {"M.1": 3})

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"by": "own"}, "own", id="one's own"),
            pytest.param({"reaches": {"X.9": 1}}, "unknown_competency", id="unknown competency"),
            pytest.param({"hours": Decimal(-1)}, "hours", id="less than no hours"),
            pytest.param({"valid_until": FIRST}, "days", id="runs out before it ends"),
        ],
    )
    def test_refuses(self, person: Person, more: dict[str, Any], code: str) -> None:
        row = upload(person)
        more = {"by": person.code} if more.get("by") == "own" else more

        with pytest.raises(UnableToDecideCertificate) as refusal:
            accept(row, **more)

        assert refusal.value.code == code
        assert not CompletedTraining.objects.exists()

    def test_refuses_what_is_decided_already(self, person: Person) -> None:
        row = upload(person)
        external.refuse(certificate=row, reason="Tidak terbaca", by=town.BY, at=town.NOW, link="/")

        with pytest.raises(UnableToDecideCertificate) as refusal:
            accept(row)
        with pytest.raises(UnableToDecideCertificate) as without:
            external.refuse(certificate=row, reason=" ", by=town.BY, at=town.NOW, link="/")

        assert (refusal.value.code, without.value.code) == ("decided", "reason_missing")


class TestCountsOnce:
    """The same certificate by upload, by a list that is imported, and where it is our own."""

    @pytest.mark.parametrize("ways", list(permutations(("upload", "list"))), ids=" then ".join)
    def test_of_others_in_any_order(self, person: Person, tmp_path: Path, ways: tuple[str, ...]) -> None:
        for day, way in enumerate(ways, start=1):
            at = town.NOW + dt.timedelta(days=day)
            if way == "upload":
                accept(upload(person, number="9 /x", name="KURSUS"), at=at)
            else:
                take_in(tmp_path, at=at)

        assert CompletedTraining.objects.current().get().hours == hours_and_gap(person)[0] == 20

    @pytest.mark.parametrize("ways", list(permutations(("upload", "list", "ours"))), ids=" then ".join)
    @pytest.mark.parametrize("number", ["9/X", ""])
    def test_of_ours_in_any_order(self, person: Person, tmp_path: Path, ways: tuple[str, ...], number: str) -> None:
        for day, way in enumerate(ways, start=1):
            at = town.NOW + dt.timedelta(days=day)
            if way == "upload":
                accept(upload(person, name="program S1", number=number), at=at, reaches={})
            elif way == "list":
                take_in(tmp_path, at=at, **{"NAMA KURSUS": "PROGRAM S1", "NOMOR SERTIFIKAT": number or None})
            else:
                graduate(person, hours=20, at=at)

        assert CompletedTraining.objects.current().get().hours == hours_and_gap(person)[0] == 20
        assert Qualification.objects.current().get().level == 3


class TestExports:
    """What SIASN takes, in its keys."""

    def test_ours_and_what_was_accepted_by_kind(self, person: Person) -> None:
        Person.objects.filter(pk=person.pk).update(siasn_id="PNS-1")
        graduate(person)
        graduate(person, code="S2", form=1)
        accept(upload(person))

        courses, leaders = exports.siasn_kursus(), exports.siasn_diklat()

        assert [row["nomorSertipikat"] for row in courses.rows] == ["00001/SERT/2026", "9/X"]
        assert list(courses.rows[0]) == [
            "instansiId",
            "institusiPenyelenggara",
            "jenisDiklatId",
            "jenisKursus",
            "jenisKursusSertipikat",
            "jumlahJam",
            "lokasiId",
            "namaKursus",
            "nomorSertipikat",
            "pnsOrangId",
            "tahunKursus",
            "tanggalKursus",
            "tanggalSelesaiKursus",
        ]
        assert [row["nomor"] for row in leaders.rows] == ["00002/SERT/2026"]
        assert sorted(leaders.rows[0]) == [
            "bobot",
            "id",
            "institusiPenyelenggara",
            "jenisKompetensi",
            "jumlahJam",
            "latihanStrukturalId",
            "nomor",
            "path",
            "pnsOrangId",
            "tahun",
            "tanggal",
            "tanggalSelesai",
        ]
        assert courses.rows[0]["tanggalKursus"] == f"{FIRST:%d-%m-%Y}"

    def test_what_a_list_reported_first_is_not_sent_back(self, person: Person, tmp_path: Path) -> None:
        Person.objects.filter(pk=person.pk).update(siasn_id="PNS-1")
        take_in(tmp_path, at=town.NOW)
        accept(upload(person), at=town.NOW + dt.timedelta(days=1))

        assert exports.siasn_kursus().rows == []

    def test_what_a_list_reported_later_is_sent(self, person: Person, tmp_path: Path) -> None:
        Person.objects.filter(pk=person.pk).update(siasn_id="PNS-1")
        accept(upload(person), at=town.NOW)
        take_in(tmp_path, at=town.NOW + dt.timedelta(days=1), **{"JUMLAH JAM": 21})

        assert [row["jumlahJam"] for row in exports.siasn_kursus().rows] == [21]

    def test_whoever_has_no_pns_id_is_named_by_code(self, person: Person) -> None:
        graduate(person)

        found = exports.siasn_kursus()

        assert (found.rows, found.skipped) == ([], [{"person": person.code, "reason": "no_pns_id"}])
