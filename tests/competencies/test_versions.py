"""The life of the dictionary's words."""

import datetime as dt
from typing import Any

import pytest

from piawai.audit.models import Event
from piawai.competencies.models import Competency, FormerCompetency, Relation, Round, RoundCompetency, Standing, Version
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.queries import standings
from piawai.competencies.services import versions
from piawai.competencies.services.dictionary import UnableToRecordWords, record_words
from piawai.competencies.services.rounds.opening import words_in_force
from piawai.competencies.terms import Level, Said, VersionState, Words
from piawai.people.queries import everybody
from tests import town

pytestmark = pytest.mark.django_db

LATER = dt.date(2027, 1, 1)
FULL = {level.value: Said(f"Arti {level.value}", (("SIKAP", f"Perilaku {level.value}"),)) for level in Level}


@pytest.fixture
def competency() -> Competency:
    return town.dictionary()["M.1"]


def draft(competency: Competency, *, starts_on: dt.date = LATER) -> Version:
    return versions.draft_version(competency=competency, starts_on=starts_on, by=town.BY, at=town.NOW)


def write(version: Version, *, revision: int, levels: dict[int, Said] | None = None) -> None:
    versions.write_words(
        version=version,
        revision=revision,
        definition="Jujur dalam bertindak",
        legal_basis="Keputusan 1/2027",
        levels=levels or FULL,
        by=town.BY,
        at=town.NOW,
    )


def published(competency: Competency) -> Version:
    version = draft(competency)
    write(version, revision=1)
    version.refresh_from_db()
    versions.publish(version=version, revision=2, by=town.BY, at=town.NOW)
    version.refresh_from_db()
    return version


class TestDraftVersion:
    """A new version begins with the words of the newest."""

    def test_begins_with_the_words_of_the_newest(self, competency: Competency) -> None:
        version = draft(competency)

        assert version.state == VersionState.DRAFT
        assert queries.words_of(version)[1] == Said("", (("SIKAP", "Menunjukkan"),))

    def test_is_refused_on_a_day_not_later_than_another_version(self, competency: Competency) -> None:
        draft(competency)

        with pytest.raises(versions.UnableToChangeWords) as refusal:
            draft(competency)

        assert refusal.value.code == "not_later"

    def test_is_refused_for_a_retired_competency(self, competency: Competency) -> None:
        versions.retire(
            competency=competency, retired_on=town.TODAY, on=town.TODAY, reason="Diganti", by=town.BY, at=town.NOW
        )

        with pytest.raises(versions.UnableToChangeWords) as refusal:
            draft(competency)

        assert refusal.value.code == "retired"


class TestWriteWords:
    """Only drafts change; of two writers the second is told."""

    def test_replaces_the_words_and_keeps_the_earlier_ones_in_the_log(self, competency: Competency) -> None:
        version = draft(competency)

        write(version, revision=1)

        version.refresh_from_db()
        assert queries.words_of(version) == FULL
        assert (version.definition, version.revision) == ("Jujur dalam bertindak", 2)
        assert Event.objects.filter(action="competencies.write_words").count() == 1

    def test_tells_the_second_of_two_writers_and_keeps_the_first_words(self, competency: Competency) -> None:
        version = draft(competency)
        write(version, revision=1)

        with pytest.raises(versions.UnableToChangeWords) as refusal:
            write(version, revision=1, levels={**FULL, 1: Said("Lain", ())})

        assert refusal.value.code == "stale"
        assert queries.words_of(version)[1] == FULL[1]

    def test_refuses_to_change_published_words(self, competency: Competency) -> None:
        version = published(competency)

        with pytest.raises(versions.UnableToChangeWords) as refusal:
            write(version, revision=version.revision)

        assert refusal.value.code == "published"


class TestPublish:
    """A whole draft becomes binding, once."""

    def test_names_the_levels_without_words(self, competency: Competency) -> None:
        version = draft(competency)

        with pytest.raises(versions.UnableToChangeWords, match="2, 3, 4, 5") as refusal:
            versions.publish(version=version, revision=1, by=town.BY, at=town.NOW)

        assert refusal.value.code == "words_missing"

    def test_refuses_what_was_changed_since_it_was_read(self, competency: Competency) -> None:
        version = draft(competency)
        write(version, revision=1)

        with pytest.raises(versions.UnableToChangeWords) as refusal:
            versions.publish(version=version, revision=1, by=town.BY, at=town.NOW)

        assert refusal.value.code == "stale"

    def test_makes_the_words_those_that_are_read(self, competency: Competency) -> None:
        published(competency)

        found = queries.levels_in_words([(competency.pk, 2)], on=LATER)

        assert found[competency.pk, 2] == FULL[2]

    def test_of_two_decided_elsewhere_publishes_only_the_drafts(self, competency: Competency) -> None:
        assert versions.publish_all(codes=["M.1"], by=town.BY, at=town.NOW) == 1
        assert versions.publish_all(codes=["M.1"], by=town.BY, at=town.NOW) == 0


