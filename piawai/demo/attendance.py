"""
A session under way in the demo city: people with seats, attendance with phones that lost the network, tests.

Everything goes through the services that the site uses.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils import timezone

from piawai.accounts.models import User
from piawai.competencies.models import Competency
from piawai.learning.models import Meeting, Session
from piawai.learning.queries import presence, quizzes
from piawai.learning.queries.catalogue import session_row, with_details
from piawai.learning.services import presence as attendance
from piawai.learning.services import quizzes as tests
from piawai.learning.services.catalogue import record_sessions
from piawai.learning.services.enrolments import nominate
from piawai.learning.services.sessions import open_session, set_meetings
from piawai.learning.terms import ItemKind, ItemRow, Means, MeetingRow, Mode, QuizKind, Scan
from piawai.people.models import Person

PARTICIPANTS = 20
CODE = "HADIR"
PROGRAMME = "Pelayanan Prima"  # what the items below are about
KEYS = UUID("6f1d3c52-6c0e-4c39-9a53-0d3f0a3f7a11")  # of invented scans, so that the same demo has the same
PHONES, LATE, PAPER = 0.7, 1, 2  # share that scanned, how many scans came late, how many signed on paper
ITEMS = (
    ItemRow(
        ItemKind.CHOICE,
        "Apa yang pertama-tama dilakukan petugas saat warga datang?",
        (
            "Meminta berkas",
            "Menyapa dan menanyakan keperluan",
            "Memberi nomor antrean tanpa bicara",
            "Menunggu dipanggil",
        ),
        1,
    ),
    ItemRow(
        ItemKind.CHOICE,
        "Di mana warga membaca lama layanan yang dijanjikan?",
        ("Maklumat pelayanan", "Buku tamu", "Papan nama pejabat"),
        0,
    ),
    ItemRow(
        ItemKind.CASE,
        "Seorang warga marah karena berkasnya hilang. Antrean di belakangnya panjang. Apa langkah terbaik?",
        (
            "Meminta warga kembali besok",
            "Mengajak ke ruang lain, mencatat masalah, dan memberi waktu penyelesaian",
            "Memanggil petugas keamanan",
            "Melayani warga berikutnya dahulu",
        ),
        1,
    ),
    ItemRow(
        ItemKind.CASE,
        "Syarat layanan berubah pagi ini dan warga sudah membawa syarat lama. Apa yang Anda lakukan?",
        ("Menolak berkas", "Menerima berkas dan menjelaskan yang harus dilengkapi", "Menyuruh bertanya ke kantor lain"),
        1,
    ),
    ItemRow(ItemKind.CHOICE, "Siapa yang menilai kepuasan layanan?", ("Petugas", "Atasan", "Pengguna layanan"), 2),
)


def hold(*, on: dt.date, by: str, at: dt.datetime) -> Session | None:
    """Make the session of the city's day, and return it; None where the catalogue is empty."""
    session = _session(on, by=by, at=at)
    if session is None:
        return None
    for meeting in Meeting.objects.filter(session=session, starts_at__lte=at).order_by("number"):
        _attend(meeting, by=by, at=at)
    _test(session, by=by, at=at)
    return session


def _session(on: dt.date, *, by: str, at: dt.datetime) -> Session | None:
    offered = with_details(Session.objects.filter(starts_on__gt=on)).order_by("starts_on", "code")
    model = offered.filter(programme__name=PROGRAMME).first() or offered.first()
    if model is None:
        return None
    first, last = on - dt.timedelta(days=1), on + dt.timedelta(days=2)
    row = replace(
        session_row(model),
        code=f"{CODE}-{on:%Y-%m}",
        starts_on=first,
        ends_on=last,
        mode=Mode.ONLINE,
        asks={},
        duties=(),
    )
    competencies = {one.code: one for one in Competency.objects.all()}
    record_sessions(sessions=[row], competencies=competencies, by=by, at=at)
    session = Session.objects.get(code=row.code)
    session = open_session(session=session, steps=1, kept={}, on=first - dt.timedelta(days=30), by=by, at=at)
    days = [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]
    meetings = [MeetingRow(_moment(day, 8), _moment(day, 16), day) for day in days]
    set_meetings(session=session, meetings=meetings, by=by, at=at)
    with_accounts = Q(code__in=User.objects.exclude(code="").values("code"))
    posts = Person.objects.filter(post__isnull=False)
    chosen = [
        *posts.filter(with_accounts).order_by("pk")[:5],
        *posts.exclude(with_accounts).order_by("pk")[:PARTICIPANTS],
    ]
    scope = Person.objects.filter(pk__in=[one.pk for one in chosen[:PARTICIPANTS]]).order_by("pk")
    nominate(
        session=session, scope=scope, on=first - dt.timedelta(days=20), by=by, at=at, link=f"/katalog/{session.code}/"
    )
    return session


def _moment(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _attend(meeting: Meeting, *, by: str, at: dt.datetime) -> None:
    """Let most scan without network and send later, some sign on paper, and one come after the list was closed."""
    rows = list(presence.participants(meeting.session))
    phones = rows[: round(len(rows) * PHONES)]
    text = presence.meeting_text(meeting)
    scans = [
        Scan(
            key=uuid5(KEYS, f"{meeting.number} {row.person_id}"),
            meeting=text,
            participant=presence.participant_text(row),
            scanned_at=min(meeting.starts_at + dt.timedelta(minutes=place), at),
            sent_at=at,
            device="Chrome on Android",
        )
        for place, row in enumerate(phones)
    ]
    for scan in scans[LATE:]:
        attendance.take_scan(scan=scan, at=at)
    signed = [row.code for row in rows[len(phones) :][:PAPER]]
    attendance.record_list(meeting=meeting, before=(), after=signed, means=Means.PAPER, by=by, at=at)
    attendance.close_list(meeting=meeting, by=by, at=at)
    for scan in scans[:LATE]:
        attendance.take_scan(scan=scan, at=at)


def fill_bank(*, programme: int, items: Sequence[ItemRow], by: str, at: dt.datetime) -> None:
    """Publish items of a programme (id)."""
    for row in items:
        item = tests.record_item(programme=programme, row=row, by=by, at=at)
        tests.publish_item(item=item, by=by, at=at)


def _test(session: Session, *, by: str, at: dt.datetime) -> None:
    """Fill the bank, set both tests, and let half of the participants take the one before."""
    fill_bank(programme=session.programme_id, items=ITEMS, by=by, at=at)
    draft = replace(ITEMS[0], text="Apa isi maklumat pelayanan?", options=("Janji layanan", "Daftar pegawai"), right=0)
    tests.record_item(programme=session.programme_id, row=draft, by=by, at=at)
    before = tests.set_quiz(session=session, kind=QuizKind.BEFORE, count=len(ITEMS), minutes=20, by=by, at=at)
    tests.set_quiz(session=session, kind=QuizKind.AFTER, count=len(ITEMS), minutes=20, by=by, at=at)
    for place, enrolment in enumerate(list(presence.participants(session))[::2]):
        attempt = tests.begin(quiz=before, person=enrolment.person, on=session.starts_on, at=at)
        for number, question in enumerate(quizzes.questions(attempt)):
            option = 0 if number < place % 3 else len(question.options) - 1
            tests.answer(attempt=attempt, item=question.item, option=option, at=at)
        tests.submit(attempt=attempt, at=at)
