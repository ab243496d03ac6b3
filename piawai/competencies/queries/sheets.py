"""Reading sheets, what they ask, nominations and accreditations."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from piawai.accounts.models import User
from piawai.competencies.models import (
    Accreditation,
    Answer,
    EvidenceFile,
    Indicator,
    LevelText,
    Nomination,
    Ratee,
    Round,
    RoundClass,
    RoundUnit,
    Sheet,
    Standing,
)
from piawai.competencies.queries.rounds.people import job_classes
from piawai.competencies.rules import sheets as rules
from piawai.competencies.terms import Level, NominationState, RoundState, SheetState, Source
from piawai.people.models import Person, Post, UnitHead

_SHOWN = (RoundState.OPEN, RoundState.CLOSED, RoundState.REPORTING, RoundState.REPORTED)
_ENDED = (SheetState.SENT, SheetState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class LevelWords:
    """A level as the version of a round puts it: its name, what it means, and what shows it."""

    level: int
    name: str
    description: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question of a sheet: a competency in the words of the round, and what was answered.

    `required` is the level that the ratee's post asks for today, None for none. `answered` without a level means: not
    observed.
    """

    number: int
    code: str
    name: str
    definition: str
    levels: tuple[LevelWords, ...]
    required: int | None
    answered: bool
    level: int | None
    lacks: str
    note: str
    saved_at: dt.datetime | None
    files: tuple[EvidenceFile, ...]

    @property
    def below(self) -> bool:
        """Whether the answer lies below what the post asks for."""
        return self.level is not None and self.required is not None and self.level < self.required

    @property
    def files_shown(self) -> int:
        """How many files lie with the answer."""
        return len(self.files)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person's sheet in the superior's table: `answers` by competency code."""

    sheet: Sheet
    answers: dict[str, Answer]


@dataclass
class StaffTable:
    """All of a superior's sheets of a round: the competencies (code to name), and a row a person."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: list[StaffRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Due:
    """What a rater still has to fill in by one source in one round; `minutes` are those of all its sheets."""

    source: str
    round_token: str
    round_name: str
    closes_on: dt.date
    sheets: tuple[str, ...]  # tokens
    minutes: float
    questions: int
    answered: int
    begun: bool


def sheets_of(*, rater: Person | None, account: str) -> QuerySet[Sheet]:
    """
    Return the sheets of a reader, as a person or as an assessor by account, with `questions` and `answered` counted.

    A superior who is so no longer does not find the sheet any more, from the moment that the post is another's.
    """
    own = Q(pk__in=())
    if rater is not None:
        own |= Q(rater=rater) & (~Q(source=Source.SUPERIOR) | Q(ratee__post__superior=rater))
    if account:
        own |= Q(assessor=account)
    rows = Sheet.objects.filter(own, round__state__in=_SHOWN).select_related("round", "ratee", "rater")
    return rows.annotate(
        questions=Count("answers"), answered=Count("answers", filter=Q(answers__answered_at__isnull=False))
    )


def due(*, rater: Person | None, account: str, on: dt.date) -> list[Due]:
    """Return what a reader has to fill in, by round and source, what closes first before the rest."""
    rows = sheets_of(rater=rater, account=account).filter(round__state=RoundState.OPEN, round__opens_on__lte=on)
    rows = rows.select_related(None).select_related("round")  # names nobody: of two persons a sheet 50 columns less
    found: dict[tuple[dt.date, str, str], list[Sheet]] = defaultdict(list)
    for sheet in rows.exclude(state__in=_ENDED).order_by("round__closes_on", "ratee__name", "pk"):
        found[sheet.round.closes_on, sheet.round.token, sheet.source].append(sheet)
    return [
        Due(
            source=source,
            round_token=token,
            round_name=sheets[0].round.name,
            closes_on=closes_on,
            sheets=tuple(sheet.token for sheet in sheets),
            minutes=sum(sheet.minutes for sheet in sheets),
            questions=sum(sheet.questions for sheet in sheets),  # type: ignore[attr-defined]  # annotated
            answered=sum(sheet.answered for sheet in sheets),  # type: ignore[attr-defined]  # annotated
            begun=any(sheet.state == SheetState.BEGUN for sheet in sheets),
        )
        for (closes_on, token, source), sheets in found.items()
    ]


