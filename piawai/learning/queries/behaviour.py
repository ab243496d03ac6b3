"""Reading level 3: who is to be asked, who has answered, and what shows at work."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from piawai.competencies.queries.dictionary import levels_in_words
from piawai.competencies.terms import Source
from piawai.learning.models import Enrolment, FollowUp, FollowUpAnswer, Outcome, Partner, Session
from piawai.learning.rules.behaviour import follow_up_due, may_be_shown
from piawai.learning.terms import Behaviour, BehaviourSeen, Followed, Frequency, Hindrances, Share, Wave
from piawai.people.models import Person
from piawai.regulations import values

_SHORTEST, _LONGEST = 28, 31  # days of a month
Cells = Mapping[tuple[int, Wave], Mapping[int, tuple[int, int]]]  # competency and wave: session: sum, people


def months_asked(*, on: dt.date) -> tuple[int, ...]:
    """Return after how many months somebody is asked."""
    return tuple(sorted(int(code) for code in values.value("follow_up_months", on=on).codes))


def due(*, on: dt.date) -> dict[int, list[Session]]:
    """Return the sessions after which is asked on a day, by months: due that day, or so lately that it still counts."""
    lasts = values.value("follow_up_days", on=on).whole
    taught = Session.objects.filter(Exists(Outcome.objects.filter(session=OuterRef("pk"))))
    found = {}
    for months in months_asked(on=on):
        first = on - dt.timedelta(days=_LONGEST * months + lasts)
        near = taught.filter(ends_on__range=(first, on - dt.timedelta(days=_SHORTEST * months)))
        found[months] = [
            session
            for session in near.order_by("ends_on", "pk")
            if 0 <= (on - follow_up_due(ends_on=session.ends_on, months=months)).days <= lasts
        ]
    return found


def passed(*, programme: int, year: int, month: int) -> list[Enrolment]:
    """Return who passed sessions of a programme (id) that ended in a month, by a locked result, nothing revoked."""
    rows = Enrolment.objects.filter(
        session__programme=programme,
        session__ends_on__year=year,
        session__ends_on__month=month,
        result__passed=True,
        result__locked_at__isnull=False,
    ).exclude(certificate__revoked_at__isnull=False)
    taught = rows.filter(Exists(Outcome.objects.filter(session=OuterRef("session"))))
    return list(taught.select_related("session__programme").order_by("pk"))


def asked(*, programme: int, year: int, month: int, months: int) -> tuple[frozenset[int], frozenset[int]]:
    """Return about whom (enrolments, ids) of such sessions somebody is asked after so many months, or was earlier."""
    rows = FollowUp.objects.filter(
        enrolment__session__programme=programme,
        enrolment__session__ends_on__year=year,
        enrolment__session__ends_on__month=month,
        months__lte=months,
    )
    found = list(rows.values_list("enrolment_id", "months"))
    now = frozenset(enrolment for enrolment, after in found if after == months)
    return now, frozenset(enrolment for enrolment, after in found if after < months)


def follow_ups_of(person: Person) -> QuerySet[FollowUp]:
    """Return what a person is, or was, asked about behaviour at work, the first due before the rest."""
    rows = FollowUp.objects.filter(rater=person).select_related("enrolment__person", "enrolment__session__programme")
    return rows.order_by("until", "enrolment__person__name", "pk")


def to_answer(*, person: Person, on: dt.date) -> QuerySet[FollowUp]:
    """Return what a person still has to answer about behaviour at work."""
    return follow_ups_of(person).filter(answered_at__isnull=True, until__gte=on)


def behaviours(follow_up: FollowUp) -> list[Behaviour]:
    """Return what is asked about: the competencies that the session reaches, by name, with what shows their levels."""
    session = follow_up.enrolment.session
    rows = list(Outcome.objects.filter(session=session).select_related("competency").order_by("competency__name"))
    said = levels_in_words([(row.competency_id, row.level) for row in rows], on=session.ends_on)
    found = []
    for row in rows:
        words = said.get((row.competency_id, row.level))
        signs = () if words is None else tuple(text for _aspect, text in words.indicators) or (words.description,)
        found.append(Behaviour(row.competency_id, row.competency.name, row.level, tuple(filter(None, signs))))
    return found


def sessions_followed() -> QuerySet[Session]:
    """Return the sessions after which somebody was asked what shows at work."""
    rows = Session.objects.filter(Exists(FollowUp.objects.filter(enrolment__session=OuterRef("pk"))))
    return rows.select_related("programme", "partner").order_by("programme__name", "-ends_on", "pk")


def followed(sessions: QuerySet[Session], *, on: dt.date) -> list[Followed]:
    """Return what shows at work after each of some sessions; four queries, however many there are."""
    rows = list(sessions)
    counted, cells = _counts(sessions), _cells(sessions)
    return [_followed([row], row.code, counted, cells, on=on) for row in rows]


def programmes_followed(sessions: QuerySet[Session], *, on: dt.date) -> list[Followed]:
    """Return what shows at work after all of some sessions, a programme each."""
    by_programme: dict[int, list[Session]] = defaultdict(list)
    for row in sessions:
        by_programme[row.programme_id].append(row)
    counted, cells = _counts(sessions), _cells(sessions)
    return [_followed(rows, "", counted, cells, on=on) for rows in by_programme.values()]


def seen(sessions: QuerySet[Session], *, on: dt.date) -> list[BehaviourSeen]:
    """Return how often each competency that some sessions reach shows at work, by name."""
    smallest, cells = values.value("smallest_group_shown", on=on).whole, _cells(sessions)
    taught = Outcome.objects.filter(session__in=sessions).order_by("competency__name")
    found = []
    for competency, name in dict(taught.values_list("competency_id", "competency__name")).items():
        own = {wave: parts for (pk, wave), parts in cells.items() if pk == competency}
        people = {wave: sum(many for _sum, many in parts.values()) for wave, parts in own.items()}
        found.append(BehaviourSeen(name, people, _means(own, smallest=smallest)))
    return found


def hindrances(sessions: QuerySet[Session], *, on: dt.date) -> list[Hindrances]:
    """Return what helps and hinders after some sessions, from participants and from superiors."""
    smallest = values.value("smallest_group_shown", on=on).whole
    rows = list(
        FollowUp.objects.filter(enrolment__session__in=sessions, answered_at__isnull=False).select_related("enrolment")
    )
    found = []
    for source in (Source.SELF, Source.SUPERIOR):
        given = [row for row in rows if row.source == source]
        raters: dict[int, set[int]] = defaultdict(set)
        for row in given:
            raters[row.enrolment.session_id].add(row.rater_id)
        many = len({row.rater_id for row in given})
        if many < smallest or not may_be_shown([len(one) for one in raters.values()], smallest=smallest):
            found.append(Hindrances(source.value, many))
            continue
        said = tuple(sorted(row.said for row in given if row.said))  # in no order that tells who
        helps, hinders = _named(row.helps for row in given), _named(row.hinders for row in given)
        found.append(Hindrances(source.value, many, helps, hinders, said, shown=True))
    return found


def seen_often(partner: Partner, *, on: dt.date) -> Share:
    """Return of the behaviours that superiors could see after a partner's sessions, how many show often or always."""
    rows = FollowUpAnswer.objects.filter(
        follow_up__source=Source.SUPERIOR,
        follow_up__enrolment__session__partner=partner,
        follow_up__enrolment__session__ends_on__lte=on,
    )
    often = Count("pk", filter=Q(frequency__gte=Frequency.OFTEN))
    found = rows.aggregate(often=often, many=Count("pk"))
    return Share(found["often"], found["many"])