class TestRecordWords:
    """A file cannot change published words."""

    def row(self, text: str, starts_on: dt.date) -> Words:
        return Words("M.1", "MANAJERIAL", "Kompetensi M.1", "", 1, "", 1, text, "SIKAP", "", starts_on)

    def test_refuses_a_changed_row_of_a_published_version(self, competency: Competency) -> None:
        versions.publish_all(codes=["M.1"], by=town.BY, at=town.NOW)

        with pytest.raises(UnableToRecordWords):
            record_words(words=[self.row("Lain", dt.date(2018, 1, 1))], on=town.TODAY, by=town.BY, at=town.NOW)

    def test_takes_the_same_row_again_and_a_later_version(self, competency: Competency) -> None:
        versions.publish_all(codes=["M.1"], by=town.BY, at=town.NOW)
        rows = [self.row("Menunjukkan", dt.date(2018, 1, 1)), self.row("Lain", LATER)]

        found = record_words(words=rows, on=town.TODAY, by=town.BY, at=town.NOW)

        assert (found.new, found.unchanged) == (1, 1)

    def test_tells_whoever_has_the_changed_draft_open(self, competency: Competency) -> None:
        version, other = draft(competency), draft(Competency.objects.get(code="M.2"))
        record_words(words=[self.row("Dari berkas", LATER)], on=town.TODAY, by=town.BY, at=town.NOW)

        with pytest.raises(versions.UnableToChangeWords) as refusal:
            write(version, revision=1)
        write(other, revision=1)

        assert refusal.value.code == "stale"
        assert queries.words_of(version)[1].indicators == (("SIKAP", "Dari berkas"),)

    def test_leaves_a_draft_that_a_file_states_again_as_it_was_read(self, competency: Competency) -> None:
        version = draft(competency)
        rows = [self.row("Lain", LATER)]

        for _time in range(2):
            record_words(words=rows, on=town.TODAY, by=town.BY, at=town.NOW)

        version.refresh_from_db()
        assert version.revision == 2


class TestDiscardDraft:
    """A draft is thrown away, unless a round has begun with it."""

    def test_is_refused_for_words_of_a_round(self, competency: Competency) -> None:
        version = draft(competency)
        round_ = Round.objects.create(
            name="Putaran", opens_on=LATER, closes_on=LATER, most_minutes=30, made_by=town.BY, made_at=town.NOW
        )
        RoundCompetency.objects.create(round=round_, competency=competency, version=version)

        with pytest.raises(versions.UnableToChangeWords) as refusal:
            versions.discard_draft(version=version, revision=1, by=town.BY, at=town.NOW)

        assert refusal.value.code == "in_a_round"
        assert Version.objects.filter(pk=version.pk).exists()

    def test_removes_it(self, competency: Competency) -> None:
        version = draft(competency)

        versions.discard_draft(version=version, revision=1, by=town.BY, at=town.NOW)

        assert queries.versions_of(competency).count() == 1


