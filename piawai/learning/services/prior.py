"""
Recognition of prior learning: asked for with files that show it, looked at by an assessor or by BKPSDM, decided.

What is recognised is a Qualification of the source internal mapping: it counts, it can be revoked, and it is never an
official result. Official results come from sheets of accredited assessors alone.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Accreditation, Competency
from piawai.competencies.queries import sheets
from piawai.competencies.rules.levels import last_valid_day
from piawai.competencies.services import stored_files
from piawai.competencies.services.qualifications import new_qualification, record_qualifications
from piawai.competencies.terms import Level, Source
from piawai.formats.evidence import Evidence
from piawai.learning.models import PriorFile, PriorLearning
from piawai.learning.queries.certificates import issuer_name
from piawai.learning.rules import study as rules
from piawai.learning.services.messages import tell
from piawai.learning.terms import PRIOR_OPEN, HandedIn, PriorState
from piawai.lib.errors import Refusal
from piawai.people.models import Person
from piawai.regulations import values

MOST_FILES = 5  # of one request: whoever decides must read them all
MOST_OPEN = 5  # of one person: more would keep others from being looked at


class UnableToAskForRecognition(Refusal):
    """A file is not taken or missing, nothing is described, or the same is asked for already."""


class UnableToDecideRecognition(Refusal):
    """It is decided already, too near to whoever decides, lacks a reason, or lies with somebody else."""


def ask(
    *,
    person: Person,
    competency: Competency,
    level: int,
    words: str,
    files: Sequence[HandedIn],
    at: dt.datetime,
) -> PriorLearning:
    """
    Ask that a level of a competency be recognised from experience, with files that show it.

    The files are written anew before the transaction begins: while SQLite writes, nobody else can.

    :raises UnableToAskForRecognition: if nothing is described, a file is missing or not taken, there are too many, the
        competency is retired, or the same or too much is asked for already.
    """
    if not words.strip():
        text = _("Describe what you did and learned, where and when.")
        raise UnableToAskForRecognition(text, code="words_missing")
    if not 1 <= len(files) <= MOST_FILES:
        text = _("Choose 1 to %(most)s files that show it.")
        raise UnableToAskForRecognition(text % {"most": MOST_FILES}, code="files")
    written: list[tuple[HandedIn, Evidence, Path]] = []
    try:
        for file in files:
            found = stored_files.taken(content=file.content)
            written.append((file, found, stored_files.write(into=folder(), found=found)))
        row = PriorLearning(person=person, competency=competency, level=Level(level), words=words.strip(), made_at=at)
        return _named(row, written, at=at)
    except stored_files.UnableToKeepFile as refusal:
        _remove(written)
        raise UnableToAskForRecognition(str(refusal), code=refusal.code) from refusal
    except BaseException:  # also where the database goes away: what no row names is not left behind
        _remove(written)
        raise


def _remove(written: Sequence[tuple[HandedIn, Evidence, Path]]) -> None:
    for _file, _found, path in written:
        path.unlink(missing_ok=True)


@transaction.atomic
def _named(row: PriorLearning, written: Sequence[tuple[HandedIn, Evidence, Path]], *, at: dt.datetime) -> PriorLearning:
    """Write the rows that name files which lie there already."""
    list(Person.objects.select_for_update().filter(pk=row.person_id))  # two requests of one person wait for each other
    if row.competency.retired_on is not None:
        text = _("This competency is retired. Choose another.")
        raise UnableToAskForRecognition(text, code="retired")
    waiting = PriorLearning.objects.filter(person=row.person_id, state__in=PRIOR_OPEN)
    if waiting.filter(competency=row.competency_id).exists():
        text = _("You have asked for this competency already. Wait for the answer, or withdraw it.")
        raise UnableToAskForRecognition(text, code="known")
    if waiting.count() >= MOST_OPEN:
        text = _("%(most)s of your requests wait. Wait for the answers before you ask for more.")
        raise UnableToAskForRecognition(text % {"most": MOST_OPEN}, code="too_many")
    sums = [hashlib.sha256(file.content).hexdigest() for file, _found, _path in written]
    if len(set(sums)) < len(sums):
        raise UnableToAskForRecognition(_("One file is there twice. Choose it once."), code="twice")
    row.save()
    PriorFile.objects.bulk_create(
        PriorFile(
            prior=row,
            file_name=stored_files.clean_name(file.name, found.ending),
            media_type=found.media_type,
            stored_name=path.name,
            sha256=digest,
            size=len(found.content),
            made_at=at,
        )
        for digest, (file, found, path) in zip(sums, written, strict=True)
    )
    details = {"competency": row.competency.code, "files": len(written)}
    log(action="learning.ask_recognition", by=row.person.code, at=at, subject=_subject(row), details=details)
    return row


@transaction.atomic
def withdraw(*, prior: PriorLearning, at: dt.datetime) -> None:
    """
    Withdraw a request of one's own that is not decided.

    :raises UnableToDecideRecognition: if it is decided.
    """
    _move(prior, PriorState.WITHDRAWN)
    log(action="learning.withdraw_recognition", by=prior.person.code, at=at, subject=_subject(prior))


@transaction.atomic
def assign(*, prior: PriorLearning, account: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Give a request to an accredited assessor, who decides on it then; also to another than before.

    :raises UnableToDecideRecognition: if it is one's own or decided, the account is not accredited on the day, or its
        holder is too near to the person.
    """
    _not_near(prior, by)
    _check_accredited(account, on)
    _not_near(prior, account)
    _move(prior, PriorState.ASSIGNED, assessor=account)
    details = {"assessor": account}
    log(action="learning.assign_recognition", by=by, at=at, subject=_subject(prior), details=details)