def questions(*, sheet: Sheet) -> list[Question]:
    """Return what a sheet asks, in the order of the codes. The number of statements does not depend on how much."""
    files = EvidenceFile.objects.exclude(stored_name="").order_by("pk")
    answers = (
        Answer.objects.filter(sheet=sheet)
        .select_related("asked__competency", "asked__version")
        .prefetch_related(Prefetch("files", files))
        .order_by("asked__competency__code")
    )
    rows = list(answers)
    texts: dict[int, dict[int, LevelText]] = defaultdict(dict)
    levels = LevelText.objects.filter(version__in={row.asked.version_id for row in rows})
    for text in levels.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("number"))):
        texts[text.version_id][text.level] = text
    required = required_levels(people=[sheet.ratee_id])
    return [
        Question(
            number=number,
            code=row.asked.competency.code,
            name=row.asked.competency.name,
            definition=row.asked.version.definition if row.asked.version else "",
            levels=tuple(_words(level, texts[row.asked.version_id or 0].get(level)) for level in Level),
            required=required.get((sheet.ratee_id, row.asked.competency.code)),
            answered=row.answered_at is not None,
            level=row.level,
            lacks=row.lacks,
            note=row.note,
            saved_at=row.answered_at,
            files=tuple(row.files.all()),
        )
        for number, row in enumerate(rows, start=1)
    ]


def _words(level: Level, text: LevelText | None) -> LevelWords:
    if text is None:
        return LevelWords(level.value, str(level.label), "", ())
    return LevelWords(level.value, str(level.label), text.description, tuple(row.text for row in text.indicators.all()))


def staff_table(*, rater: Person, round_token: str) -> StaffTable:
    """Return the sheets by which a superior rates the own staff in a round, by name; set aside ones are left out."""
    sheets = sheets_of(rater=rater, account="").filter(source=Source.SUPERIOR, round__token=round_token)
    rows = list(sheets.exclude(state=SheetState.SET_ASIDE).order_by("ratee__name", "pk"))
    table = StaffTable(rows=[StaffRow(sheet, {}) for sheet in rows])
    by_sheet = {row.sheet.pk: row for row in table.rows}
    answers = Answer.objects.filter(sheet__in=by_sheet).select_related("asked__competency")
    for answer in answers.order_by("asked__competency__code"):
        table.columns[answer.asked.competency.code] = answer.asked.competency.name
        by_sheet[answer.sheet_id].answers[answer.asked.competency.code] = answer
    return table


def required_levels(*, people: Collection[int]) -> dict[tuple[int, str], int]:
    """Return the levels that people's posts ask for today, by person id and competency code."""
    rows = Standing.objects.filter(person__in=people).values_list("person_id", "competency__code", "required")
    return {(person, code): required for person, code, required in rows}


def conflict_of(*, sheet: Sheet) -> str:
    """Return why the rater of a sheet may not answer it as posts are today, "" for nothing (see SHEET-02)."""
    rater = sheet.rater or Person.objects.filter(code=sheet.assessor).first()
    if rater is None:
        return ""
    return conflict_between(rater=rater, ratee=sheet.ratee, source=sheet.source)


def conflict_between(*, rater: Person, ratee: Person, source: str) -> str:
    """Return why one person may not rate another by a source as posts are today, "" for nothing (see SHEET-02)."""
    ties = Post.objects.filter(Q(person=ratee, superior=rater) | Q(person=rater, superior=ratee))
    led = set(ties.values_list("person_id", flat=True))
    return rules.conflict(
        source=source, is_ratee=rater.pk == ratee.pk, is_superior=ratee.pk in led, is_staff=rater.pk in led
    )


def accredited(*, account: str, on: dt.date) -> bool:
    """Return whether an account may assess officially on a day."""
    return Accreditation.objects.filter(_valid(on), account=account).exists()


