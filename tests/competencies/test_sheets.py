"""Answering sheets: who, when, what, and what is refused."""

import datetime as dt

import pytest

from piawai.audit.models import Event
from piawai.competencies.models import Answer, Nomination, Ratee, Round, RoundClass, RoundUnit, Sheet
from piawai.competencies.queries import sheets as queries
from piawai.competencies.rules import sheets as rules
from piawai.competencies.services import accreditations, nominations
from piawai.competencies.services import sheets as services
from piawai.competencies.services.sheets import Given
from piawai.competencies.terms import NominationState, RoundState, SheetState, Source
from piawai.jobs.models import Message
from piawai.people.models import Person, Post, Unit
from tests import sheets as made
from tests import town
from tests.cast import Cast, cast

ON, AT = town.TODAY, town.NOW


class TestRules:
    """SHEET-01, SHEET-02 and SHEET-03."""

    @pytest.mark.parametrize(
        ("state", "may"),
        [
            ("BELUM", {"DIISI", "DISISIHKAN"}),
            ("DIISI", {"DIISI", "TERKIRIM", "DISISIHKAN"}),
            ("TERKIRIM", set()),
            ("DISISIHKAN", set()),
        ],
    )
    def test_sheet_01_what_was_sent_or_set_aside_stays(self, state: str, may: set[str]) -> None:
        assert {wanted for wanted in SheetState.values if rules.sheet_may_become(state=state, wanted=wanted)} == may

    @pytest.mark.parametrize(
        ("source", "ratee", "superior", "staff", "expected"),
        [
            pytest.param("DIRI", True, False, False, "", id="oneself"),
            pytest.param("DIRI", False, False, False, "not_self", id="another as oneself"),
            pytest.param("ATASAN", False, True, False, "", id="the superior"),
            pytest.param("ATASAN", False, False, False, "no_longer_superior", id="a superior of yesterday"),
            pytest.param("REKAN", True, False, False, "self", id="oneself as colleague"),
            pytest.param("REKAN", False, False, False, "", id="a colleague"),
            pytest.param("REKAN", False, True, False, "own_staff", id="a colleague who now leads"),
            pytest.param("REKAN", False, False, True, "own_superior", id="a colleague who is now led"),
            pytest.param("BAWAHAN", False, False, True, "", id="the staff"),
            pytest.param("BAWAHAN", False, True, False, "own_staff", id="the staff who now lead"),
            pytest.param("ASSESSMENT_CENTER", True, False, False, "self", id="an assessor about oneself"),
            pytest.param("ASSESSMENT_CENTER", False, True, False, "own_staff", id="an assessor about own staff"),
            pytest.param("ASSESSMENT_CENTER", False, False, True, "own_superior", id="an assessor, own superior"),
            pytest.param("ASSESSMENT_CENTER", False, False, False, "", id="an assessor about a stranger"),
        ],
    )
    def test_sheet_02_who_may_rate(self, source: str, ratee: bool, superior: bool, staff: bool, expected: str) -> None:
        assert rules.conflict(source=source, is_ratee=ratee, is_superior=superior, is_staff=staff) == expected

    def test_sheet_03_a_nomination_is_decided_once(self) -> None:
        steps = {(old, new) for old in NominationState for new in NominationState if _becomes(old, new)}

        assert steps == {("DIUSULKAN", "DISETUJUI"), ("DIUSULKAN", "DITOLAK")}


def _becomes(old: str, new: str) -> bool:
    return rules.nomination_may_become(state=old, wanted=new)


@pytest.fixture
def people(db: None) -> Cast:
    return made.led(cast())


@pytest.fixture
def open_round(people: Cast) -> Round:
    return made.round_()


def save(sheet: Sheet, code: str = "M.1", level: int | None = 3, **more: object) -> None:
    """Save an answer as the sheet's rater, today."""
    sheet.refresh_from_db()
    by = sheet.rater.code if sheet.rater else sheet.assessor
    plain: dict[str, object] = {
        "lacks": "", "note": "", "revision": sheet.revision, "by": by, "on": ON, "at": AT,
    }  # fmt: skip
    services.save_answer(sheet=sheet, asked=code, level=level, **{**plain, **more})  # type: ignore[arg-type]