def _named(rows: Iterable[Sequence[str]]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for codes in rows:
        for code in codes:
            counts[code] += 1
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _counts(sessions: QuerySet[Session]) -> dict[int, dict[Wave, tuple[int, int]]]:
    """Return by session (id) and wave how many were asked and have answered."""
    rows = FollowUp.objects.filter(enrolment__session__in=sessions).order_by()
    found: dict[int, dict[Wave, tuple[int, int]]] = defaultdict(dict)
    for session, months, source, many, answered in rows.values_list("enrolment__session", "months", "source").annotate(
        many=Count("pk"), answered=Count("answered_at")
    ):
        found[session][months, source] = (many, answered)
    return found


def _cells(sessions: QuerySet[Session]) -> Cells:
    """Return by competency and wave, session by session, the sum of the answers and of how many people."""
    rows = FollowUpAnswer.objects.filter(follow_up__enrolment__session__in=sessions).order_by()
    group = ("competency", "follow_up__months", "follow_up__source", "follow_up__enrolment__session")
    found: dict[tuple[int, Wave], dict[int, tuple[int, int]]] = defaultdict(dict)
    for competency, months, source, session, total, many in rows.values_list(*group).annotate(
        total=Sum("frequency"), many=Count("pk")
    ):
        found[competency, (months, source)][session] = (total, many)
    return found


def _means(cells: Mapping[Wave, Mapping[int, tuple[int, int]]], *, smallest: int) -> dict[Wave, float]:
    """Return the mean of each wave that may be shown."""
    return {
        wave: sum(total for total, _many in parts.values()) / sum(many for _total, many in parts.values())
        for wave, parts in cells.items()
        if may_be_shown((many for _total, many in parts.values()), smallest=smallest)
    }


def _followed(
    rows: Sequence[Session],
    code: str,
    counted: Mapping[int, Mapping[Wave, tuple[int, int]]],
    cells: Cells,
    *,
    on: dt.date,
) -> Followed:
    """Return what shows at work after sessions of one programme. The means rest on what may be shown apart."""
    smallest = values.value("smallest_group_shown", on=on).whole
    own = {session.pk for session in rows}
    asked_: dict[Wave, int] = defaultdict(int)
    answered: dict[Wave, int] = defaultdict(int)
    for session in own:
        for wave, (many, given) in counted.get(session, {}).items():
            asked_[wave] += many
            answered[wave] += given
    sums: dict[Wave, tuple[int, int]] = {}
    for (_competency, wave), parts in cells.items():
        here = {session: one for session, one in parts.items() if session in own}
        if may_be_shown((many for _total, many in here.values()), smallest=smallest):
            total, people = sums.get(wave, (0, 0))
            total += sum(one for one, _many in here.values())
            sums[wave] = (total, people + sum(many for _total, many in here.values()))
    return Followed(
        programme=rows[0].programme.name,
        number=rows[0].programme_id,
        session=code,
        partner=", ".join(sorted({row.partner.name for row in rows})),
        ends_on=max(row.ends_on for row in rows),
        asked=asked_,
        answered=answered,
        means={wave: total / people for wave, (total, people) in sums.items()},
    )
