"""Rounds that are open, with sheets, for tests: rows as the opening of a round leaves them."""

import datetime as dt
import io
from collections.abc import Sequence

from PIL import Image

from piawai.competencies.models import (
    Accreditation,
    Answer,
    Competency,
    LevelText,
    Nomination,
    Ratee,
    Round,
    RoundCompetency,
    Sheet,
    Version,
)
from piawai.competencies.services.evidence_files import add_evidence
from piawai.competencies.terms import ASKED_IN_ROUNDS, RoundState, Source
from piawai.lib import clock
from piawai.people.models import Person, Post, Unit
from tests import town
from tests.cast import Cast

CODES = ("M.1", "T.IT.1")


def round_(
    *,
    on: dt.date = town.TODAY,
    codes: Sequence[str] = CODES,
    state: str = RoundState.OPEN,
    name: str = "Pemetaan 2026",
    **more: object,
) -> Round:
    """Make a round that began a week before a day and ends two weeks after it."""
    plain: dict[str, object] = {
        "opens_on": on - dt.timedelta(days=7),
        "closes_on": on + dt.timedelta(days=14),
        "most_minutes": 30,
        "sources": [str(source) for source in ASKED_IN_ROUNDS],
        "made_by": "tests",
        "made_at": town.NOW,
        "opened_on": on - dt.timedelta(days=7),
    }
    made = Round.objects.create(name=name, state=state, **{**plain, **more})
    for code in codes:
        version = Version.objects.filter(competency__code=code).order_by("-starts_on").first()
        RoundCompetency.objects.create(round=made, competency=Competency.objects.get(code=code), version=version)
    return made


def led(people: Cast) -> Cast:
    """Let the head of the office lead the section too, so that its people have a direct superior."""
    town.event(people.head, "PLT", dt.date(2021, 1, 1), unit=Unit.objects.get(siasn_id="SEKSI"))
    return people


def levels_in_words(code: str) -> None:
    """Give all five levels of a competency words."""
    version = Version.objects.filter(competency__code=code).latest("starts_on")
    for level in range(1, 6):
        LevelText.objects.update_or_create(
            version=version, level=level, defaults={"description": f"Uraian {code} tingkat {level}"}
        )


def sheet(
    of: Round,
    ratee: Person,
    rater: Person | None = None,
    *,
    source: str = Source.SELF,
    assessor: str = "",
    related: bool | None = None,
    minutes: float = 6,
) -> Sheet:
    """Make a sheet with its questions, none of them answered; without rater or assessor it is the ratee's own."""
    post = Post.objects.filter(person=ratee).first()
    if post is not None:
        Ratee.objects.get_or_create(round=of, person=ratee, defaults={"unit_id": post.unit_id})
    made = Sheet.objects.create(
        round=of,
        ratee=ratee,
        rater=None if assessor else rater or ratee,
        assessor=assessor,
        source=source,
        related=related,
        minutes=minutes,
        made_at=town.NOW,
    )
    for asked in of.competencies.order_by("competency__code"):
        Answer.objects.create(sheet=made, asked=asked)
    return made


def accredited(account: str, *, on: dt.date = town.TODAY, days: int = 365) -> Accreditation:
    """Let an account assess officially around a day."""
    return Accreditation.objects.create(
        account=account,
        name="Asesor",
        number=f"AK-{account}",
        agency="Lembaga",
        starts_on=on - dt.timedelta(days=days),
        ends_on=on + dt.timedelta(days=days),
        recorded_by="tests",
        recorded_at=town.NOW,
    )


def papers(people: Cast) -> Round:
    """Let a round be open and another name its raters, with a sheet of every kind, a file, and a name that waits."""
    today = clock.today()
    found = round_(on=today)
    own = sheet(found, people.staff)
    sheet(found, people.staff, people.head, source=Source.SUPERIOR, related=False)
    sheet(found, people.colleague, people.head, source=Source.SUPERIOR, related=False)
    sheet(found, people.colleague, people.staff, source=Source.PEER)
    account = people.users["assessor"].code
    accredited(account, on=today)
    sheet(found, people.outsider, source=Source.ASSESSMENT_CENTER, assessor=account, related=False)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    add_evidence(
        sheet=own,
        asked="M.1",
        name="bukti.png",
        content=picture.getvalue(),
        by=people.staff.code,
        on=today,
        at=clock.now(),
    )
    naming = round_(on=today, state=RoundState.NOMINATING, name="Pemetaan berikutnya")
    Nomination.objects.create(
        round=naming, ratee=people.staff, rater=people.colleague, source=Source.PEER, made_at=clock.now()
    )
    return found