def refusal(sheet: Sheet, **more: object) -> str:
    """Return the code with which an answer is refused, "" where it is saved."""
    try:
        save(sheet, **more)  # type: ignore[arg-type]
    except services.UnableToAnswer as refused:
        return refused.code
    return ""


class TestAnswering:
    """Each answer is saved at once, with one event that does not tell the level."""

    def test_is_saved_and_the_sheet_begun(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        save(sheet, "M.1", 2, lacks="SIKAP", note=" Sering datang. ")

        sheet.refresh_from_db()
        answer = Answer.objects.get(sheet=sheet, asked__competency__code="M.1")
        assert (answer.level, answer.lacks, answer.note, answer.late) == (2, "SIKAP", "Sering datang.", False)
        assert (sheet.state, sheet.revision, sheet.begun_at) == (SheetState.BEGUN, 2, AT)
        event = Event.objects.get(action="competencies.save_answers")
        assert (event.actor, event.subject) == (people.staff.code, f"sheet {sheet.token}")
        assert event.details == {"competencies": ["M.1"]}

    def test_what_is_missing_counts_below_the_required_level_only(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        save(sheet, "M.1", 3, lacks="SIKAP")  # three is required

        assert Answer.objects.get(sheet=sheet, asked__competency__code="M.1").lacks == ""

    def test_not_observed_is_an_answer_without_a_level(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        save(sheet, "M.1", None)

        answer = Answer.objects.get(sheet=sheet, asked__competency__code="M.1")
        assert (answer.level, answer.answered_at) == (None, AT)

    def test_the_same_once_more_changes_nothing(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        save(sheet, revision=1)

        save(sheet, revision=1)

        assert Sheet.objects.get(pk=sheet.pk).revision == 2
        assert Event.objects.filter(action="competencies.save_answers").count() == 1

    def test_after_the_last_day_it_is_late(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        save(sheet, on=open_round.closes_on)
        save(sheet, "T.IT.1", on=open_round.closes_on + dt.timedelta(days=1))

        late = dict(Answer.objects.filter(sheet=sheet).values_list("asked__competency__code", "late"))
        assert late == {"M.1": False, "T.IT.1": True}

    def test_of_two_windows_the_second_is_told_what_stands_there(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        save(sheet, level=3, revision=1)

        with pytest.raises(services.StaleAnswer) as refused:
            save(sheet, level=5, revision=1)

        assert refused.value.stored["M.1"].level == 3
        assert Answer.objects.get(sheet=sheet, asked__competency__code="M.1").level == 3

    def test_two_windows_at_different_questions_do_not_disturb_each_other(
        self, people: Cast, open_round: Round
    ) -> None:
        sheet = made.sheet(open_round, people.staff)
        save(sheet, "M.1", 3, revision=1)

        save(sheet, "T.IT.1", 2, revision=1)

        assert Sheet.objects.get(pk=sheet.pk).revision == 3

    def test_many_at_once_are_one_act(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        given = {"M.1": Given(3), "T.IT.1": Given(None)}
        services.save_answers(sheet=sheet, given=given, revision=1, by=people.staff.code, on=ON, at=AT)

        assert Event.objects.filter(action="competencies.save_answers").count() == 1


class TestRefusals:
    """What is not taken, and leaves everything as it was."""

    @pytest.mark.parametrize(
        ("state", "on", "code"),
        [
            (RoundState.DRAFT, ON, "not_open"),
            (RoundState.NOMINATING, ON, "not_open"),
            (RoundState.CLOSED, ON, "not_open"),
            (RoundState.REPORTED, ON, "not_open"),
            (RoundState.CANCELLED, ON, "not_open"),
            (RoundState.OPEN, ON - dt.timedelta(days=8), "not_begun"),
            (RoundState.OPEN, ON - dt.timedelta(days=7), ""),
            (RoundState.OPEN, ON + dt.timedelta(days=400), ""),
        ],
    )
    def test_only_an_open_round_takes_answers(self, people: Cast, state: str, on: dt.date, code: str) -> None:
        sheet = made.sheet(made.round_(state=state), people.staff)

        assert refusal(sheet, on=on) == code
        assert Answer.objects.filter(sheet=sheet, answered_at__isnull=False).exists() == (code == "")

    def test_a_sheet_is_answered_by_its_rater_alone(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        assert refusal(sheet, by=people.head.code) == "not_own"

    @pytest.mark.parametrize(
        ("level", "lacks", "note"), [(0, "", ""), (6, "", ""), (3, "BAKAT", ""), (3, "", "x" * 2_001)]
    )
    def test_off_the_scale(self, people: Cast, open_round: Round, level: int, lacks: str, note: str) -> None:
        assert refusal(made.sheet(open_round, people.staff), level=level, lacks=lacks, note=note) in {
            "off_scale",
            "too_long",
        }

    def test_what_is_not_asked(self, people: Cast, open_round: Round) -> None:
        assert refusal(made.sheet(open_round, people.staff), code="M.2") == "not_asked"

    def test_sending_names_what_is_empty(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        save(sheet)

        with pytest.raises(services.UnableToSend, match=r"Kompetensi T\.IT\.1"):
            services.send_sheet(sheet=sheet, by=people.staff.code, on=ON, at=AT)

    def test_what_was_sent_stays(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        save(sheet)
        save(sheet, "T.IT.1", None)
        services.send_sheet(sheet=sheet, by=people.staff.code, on=ON, at=AT)

        assert refusal(sheet) == "sent"
        with pytest.raises(services.UnableToAnswer):
            services.send_sheet(sheet=sheet, by=people.staff.code, on=ON, at=AT)
        assert Sheet.objects.get(pk=sheet.pk).sent_at == AT

    def test_an_assessor_needs_a_valid_accreditation(self, people: Cast, open_round: Round) -> None:
        account = people.users["assessor"].code
        sheet = made.sheet(open_round, people.staff, source=Source.ASSESSMENT_CENTER, assessor=account, related=False)
        before = refusal(sheet)
        given = made.accredited(account)

        assert (before, refusal(sheet)) == ("not_accredited", "")
        accreditations.withdraw_accreditation(accreditation=given, by="bk", on=ON, at=AT)
        assert refusal(sheet, level=4) == "not_accredited"


class TestKinship:
    """The first question about somebody else."""

    def test_comes_before_every_answer(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.colleague, people.staff, source=Source.PEER)

        assert refusal(sheet) == "related_first"
        services.say_related(sheet=sheet, related=False, by=people.staff.code, on=ON, at=AT)
        assert refusal(sheet) == ""

    def test_yes_sets_the_sheet_aside_for_good(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.colleague, people.staff, source=Source.PEER)

        services.say_related(sheet=sheet, related=True, by=people.staff.code, on=ON, at=AT)

        assert Sheet.objects.get(pk=sheet.pk).state == SheetState.SET_ASIDE
        assert refusal(sheet) == "set_aside"
        assert not Event.objects.get(action="competencies.say_related").details  # nobody reads it in the log

    def test_is_not_asked_about_oneself(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        with pytest.raises(services.UnableToAnswer):
            services.say_related(sheet=sheet, related=False, by=people.staff.code, on=ON, at=AT)


class TestConflicts:
    """Posts change: who may rate is asked at each save."""

    def test_a_superior_who_is_transferred_loses_the_sheet_at_once(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff, people.head, source=Source.SUPERIOR, related=False)
        mine = queries.sheets_of(rater=people.head, account=people.head.code)
        before = (refusal(sheet), mine.count())

        Post.objects.filter(person=people.staff).update(superior=people.other_head)

        assert before == ("", 1)
        assert refusal(sheet, level=4) == "no_longer_superior"
        assert not mine.exists()

    def test_a_colleague_who_becomes_superior_may_not_go_on(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.colleague, people.staff, source=Source.PEER, related=False)
        before = refusal(sheet)

        Post.objects.filter(person=people.colleague).update(superior=people.staff)

        assert (before, refusal(sheet, level=5)) == ("", "own_staff")

    @pytest.mark.parametrize(("who", "code"), [("head", "own_staff"), ("other_head", "")])
    def test_an_assessor_does_not_rate_own_staff(self, people: Cast, open_round: Round, who: str, code: str) -> None:
        account = getattr(people, who).code
        made.accredited(account)
        sheet = made.sheet(open_round, people.staff, source=Source.ASSESSMENT_CENTER, assessor=account, related=False)

        assert refusal(sheet) == code


class TestReading:
    """A rater finds own sheets only, and what is due."""

    def test_finds_own_sheets_only(self, people: Cast, open_round: Round) -> None:
        made.sheet(open_round, people.staff)
        made.sheet(open_round, people.colleague, people.staff, source=Source.PEER)
        made.sheet(open_round, people.staff, people.colleague, source=Source.PEER)

        rows = queries.sheets_of(rater=people.staff, account=people.staff.code)

        assert {(row.ratee, row.source) for row in rows} == {
            (people.staff, "DIRI"),
            (people.colleague, "REKAN"),
        }

    @pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.NOMINATING, RoundState.CANCELLED])
    def test_finds_nothing_of_a_round_that_is_not_open_yet_or_given_up(self, people: Cast, state: str) -> None:
        made.sheet(made.round_(state=state), people.staff)

        assert not queries.sheets_of(rater=people.staff, account="").exists()

    def test_what_is_due_is_told_by_source(self, people: Cast, open_round: Round) -> None:
        first = made.sheet(open_round, people.staff)
        made.sheet(open_round, people.colleague, people.staff, source=Source.PEER)
        save(first)

        found = {row.source: row for row in queries.due(rater=people.staff, account="", on=ON)}

        assert (found["DIRI"].answered, found["DIRI"].questions, found["DIRI"].begun) == (1, 2, True)
        assert (len(found["REKAN"].sheets), found["REKAN"].begun, found["REKAN"].minutes) == (1, False, 6)

    def test_questions_speak_in_the_words_of_the_round(
        self, people: Cast, open_round: Round, django_assert_num_queries: object
    ) -> None:
        made.levels_in_words("M.1")
        sheet = made.sheet(open_round, people.staff)

        with django_assert_num_queries(5):  # type: ignore[operator]
            [question, other] = queries.questions(sheet=sheet)

        assert (question.number, question.code, question.required, question.answered) == (1, "M.1", 3, False)
        assert question.levels[1].description == "Uraian M.1 tingkat 2"
        assert question.levels[0].indicators == ("Menunjukkan",)
        assert other.levels[4].description == ""

    def test_the_table_of_a_superior_takes_as_many_queries_for_one_as_for_many(
        self, people: Cast, open_round: Round, django_assert_num_queries: object
    ) -> None:
        for person in (people.staff, people.colleague):
            made.sheet(open_round, person, people.head, source=Source.SUPERIOR, related=False)

        with django_assert_num_queries(2):  # type: ignore[operator]
            table = queries.staff_table(rater=people.head, round_token=open_round.token)

        assert [row.sheet.ratee for row in table.rows] == [people.colleague, people.staff]
        assert list(table.columns) == ["M.1", "T.IT.1"]


class TestNominations:
    """A ratee names raters; the superior or BKPSDM decides."""

    @pytest.fixture
    def naming(self, people: Cast) -> Round:
        return made.round_(state=RoundState.NOMINATING)

    def name(self, of: Round, ratee: Person, rater: Person, source: str = "REKAN") -> Nomination:
        return nominations.nominate(round_=of, ratee=ratee, rater=rater, source=source, on=ON, at=AT)

    def test_a_colleague_is_named_and_confirmed_once(self, people: Cast, naming: Round) -> None:
        named = self.name(naming, people.staff, people.colleague)
        again = self.name(naming, people.staff, people.colleague)
        nominations.decide_nomination(nomination=named, state="DISETUJUI", by=people.head.code, at=AT)

        assert named == again
        with pytest.raises(nominations.UnableToDecideNomination) as refused:
            nominations.decide_nomination(nomination=named, state="DITOLAK", by="bk", at=AT)
        assert refused.value.code == "decided"
        with pytest.raises(nominations.UnableToNominate):
            nominations.withdraw_nomination(nomination=named, at=AT)
        assert Nomination.objects.get().state == "DISETUJUI"

    @pytest.mark.parametrize(
        ("rater", "source", "code"),
        [
            ("outsider", "REKAN", "not_among"),
            ("head", "REKAN", "not_among"),
            ("staff", "REKAN", "not_among"),
            ("colleague", "BAWAHAN", "not_among"),
            ("colleague", "ATASAN", "not_asked"),
        ],
    )
    def test_refuses(self, people: Cast, naming: Round, rater: str, source: str, code: str) -> None:
        with pytest.raises(nominations.UnableToNominate) as refused:
            self.name(naming, people.staff, getattr(people, rater), source)

        assert refused.value.code == code

    def test_a_head_names_whoever_works_below(self, people: Cast, naming: Round) -> None:
        assert self.name(naming, people.head, people.staff, "BAWAHAN").rater == people.staff
        with pytest.raises(nominations.UnableToNominate):
            self.name(naming, people.head, people.outsider, "BAWAHAN")

    def test_only_while_raters_are_named(self, people: Cast, naming: Round) -> None:
        named = self.name(naming, people.staff, people.colleague)
        Round.objects.update(state=RoundState.OPEN)

        with pytest.raises(nominations.UnableToNominate) as refused:
            self.name(naming, people.colleague, people.staff)
        assert refused.value.code == "not_nominating"
        with pytest.raises(nominations.UnableToDecideNomination):
            nominations.decide_nomination(nomination=named, state="DISETUJUI", by="bk", at=AT)

    @pytest.mark.parametrize(
        ("units", "names"),
        [([], ["staff", "head", "outsider"]), (["SEKSI"], ["staff"]), (["DINAS"], ["staff", "head"])],
    )
    def test_whoever_is_in_a_unit_of_the_round_or_below_it_names(
        self, people: Cast, naming: Round, units: list[str], names: list[str]
    ) -> None:
        Ratee.objects.filter(round=naming).delete()
        for unit in Unit.objects.filter(siasn_id__in=units):
            RoundUnit.objects.create(round=naming, unit=unit)

        asked = [name for name in ("staff", "head", "outsider") if queries.to_name(ratee=getattr(people, name), on=ON)]

        assert asked == names

    def test_whoever_has_a_job_of_another_class_is_not_asked_for_names(self, people: Cast, naming: Round) -> None:
        Ratee.objects.filter(round=naming).delete()
        RoundClass.objects.create(round=naming, job_class="PELAKSANA")

        asked = [name for name in ("staff", "head") if queries.to_name(ratee=getattr(people, name), on=ON)]

        assert asked == ["staff"]
        with pytest.raises(nominations.UnableToNominate) as refused:
            self.name(naming, people.head, people.staff, "BAWAHAN")
        assert refused.value.code == "not_nominating"

    def test_not_more_than_a_few(self, people: Cast, naming: Round) -> None:
        many = town.people(*(town.person_row(number) for number in range(20, 31)))
        for person in many[:10]:
            self.name(naming, people.staff, person)

        with pytest.raises(nominations.UnableToNominate) as refused:
            self.name(naming, people.staff, many[10])
        assert refused.value.code == "too_many"

    def test_nobody_decides_on_what_concerns_oneself(self, people: Cast, naming: Round) -> None:
        named = self.name(naming, people.staff, people.colleague)

        for by in (people.staff.code, people.colleague.code):
            with pytest.raises(nominations.UnableToDecideNomination):
                nominations.decide_nomination(nomination=named, state="DISETUJUI", by=by, at=AT)

    @pytest.mark.parametrize(
        ("state", "language", "subject"),
        [
            ("DISETUJUI", "id", "Penilai yang Anda usulkan disetujui"),
            ("DITOLAK", "id", "Penilai yang Anda usulkan ditolak"),
            ("DISETUJUI", "en", "A rater you named was confirmed"),
            ("DITOLAK", "en", "A rater you named was refused"),
        ],
    )
    def test_whoever_named_is_told_in_the_own_language_and_nothing_about_anybody(
        self, people: Cast, naming: Round, state: str, language: str, subject: str
    ) -> None:
        named = self.name(naming, people.staff, people.colleague)
        people.users["staff"].language = language
        people.users["staff"].save()

        nominations.decide_nomination(nomination=named, state=state, by=people.head.code, at=AT, link="/x/")

        message = Message.objects.get()
        assert (message.to, message.subject, message.link) == (people.staff.code, subject, "/x/")
        said = f"{message.subject} {message.body}"
        assert not any(one in said for one in (people.staff.name, people.colleague.name, people.colleague.code))

    def test_many_decisions_of_a_kind_are_one_message_until_it_is_read(self, people: Cast, naming: Round) -> None:
        named = [
            self.name(naming, people.staff, person) for person in town.people(*map(town.person_row, range(20, 24)))
        ]
        for row, state in zip(named, ("DISETUJUI", "DISETUJUI", "DITOLAK"), strict=False):
            nominations.decide_nomination(nomination=row, state=state, by="bk", at=AT)
        unread = Message.objects.count()
        Message.objects.update(read_at=AT)

        nominations.decide_nomination(nomination=named[3], state="DISETUJUI", by="bk", at=AT)

        assert (unread, Message.objects.count()) == (2, 3)

    def test_nobody_is_told_of_a_decision_that_is_refused(self, people: Cast, naming: Round) -> None:
        named = self.name(naming, people.staff, people.colleague)

        with pytest.raises(nominations.UnableToDecideNomination):
            nominations.decide_nomination(nomination=named, state="DISETUJUI", by=people.colleague.code, at=AT)

        assert not Message.objects.exists()

    def test_is_withdrawn_while_it_waits(self, people: Cast, naming: Round) -> None:
        nominations.withdraw_nomination(nomination=self.name(naming, people.staff, people.colleague), at=AT)

        assert not Nomination.objects.exists()


class TestAccreditations:
    """BKPSDM keeps who may assess officially."""

    def record(self, account: str, **more: object) -> None:
        plain: dict[str, object] = {
            "name": "A", "number": "1", "agency": "L", "starts_on": ON, "ends_on": ON, "by": "bk", "at": AT,
        }  # fmt: skip
        accreditations.record_accreditation(account=account, **{**plain, **more})  # type: ignore[arg-type]

    def test_holds_from_day_to_day(self, people: Cast) -> None:
        account = people.users["assessor"].code
        self.record(account)

        days = [ON - dt.timedelta(days=1), ON, ON + dt.timedelta(days=1)]
        assert [queries.accredited(account=account, on=day) for day in days] == [False, True, False]

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"account": "nobody"}, "account"),
            ({"ends_on": ON - dt.timedelta(days=1)}, "ends_before_start"),
            ({"number": " 1 "}, "known"),
        ],
    )
    def test_refuses(self, people: Cast, more: dict[str, object], code: str) -> None:
        account = people.users["assessor"].code
        self.record(account)

        with pytest.raises(accreditations.UnableToKeepAccreditation) as refused:
            self.record(**{"account": account, "number": "2", **more})  # type: ignore[arg-type]
        assert refused.value.code == code

    def test_nobody_records_the_own(self, people: Cast) -> None:
        account = people.users["assessor"].code

        with pytest.raises(accreditations.UnableToKeepAccreditation):
            self.record(account, by=account)
