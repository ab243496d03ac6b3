"""
Trainings that the demo city has behind it: held under agreements, attended, tested, certified, paid.

Everything goes through the services that the site uses, at times in the past; only who is enrolled is told today, since
the city's people are not known earlier. Of whoever did not pass no certificate is made; one is revoked later; and
the newest session waits for its results to be locked.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from piawai.competencies.models import Competency
from piawai.demo import partners as named
from piawai.demo.accounts import OFFICE, office
from piawai.demo.attendance import fill_bank
from piawai.learning.models import Agreement, Certificate, Enrolment, Meeting, Partner, Quiz, Session
from piawai.learning.queries import presence, quizzes
from piawai.learning.queries.catalogue import session_row, with_details
from piawai.learning.queries.joining import candidates
from piawai.learning.queries.money import committed_for
from piawai.learning.services import presence as attendance
from piawai.learning.services import quizzes as tests
from piawai.learning.services.agreements import UnableToOrder, draft_agreement, order, sign
from piawai.learning.services.catalogue import record_sessions
from piawai.learning.services.certificates import revoke_certificate
from piawai.learning.services.enrolments import nominate
from piawai.learning.services.feedback import give_feedback
from piawai.learning.services.payments import record_payment
from piawai.learning.services.results import lock_results, record_results
from piawai.learning.services.sessions import cancel_session, open_session
from piawai.learning.terms import AgreementKind, AgreementState, ItemKind, ItemRow, Means, QuizKind, ResultRow, Scan
from piawai.people.models import Person, UnitHead
from piawai.people.queries import days_off
from piawai.people.rules import working_days

KEYS = UUID("c2f5a6de-7a0e-4f0c-9f5a-6b0f3f1f9a20")  # of invented scans, so that the same demo has the same
LINK = "/sertifikat/"
PHONES = 0.75  # share that scanned; the others signed on paper
FEEDBACK = 0.7  # share that answered the three questions
FORMER = (400, 100)  # days before the city's day: the agreement under which the first two were held
TEAM = 8  # of the office that is shown, as far as it can spare them
MINUTES = 20
SAID = (
    "Contoh dari kantor kami sendiri sangat membantu.",
    "Waktu praktik perlu lebih panjang.",
    "Bahan sebaiknya dikirim sehari sebelumnya.",
)
NOBODY = "Tidak ada pegawai yang dapat dilepas pada hari itu."
REVOKED = "Terbit atas nama yang keliru: pada hari kedua peserta digantikan rekannya."
TEAMWORK = (
    ItemRow(
        ItemKind.CHOICE,
        "Apa yang pertama-tama disepakati ketika sebuah tim mulai bekerja?",
        ("Siapa yang lembur", "Tujuan dan pembagian tugas", "Warna laporan", "Jadwal libur"),
        1,
    ),
    ItemRow(
        ItemKind.CHOICE,
        "Mana umpan balik yang membantu?",
        ("Kamu selalu lambat", "Laporan tanggal 3 terlambat dua hari; apa yang menghambat?", "Kerja bagus"),
        1,
    ),
    ItemRow(
        ItemKind.CASE,
        "Dua anggota tim berselisih tentang data siapa yang benar. Rapat dengan warga mulai satu jam lagi. Apa langkah "
        "terbaik?",
        ("Memilih data atasan", "Memeriksa sumber kedua data bersama-sama", "Membatalkan rapat"),
        1,
    ),
    ItemRow(
        ItemKind.CHOICE,
        "Apa tanda bahwa seseorang mendengarkan?",
        ("Ia mengulang dengan kata-katanya sendiri", "Ia mencatat semua kata", "Ia diam"),
        0,
    ),
    ItemRow(
        ItemKind.CASE,
        "Seorang rekan baru tidak pernah bicara dalam rapat. Apa yang Anda lakukan?",
        ("Menunggu", "Menegurnya di depan tim", "Menanyakan pendapatnya sebelum dan dalam rapat"),
        2,
    ),
)


@dataclass(frozen=True, slots=True)
class Held:
    """
    A session that is over: its programme, how many days ago it ended, how many went, how many of them did not pass.

    `echelons`: heads of such units went; without them people who lead nothing. `locked`: days after its end, None
    while that is still to do. `paid`: percent of what it costs, in parts.
    """

    programme: str
    partner: str
    ended: int
    people: int
    failed: int
    echelons: tuple[str, ...] = ()
    items: Sequence[ItemRow] = ()
    locked: int | None = 6
    paid: tuple[int, ...] = ()


HELD = (
    Held("Komunikasi dan Kerja Sama Tim", named.BPSDM, 210, 16, 2, items=TEAMWORK, paid=(40, 60)),
    Held("Pelatihan Kepemimpinan Pengawas", named.BPSDM, 120, 12, 1, echelons=("41", "42"), paid=(50, 50)),
    Held("Pengambilan Keputusan Berbasis Data", named.USK, 21, 14, 1, echelons=("21", "22", "31", "32"), paid=(40,)),
    Held("Mengelola Perubahan", named.BPSDM, 12, 14, 1, locked=None, paid=(30,)),
)


@transaction.atomic
def hold(*, on: dt.date, by: str, at: dt.datetime) -> int:
    """Hold the sessions that a city of this size has on offer, and return how many. The agreements come first."""
    former = _former(on, by=by)
    made = [session for one in HELD if (session := _hold(one, former, on=on, by=by, at=at)) is not None]
    first = Certificate.objects.filter(enrolment__session__in=made[:1]).order_by("-number").first()
    if first is not None and Certificate.objects.count() > 1:
        day = first.issued_on + dt.timedelta(days=30)
        revoke_certificate(certificate=first, reason=REVOKED, on=day, by=by, at=_moment(day, 10), link=LINK)
    return len(made)


def _former(on: dt.date, *, by: str) -> Agreement | None:
    """Return the agreement that came before the present one, and has run out."""
    partner = Partner.objects.filter(name=named.BPSDM).first()
    if partner is None:
        return None
    signed_on, ends_on = (on - dt.timedelta(days=days) for days in FORMER)
    made = draft_agreement(
        partner=partner,
        kind=AgreementKind.WORK,
        number=f"PKS/07/{signed_on.year}",
        subject="Penyelenggaraan pelatihan tahun sebelumnya",
        scope="",
        under=None,
        starts_on=signed_on,
        ends_on=ends_on,
        people=100,
        rupiah=400_000_000,
        by=by,
        at=_moment(signed_on, 9),
    )
    sign(agreement=made, revision=1, signed_on=signed_on, on=signed_on, by=by, at=_moment(signed_on, 10))
    made.refresh_from_db()
    return made


def _hold(one: Held, former: Agreement | None, *, on: dt.date, by: str, at: dt.datetime) -> Session | None:
    offered = Session.objects.filter(programme__name=one.programme, partner__name=one.partner, starts_on__gt=on)
    like = with_details(offered).order_by("starts_on", "code").first()
    if like is None:
        return None
    session = _opened(like, on - dt.timedelta(days=one.ended), former, by=by)
    _enrol(session, one, by=by, at=at)
    if not presence.participants(session).exists():
        cancel_session(session=session, reason=NOBODY, by=by, at=_moment(session.starts_on, 7), link=LINK)
        return None
    if one.items:
        fill_bank(programme=session.programme_id, items=one.items, by=by, at=_moment(session.starts_on, 7))
        _set(session, one, by=by)
        _test(session, QuizKind.BEFORE, one)
    for meeting in session.meetings.order_by("number"):
        _attend(meeting, by=by)
    if one.items:
        _test(session, QuizKind.AFTER, one)
    _ask(session)
    _pay(session, one, on=on, by=by)
    _decide(session, one, by=by)
    return session


def _opened(like: Session, about: dt.date, former: Agreement | None, *, by: str) -> Session:
    """Return a session like one on offer, on working days of one week up to a day, open and under an agreement."""
    length = like.ends_on - like.starts_on
    first = about - length
    while not _all_work(first, first + length):
        first -= dt.timedelta(days=1)
    prefix = like.code.partition("-")[0]
    row = replace(
        session_row(like),
        code=f"{prefix}-{first.year}-01",
        starts_on=first,
        ends_on=first + length,
        asks={},
        duties=(),
    )
    before = first - dt.timedelta(days=30)
    record_sessions(
        sessions=[row],
        competencies={found.code: found for found in Competency.objects.all()},
        by=by,
        at=_moment(before, 8),
    )
    session = Session.objects.get(code=row.code)
    session = open_session(session=session, steps=1, kept={}, on=before, by=by, at=_moment(before, 9))
    present = Agreement.objects.filter(partner=session.partner, state=AgreementState.SIGNED, kind=AgreementKind.WORK)
    for agreement in [*([former] if former else []), *present.order_by("-starts_on", "pk")]:
        if agreement.starts_on <= first and session.ends_on <= agreement.ends_on:
            try:
                order(agreement=agreement, session=session, by=by, at=_moment(before, 10))
            except UnableToOrder:  # what else is ordered leaves too little, or has another partner
                continue
            break
    return session


def _all_work(first: dt.date, last: dt.date) -> bool:
    work = working_days(first=first, last=last, days_off=days_off(first=first, last=last))
    return len(work) == (last - first).days + 1


def _enrol(session: Session, one: Held, *, by: str, at: dt.datetime) -> None:
    """Let heads nominate: who leads the office that is shown or some of its people, then others who lack most."""
    leading = UnitHead.objects.filter(unit__echelon__in=one.echelons)
    everybody = Person.objects.filter(leads__isnull=True)
    if one.echelons:
        everybody = Person.objects.filter(pk__in=leading.values("person"))
    shown = office(OFFICE)
    team = everybody.filter(post__office=shown) if shown is not None else everybody.none()
    if one.echelons:
        team = team.filter(leads__unit=shown)
    for scope, most in ((team, TEAM), (everybody, one.people)):
        seats = min(one.people, session.seats) - len(presence.participants(session))
        if seats > 0:
            nominate(
                session=session,
                scope=_first(session, scope, min(most, seats)),
                on=session.starts_on - dt.timedelta(days=20),
                by=by,
                at=at,
                link=LINK,
            )


def _first(session: Session, scope: QuerySet[Person], count: int) -> QuerySet[Person]:
    found = candidates(session=session, scope=scope).order_by("-lacks", "name", "pk")  # type: ignore[misc]
    return Person.objects.filter(pk__in=[person.pk for person in found[:count]]).order_by("pk")


def _set(session: Session, one: Held, *, by: str) -> None:
    at = _moment(session.starts_on - dt.timedelta(days=3), 9)
    for kind in (QuizKind.BEFORE, QuizKind.AFTER):
        tests.set_quiz(session=session, kind=kind, count=len(one.items), minutes=MINUTES, by=by, at=at)


def _test(session: Session, kind: QuizKind, one: Held) -> None:
    """Let everybody take a test: before, they know little; after, all but those who fail know most of it."""
    quiz = Quiz.objects.select_related("session").get(session=session, kind=kind)
    at = _moment(session.starts_on, 7) if kind == QuizKind.BEFORE else _moment(session.ends_on, 17)
    rows = list(presence.participants(session))
    rights = {row.pk: row.right for row in quizzes.items().filter(programme=session.programme_id)}
    for place, enrolment in enumerate(rows):
        known = place % 3 + 1 if kind == QuizKind.BEFORE else len(one.items) - place % 2
        if kind == QuizKind.AFTER and _fails(place, one, rows):
            known = 2
        attempt = tests.begin(quiz=quiz, person=enrolment.person, on=timezone.localdate(at), at=at)
        for question in quizzes.questions(attempt):
            right = rights[question.item]
            option = right if question.number <= known else (right + 1) % len(question.options)
            tests.answer(attempt=attempt, item=question.item, option=option, at=at)
        tests.submit(attempt=attempt, at=at + dt.timedelta(minutes=9 + place % 8))


def _fails(place: int, one: Held, rows: Sequence[Enrolment]) -> bool:
    return place >= len(rows) - min(one.failed, len(rows) // 3)


def _attend(meeting: Meeting, *, by: str) -> None:
    """Let most scan, one of them without network for two days, and the others sign on paper; the organiser decides."""
    rows = list(presence.participants(meeting.session))
    phones = rows[: round(len(rows) * PHONES)]
    text = presence.meeting_text(meeting)
    over, later = meeting.ends_at, meeting.ends_at + dt.timedelta(days=2)
    for place, row in enumerate(phones):
        late = place == 0 and meeting.number == 1
        if late:
            continue
        moment = meeting.starts_at + dt.timedelta(minutes=place % 20)
        _scan(meeting, text, row, moment, received_at=moment)
    signed = [row.code for row in rows[len(phones) :]]
    attendance.record_list(meeting=meeting, before=(), after=signed, means=Means.PAPER, by=by, at=over)
    attendance.close_list(meeting=meeting, by=by, at=over + dt.timedelta(minutes=30))
    if phones and meeting.number == 1:
        _scan(meeting, text, phones[0], meeting.starts_at, received_at=later)
        for doubted in presence.doubtful(meeting.session):
            attendance.accept_scan(scan=doubted, by=by, at=later + dt.timedelta(hours=1))


def _scan(meeting: Meeting, text: str, row: Enrolment, moment: dt.datetime, *, received_at: dt.datetime) -> None:
    scan = Scan(
        key=uuid5(KEYS, f"{meeting.session.code} {meeting.number} {row.person.nip}"),
        meeting=text,
        participant=presence.participant_text(row),
        scanned_at=moment,
        sent_at=received_at,
        device="Chrome on Android",
    )
    attendance.take_scan(scan=scan, at=received_at)


def _ask(session: Session) -> None:
    """Let most answer the three questions."""
    rows = list(presence.participants(session))
    day = session.ends_on + dt.timedelta(days=2)
    for place, row in enumerate(rows[: round(len(rows) * FEEDBACK)]):
        give_feedback(
            enrolment=row,
            useful=5 - place % 3 // 2,
            taught=4 + place % 2,
            applied=3 + place % 3,
            said=SAID[place] if place < len(SAID) else "",
            on=day,
            at=_moment(day, 12),
        )


def _pay(session: Session, one: Held, *, on: dt.date, by: str) -> None:
    """Pay in parts: before the first day, then some days after the last."""
    committed = committed_for(session)
    paid = 0
    for number, percent in enumerate(one.paid, start=1):
        last = sum(one.paid[:number]) == 100
        amount = committed - paid if last else committed * percent // 100
        if amount < 1:
            continue
        paid_on = session.starts_on - dt.timedelta(days=7) if number == 1 else session.ends_on + dt.timedelta(days=14)
        record_payment(
            session=session,
            document=f"SP2D-{session.code}-{number}",
            amount=amount,
            paid_on=paid_on,
            note="Pelunasan" if last else "Uang muka",
            on=on,
            by=by,
            at=_moment(paid_on, 14),
        )
        paid += amount


def _decide(session: Session, one: Held, *, by: str) -> None:
    """Record results and, where it is time, lock them."""
    rows = list(presence.participants(session))
    if not rows:
        return
    day = session.ends_on + dt.timedelta(days=3)
    reached = quizzes.test_results(session=session, at=_moment(day, 9), on=day) if one.items else {}
    results = []
    for place, row in enumerate(rows):
        found = reached[row.pk].after if row.pk in reached else None
        plain = 55 if _fails(place, one, rows) else 74 + place * 7 % 24
        results.append(ResultRow(row.pk, score=Decimal(plain if found is None else found)))
    record_results(session=session, results=results, pass_mark=None, on=day, by=by, at=_moment(day, 9))
    if one.locked is not None:
        day = session.ends_on + dt.timedelta(days=one.locked)
        lock_results(session=session, on=day, by=by, at=_moment(day, 10), link=LINK)


def _moment(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
