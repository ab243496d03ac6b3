"""Writing the catalogue: what the file states, and what is decided about a session."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from piawai.audit.services import log
from piawai.competencies.models import Competency
from piawai.learning.models import Duty, Outcome, Partner, Prerequisite, Programme, Session
from piawai.learning.queries import catalogue as queries
from piawai.learning.terms import SessionRow
from piawai.lib import bulk, facts
from piawai.lib.stems import stems
from piawai.lib.text import name_key

_SESSION_FIELDS = (
    "programme",
    "partner",
    "starts_on",
    "ends_on",
    "hours",
    "seats",
    "minimum",
    "fixed_cost",
    "participant_cost",
    "place",
    "mode",
    "account_code",
)


@transaction.atomic
def record_sessions(
    *, sessions: Sequence[SessionRow], competencies: Mapping[str, Competency], by: str, at: dt.datetime
) -> facts.Counts:
    """
    Add sessions to the catalogue, and correct in place those that are known by their code.

    `competencies` holds every competency that a session names, by code.
    """
    codes = [row.code for row in sessions]
    stored = queries.with_details(Session.objects.filter(code__in=codes))
    before = {session.code: queries.session_row(session) for session in stored}
    new = [row for row in sessions if row.code not in before]
    changed = [row for row in sessions if row.code in before and before[row.code] != row]
    if new or changed:
        _write_sessions([*new, *changed], competencies)
        details = {"new": len(new), "changed": len(changed), "sessions": sorted(row.code for row in changed)}
        log(action="learning.record_sessions", by=by, at=at, details=details)
    return facts.Counts(len(new), len(changed), len(sessions) - len(new) - len(changed))


def _write_sessions(rows: Sequence[SessionRow], competencies: Mapping[str, Competency]) -> None:
    Programme.objects.bulk_create(
        {
            name_key(row.programme): Programme(name=row.programme, name_key=name_key(row.programme), form=row.form)
            for row in rows
        }.values(),
        update_conflicts=True,
        unique_fields=["name_key"],
        update_fields=["name", "form"],
    )
    programmes = {programme.name_key: programme for programme in Programme.objects.all()}
    Partner.objects.bulk_create(
        {name_key(row.partner): Partner(name=row.partner, name_key=name_key(row.partner)) for row in rows}.values(),
        ignore_conflicts=True,
    )
    partners = {partner.name_key: partner for partner in Partner.objects.all()}
    Session.objects.bulk_create(
        [
            Session(
                code=row.code,
                programme=programmes[name_key(row.programme)],
                partner=partners[name_key(row.partner)],
                **{name: getattr(row, name) for name in _SESSION_FIELDS[2:]},
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=list(_SESSION_FIELDS),
    )
    stored = {session.code: session for session in Session.objects.filter(code__in=[row.code for row in rows])}
    for part in (Outcome, Prerequisite, Duty):
        part._default_manager.filter(session__in=stored.values()).delete()
    bulk.insert(
        Outcome,
        [
            Outcome(session_id=stored[row.code].pk, competency_id=competencies[code].pk, level=level)
            for row in rows
            for code, level in row.teaches.items()
        ],
    )
    bulk.insert(
        Prerequisite,
        [
            Prerequisite(session_id=stored[row.code].pk, competency_id=competencies[code].pk, level=level)
            for row in rows
            for code, level in row.asks.items()
        ],
    )
    bulk.insert(Duty, [Duty(session_id=stored[row.code].pk, job_class=found) for row in rows for found in row.duties])
    _write_stems({programmes[name_key(row.programme)].pk for row in rows})


def _write_stems(programmes: Collection[int]) -> None:
    """Write anew what a search for these programmes looks into."""
    taught: dict[int, list[str]] = defaultdict(list)
    rows = Outcome.objects.filter(session__programme__in=programmes).order_by("competency__code", "pk")
    for key, name in rows.values_list("session__programme", "competency__name"):
        taught[key].append(name)
    found = list(Programme.objects.filter(pk__in=programmes))
    for programme in found:
        programme.stems = stems(" ".join((programme.name, *taught[programme.pk])))
    Programme.objects.bulk_update(found, ["stems"], batch_size=500)