def _valid(on: dt.date) -> Q:
    return Q(starts_on__lte=on, ends_on__gte=on) & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on))


def accreditations() -> QuerySet[Accreditation]:
    """Return all accreditations, each with `account_name`, the name of the account ("" where it has none)."""
    names = User.objects.filter(code=OuterRef("account")).values("name")[:1]
    return Accreditation.objects.annotate(account_name=Subquery(names))


def evidence_file(*, token: str, sheets: QuerySet[Sheet]) -> EvidenceFile | None:
    """Return a file of one of some sheets that has not been removed, None where there is none."""
    rows = EvidenceFile.objects.filter(token=token, answer__sheet__in=sheets.values("pk")).exclude(stored_name="")
    return rows.select_related("answer__sheet", "answer__asked__competency").first()


def nominating(*, ratee: Person, on: dt.date) -> QuerySet[Round]:
    """
    Return the rounds in which raters are named now and in which a person is rated, what opens first before the rest.

    A round that has noted its ratees says who they are; before that, its units and job classes do.
    """
    named = Ratee.objects.filter(round=OuterRef("pk"))
    units = RoundUnit.objects.filter(round=OuterRef("pk"))
    own = units.annotate(path=Subquery(Post.objects.filter(person=ratee).values("unit__path")))
    among = Exists(named.filter(person=ratee))
    narrowed = RoundClass.objects.filter(round__state=RoundState.NOMINATING)
    posts = Post.objects.filter(Exists(narrowed), person=ratee).select_related("person", "unit", "job")
    held = job_classes(posts=posts, on=on).get(ratee.pk, "")
    classes = RoundClass.objects.filter(round=OuterRef("pk"))
    within = (
        ~Exists(named)
        & (~Exists(units) | Exists(own.filter(path__startswith=F("unit__path"))))
        & (~Exists(classes) | Exists(classes.filter(job_class=held)))
    )
    return Round.objects.filter(Q(among) | Q(within), state=RoundState.NOMINATING).order_by("opens_on", "pk")


def to_name(*, ratee: Person, on: dt.date) -> QuerySet[Round]:
    """Return the rounds in which a person may name raters now, and has named nobody yet."""
    named = Nomination.objects.filter(round=OuterRef("pk"), ratee=ratee)
    return nominating(ratee=ratee, on=on).exclude(Exists(named))


def nominations_by(*, ratee: Person, round_: Round) -> QuerySet[Nomination]:
    """Return whom a person has named in a round, with their posts."""
    rows = Nomination.objects.filter(ratee=ratee, round=round_)
    return rows.select_related("rater__post__unit", "rater__post__job").order_by("source", "rater__name", "pk")


def nominations_to_decide(*, scope: QuerySet[Person], but: Person | None) -> QuerySet[Nomination]:
    """Return what those in `scope` propose and what waits for a decision, but for what concerns `but`."""
    rows = Nomination.objects.filter(
        ratee__in=scope, state=NominationState.PROPOSED, round__state=RoundState.NOMINATING
    )
    rows = rows if but is None else rows.exclude(ratee=but)
    return rows.select_related("ratee", "rater__post__unit", "rater__post__job", "round")


def may_be_named(*, ratee: Person, source: str) -> QuerySet[Person]:
    """
    Return whom a person may name as raters by a source, with their posts.

    Colleagues are those of the same office who are neither the superior nor the own staff; subordinates are those in
    the units that the person leads, or below.
    """
    people = Person.objects.filter(post__isnull=False).exclude(pk=ratee.pk).select_related("post__unit", "post__job")
    if source == Source.PEER:
        post = Post.objects.filter(person=ratee).first()
        if post is None:
            return people.none()
        others = people.filter(post__office=post.office_id).exclude(post__superior=ratee)
        return others.exclude(pk=post.superior_id) if post.superior_id else others
    if source == Source.SUBORDINATE:
        reached = Q(pk__in=())
        for path in UnitHead.objects.filter(person=ratee).values_list("unit__path", flat=True):
            reached |= Q(post__unit__path__startswith=path)
        return people.filter(reached)
    return people.none()