class TestRetire:
    """Nobody is asked about a retired competency any more; what was known stays."""

    def test_ends_what_is_demanded_from_that_day_and_not_before(self, competency: Competency) -> None:
        town.units()
        town.people(town.person_row(1))
        town.standard("Pengelola", "M.1", 3)

        versions.retire(
            competency=competency,
            retired_on=town.TODAY + dt.timedelta(days=5),
            on=town.TODAY,
            reason="Diganti",
            by=town.BY,
            at=town.NOW,
        )

        rows = standings.dated_rows(scope=everybody(), on=town.TODAY, known_at=town.NOW)
        person = everybody().get().pk
        assert set(rows.stands(person, town.TODAY)) >= {"M.1"}
        assert "M.1" not in rows.stands(person, town.TODAY + dt.timedelta(days=5))
        assert Standing.objects.get(competency=competency).changes_on == town.TODAY + dt.timedelta(days=5)

    def test_leaves_the_words_as_they_are_until_a_day_to_come(self, competency: Competency) -> None:
        versions.publish_all(codes=["M.1"], by=town.BY, at=town.NOW)
        last = town.TODAY + dt.timedelta(days=4)
        round_ = Round.objects.create(
            name="Putaran", opens_on=last, closes_on=last, most_minutes=30, made_by=town.BY, made_at=town.NOW
        )

        versions.retire(
            competency=competency,
            retired_on=last + dt.timedelta(days=1),
            on=town.TODAY,
            reason="Diganti",
            by=town.BY,
            at=town.NOW,
        )

        asked = RoundCompetency.objects.create(round=round_, competency=competency)
        days = (last, last + dt.timedelta(days=1))
        found: list[Any] = [queries.dictionary_by_state(on=day).get(code="M.1") for day in days]
        assert words_in_force(asked, on=last).competency == competency
        assert [row.state for row in found] == [VersionState.PUBLISHED, VersionState.RETIRED]

    def test_was_not_known_before_it_was_recorded(self, competency: Competency) -> None:
        town.units()
        town.people(town.person_row(1))
        town.standard("Pengelola", "M.1", 3)
        after = town.NOW + dt.timedelta(hours=1)

        versions.retire(
            competency=competency, retired_on=town.TODAY, on=town.TODAY, reason="Diganti", by=town.BY, at=after
        )

        person = everybody().get().pk
        before = standings.dated_rows(scope=everybody(), on=town.TODAY, known_at=town.NOW)
        now = standings.dated_rows(scope=everybody(), on=town.TODAY, known_at=after)
        assert "M.1" in before.stands(person, town.TODAY)
        assert "M.1" not in now.stands(person, town.TODAY)

    def test_is_refused_while_a_round_asks_about_it(self, competency: Competency) -> None:
        round_ = Round.objects.create(
            name="Putaran 2027",
            opens_on=LATER,
            closes_on=LATER,
            most_minutes=30,
            made_by=town.BY,
            made_at=town.NOW,
        )
        RoundCompetency.objects.create(round=round_, competency=competency)

        with pytest.raises(versions.UnableToRetire, match="Putaran 2027"):
            versions.retire(
                competency=competency, retired_on=town.TODAY, on=town.TODAY, reason="Diganti", by=town.BY, at=town.NOW
            )

    @pytest.mark.parametrize(("reason", "code"), [("  ", "reason_missing"), ("Diganti", "retired")])
    def test_is_refused_without_a_reason_and_twice(self, competency: Competency, reason: str, code: str) -> None:
        if code == "retired":
            versions.retire(
                competency=competency, retired_on=town.TODAY, on=town.TODAY, reason="Diganti", by=town.BY, at=town.NOW
            )

        with pytest.raises(versions.UnableToRetire) as refusal:
            versions.retire(
                competency=competency, retired_on=town.TODAY, on=town.TODAY, reason=reason, by=town.BY, at=town.NOW
            )

        assert refusal.value.code == code


class TestRelations:
    """How competencies stand to each other."""

    def test_are_recorded_once_and_taken_back(self, competency: Competency) -> None:
        other = Competency.objects.get(code="M.2")
        versions.relate(competency=competency, kind="MENSYARATKAN", other=other, by=town.BY, at=town.NOW)

        with pytest.raises(versions.UnableToRelate) as refusal:
            versions.relate(competency=competency, kind="MENSYARATKAN", other=other, by=town.BY, at=town.NOW)
        versions.unrelate(relation=Relation.objects.get(), by=town.BY, at=town.NOW)

        assert refusal.value.code == "known"
        assert not Relation.objects.exists()

    def test_are_refused_from_one_to_itself(self, competency: Competency) -> None:
        with pytest.raises(versions.UnableToRelate) as refusal:
            versions.relate(competency=competency, kind="SAMA", other=competency, by=town.BY, at=town.NOW)

        assert refusal.value.code == "itself"


class TestFormer:
    """SIASN's former list."""

    def test_keeps_what_somebody_decided(self, competency: Competency) -> None:
        names = {"11": ("Integritas (Int)", "M.1"), "12": ("Kegigihan (Kgg)", "")}
        versions.record_former(names=names, by=town.BY, at=town.NOW)
        row = FormerCompetency.objects.get(siasn_id="12")
        versions.map_former(former=row, known=None, competency=competency, by=town.BY, at=town.NOW)

        again = versions.record_former(names=names, by=town.BY, at=town.NOW)

        assert again == 0
        assert set(FormerCompetency.objects.values_list("competency__code", flat=True)) == {"M.1"}

    def test_tells_the_second_of_two_who_decide(self, competency: Competency) -> None:
        versions.record_former(names={"12": ("Kegigihan (Kgg)", "")}, by=town.BY, at=town.NOW)
        row = FormerCompetency.objects.get()
        versions.map_former(former=row, known=None, competency=competency, by=town.BY, at=town.NOW)
        other = Competency.objects.get(code="M.2")

        with pytest.raises(versions.UnableToMapFormer, match=competency.name) as refusal:
            versions.map_former(former=row, known=None, competency=other, by=town.BY, at=town.NOW)

        assert refusal.value.code == "stale"
        assert FormerCompetency.objects.get().competency == competency
