"""The results of a session: recorded, locked, and the certificates printed together."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.organising import organised
from piawai.access.terms import Permission
from piawai.learning.queries import certificates as queries
from piawai.learning.queries import presence, quizzes
from piawai.learning.services import certificates as printing
from piawai.learning.services import results as services
from piawai.learning.terms import Attended, QuizResult, ResultRow
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import law
from piawai.web.certificates import forms
from piawai.web.certificates.public import site


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RESULTS_RECORD)
def results(request: Request, code: str) -> HttpResponse:
    """Show who took part in a session, and record what became of each."""
    session = _session(request, code)
    undecided = list(queries.undecided(session))
    reached = quizzes.test_results(session=session, at=clock.now(), on=clock.today())
    there = presence.attended(enrolments=[row.pk for row in undecided], on=session.ends_on)
    rows = [
        (
            row,
            _meetings(there[row.pk]),
            forms.ResultOfOne(request.POST or None, prefix=row.code, initial=_known(row, reached.get(row.pk))),
        )
        for row in undecided
    ]
    problem, status = "", 200
    if request.method == "POST":
        problem = _recorded(request, session, [(row, form) for row, _there, form in rows])
        if not problem:
            messages.success(request, _("The results have been saved. They can be corrected until they are locked."))
            return redirect("results", code=session.code)
        status = 422
    mark = values.value("training_pass_mark", on=session.starts_on)
    locks = scopes.allowed(request.holder, Permission.RESULTS_LOCK)
    locked = queries.results_of(session).filter(locked_at__isnull=False).order_by("enrolment__person__name")
    context = {
        "title": _("Results of %(programme)s (%(code)s)") % {"programme": session.programme.name, "code": session.code},
        "session": session,
        "rows": rows,
        "problem": problem,
        "mark": f"{mark.number:g}",
        "mark_source": law.source(mark),
        "locked": locked,
        "certificates": queries.certificates_of_session(session).count() if locks else 0,
        "locks": locks,
        "lockable": locks and queries.results_of(session).filter(locked_at__isnull=True).exists(),
        "crumbs": [_crumb(request, session)],
    }
    return render(request, "certificates/results.html", context, status=status)


def _session(request: Request, code: str) -> Any:
    return get_object_or_404(organised(request.holder), code=code)


def _crumb(request: Request, session: Any) -> dict[str, str]:
    name = "session" if scopes.allowed(request.holder, Permission.CATALOGUE_READ) else "own_session"
    return {"label": session.programme.name, "url": reverse(name, args=[session.code])}


def _meetings(there: Attended) -> str:
    """Return how many meetings somebody attended, in words; "" where there were none."""
    if not there.meetings:
        return ""
    words = _("%(attended)s of %(meetings)s") % {"attended": there.attended, "meetings": there.meetings}
    return words if there.enough else _("%(meetings)s: too few") % {"meetings": words}


def _known(enrolment: Any, reached: QuizResult | None) -> dict[str, Any]:
    """Return what was recorded; before that, what the test after says."""
    found = getattr(enrolment, "result", None)
    if found is None:
        return {"score": reached.after} if reached is not None else {}
    without_test = "" if found.score is not None else "ya" if found.passed else "tidak"
    score = None if found.score is None else _plain(found.score)
    return {"score": score, "passed": without_test, "hours": _plain(found.hours)}


def _plain(number: Decimal) -> Decimal | int:
    return int(number) if number == int(number) else number


def _recorded(request: Request, session: Any, rows: list[tuple[Any, Any]]) -> str:
    """Record what was typed, and return why not, "" where it was recorded. Whoever has nothing typed is left out."""
    faulty = [enrolment.person.name for enrolment, form in rows if not form.is_valid()]
    if faulty:
        return _("Correct the numbers of: %(names)s.") % {"names": ", ".join(faulty)}
    said = [(enrolment, form.cleaned_data) for enrolment, form in rows]
    typed = [
        ResultRow(enrolment=enrolment.pk, score=one["score"], passed=one["passed"], hours=one["hours"])
        for enrolment, one in said
        if one["score"] is not None or one["passed"] is not None
    ]
    if not typed:
        return _("Write at least one result.")
    try:
        services.record_results(
            session=session, results=typed, pass_mark=None, on=clock.today(), by=request.holder.code, at=clock.now()
        )
    except services.UnableToRecordResults as refusal:
        return str(refusal)
    return ""


@require_POST
@require(Permission.RESULTS_LOCK)
def results_lock(request: Request, code: str) -> HttpResponse:
    """Lock the results recorded: competencies, hours and certificates follow."""
    session = _session(request, code)
    try:
        made = services.lock_results(
            session=session, on=clock.today(), by=request.holder.code, at=clock.now(), link=reverse("certificates")
        )
    except services.UnableToLockResults as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The results are locked. Certificates made: %(count)s.") % {"count": made})
    return redirect("results", code=session.code)


@require_POST
@require(Permission.RESULTS_LOCK)
def results_print(request: Request, code: str) -> HttpResponse:
    """Ask for all certificates of a session in one file."""
    session = _session(request, code)
    try:
        job = printing.ask_to_print(session=session, site=site(request), by=request.holder.code, at=clock.now())
    except printing.UnableToPrintCertificates as refusal:
        messages.error(request, str(refusal))
        return redirect("results", code=session.code)
    return redirect("certificates_job", token=job.token)