@transaction.atomic
def take_back(*, prior: PriorLearning, by: str, at: dt.datetime) -> None:
    """
    Take a request back from an assessor: BKPSDM decides then.

    :raises UnableToDecideRecognition: if it is one's own, or lies with no assessor.
    """
    _not_near(prior, by)
    _move(prior, PriorState.ASKED, assessor="")
    log(action="learning.take_back_recognition", by=by, at=at, subject=_subject(prior))


@transaction.atomic
def recognise(
    *, prior: PriorLearning, level: int, reason: str, on: dt.date, by: str, at: dt.datetime, link: str
) -> None:
    """
    Recognise a level, with the reason: as the assessor with whom it lies, else as BKPSDM.

    The level need not be the one asked for. It counts from the day on as internal mapping, for as long as
    `recognition_validity_years` says.

    :raises UnableToDecideRecognition: if it is decided already, lies with somebody else, whoever decides is not
        accredited any more or too near to the person, or no reason is given.
    """
    current = _checked(prior, reason, on=on, by=by)
    _move(prior, PriorState.RECOGNISED, given=Level(level), reason=reason.strip(), decided_by=by, decided_at=at)
    years = values.value("recognition_validity_years", on=on).whole
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Recognition of prior learning (RPL)")
    row = new_qualification(
        person_id=current.person_id,
        competency=current.competency,
        reference=rules.prior_reference(current.code),
        level=level,
        title=f"{title} {current.code}",
        source=Source.MAPPING,
        valid_from=on,
        valid_until=last_valid_day(assessed_on=on, years=years),
        issuer=_agency(current.assessor),
    )
    record_qualifications(qualifications=[row], on=on, by=by, at=at)
    details = {"level": level}
    log(action="learning.recognise", by=by, at=at, subject=_subject(prior), details=details)
    words = {"name": current.competency.name, "level": level}
    tell(
        people=[current.person_id],
        words=lambda: (_("Recognised: %(name)s, level %(level)s") % words, _("It counts from today on.")),
        link=link,
        at=at,
    )


def _agency(account: str) -> str:
    """Return who stands for a recognised level: the assessor's agency, else our own organisation."""
    found = Accreditation.objects.filter(account=account).order_by("-starts_on", "-pk").first() if account else None
    return found.agency if found is not None else issuer_name()


@transaction.atomic
def refuse(*, prior: PriorLearning, reason: str, on: dt.date, by: str, at: dt.datetime, link: str) -> None:
    """
    Refuse to recognise, with a reason the person reads.

    :raises UnableToDecideRecognition: for the reasons of `recognise`.
    """
    current = _checked(prior, reason, on=on, by=by)
    _move(prior, PriorState.REFUSED, reason=reason.strip(), decided_by=by, decided_at=at)
    log(action="learning.refuse_recognition", by=by, at=at, subject=_subject(prior))
    words = {"name": current.competency.name}
    tell(
        people=[current.person_id],
        words=lambda: (_("Not recognised: %(name)s") % words, _("Open it to read the reason.")),
        link=link,
        at=at,
    )


def _checked(prior: PriorLearning, reason: str, *, on: dt.date, by: str) -> PriorLearning:
    """Return a request as it stands now, of which may be decided."""
    if not reason.strip():
        raise UnableToDecideRecognition(_("Write the reason: the person reads it."), code="reason_missing")
    _not_near(prior, by)
    current = PriorLearning.objects.select_for_update().select_related("person", "competency").get(pk=prior.pk)
    if current.state not in PRIOR_OPEN:
        raise UnableToDecideRecognition(_decided(), code="decided")
    if current.state == PriorState.ASSIGNED:
        if by != current.assessor:
            text = _("An assessor looks at it. Wait for the answer, or take it back first.")
            raise UnableToDecideRecognition(text, code="with_assessor")
        _check_accredited(by, on)
    return current


def _check_accredited(account: str, on: dt.date) -> None:
    if not sheets.accredited(account=account, on=on):
        text = _("There is no valid accreditation for this assessor today.")
        raise UnableToDecideRecognition(text, code="not_accredited")


def _not_near(prior: PriorLearning, by: str) -> None:
    """Refuse whoever would decide about oneself, the own superior or the own staff (SHEET-02)."""
    doer = Person.objects.filter(code=by).first()
    if doer is None:
        return
    near = sheets.conflict_between(rater=doer, ratee=prior.person, source=Source.ASSESSMENT_CENTER)
    if near == "self":
        raise UnableToDecideRecognition(_("This is your own. Let somebody else decide on it."), code="own")
    if near:
        text = _("Nobody decides about the own superior or the own staff. Let somebody else decide on it.")
        raise UnableToDecideRecognition(text, code="near")


def _move(prior: PriorLearning, state: PriorState, **said: object) -> None:
    """Move a request on by one conditional update; what was decided in the meantime stays."""
    rows = PriorLearning.objects.filter(pk=prior.pk, state__in=rules.prior_leaving(state))
    if not rows.update(state=state, **said):
        raise UnableToDecideRecognition(_decided(), code="decided")


def _decided() -> str:
    return _("This has been decided on in the meantime. Look at how it stands now.")


def _subject(prior: PriorLearning) -> str:
    return f"prior learning {prior.code}"


def folder() -> Path:
    """Return the folder of files that show prior learning."""
    return stored_files.folder("prior")


def content_of(*, file: PriorFile) -> bytes | None:
    """Return the bytes of a file, None where they are gone."""
    return stored_files.read(folder() / file.stored_name)


def sweep(*, at: dt.datetime) -> int:
    """Remove files that no row names and that are older than a day, and return how many there were."""
    named = set(PriorFile.objects.values_list("stored_name", flat=True))
    return stored_files.sweep(from_=folder(), named=named, at=at)
