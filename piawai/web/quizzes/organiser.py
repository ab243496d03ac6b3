"""What a session's participants reached and think, and the tests that are set for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access.guards import Request, require
from piawai.access.organising import organised
from piawai.access.terms import Permission
from piawai.learning.queries import presence
from piawai.learning.queries import quizzes as queries
from piawai.learning.queries.feedback import opinion
from piawai.learning.services import quizzes as services
from piawai.learning.terms import Opinion, QuizKind, QuizResult
from piawai.lib import clock
from piawai.web import lists
from piawai.web.quizzes import forms


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ITEMS_KEEP)
def session_results(request: Request, code: str) -> HttpResponse:
    """Show what participants reached in the tests of a session, set its tests, and show what participants think."""
    session = get_object_or_404(organised(request.holder), code=code)
    asking = request.method == "POST" and "count" in request.POST
    form = forms.Quiz(request.POST if asking else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.set_quiz(
                session=session,
                kind=QuizKind(said["kind"]),
                count=said["count"],
                minutes=said["minutes"],
                by=request.holder.code,
                at=clock.now(),
            )
        except services.UnableToSetQuiz as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The test is set."))
            return redirect("session_results", code=code)
    results = queries.test_results(session=session, at=clock.now(), on=clock.today())
    names = {"programme": session.programme.name, "code": session.code}
    listing = lists.Listing(
        request=request,
        title=_("Results: %(programme)s (%(code)s)") % names,
        rows=presence.participants(session),
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.person.name, sort=("person__name",), header=True),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__name",)),
            lists.Column("awal", _("Test before, percent"), lambda row: results[row.pk].before, numeric=True),
            lists.Column("akhir", _("Test after, percent"), lambda row: results[row.pk].after, numeric=True),
            lists.Column("lulus", _("Passed"), lambda row: _passed(results[row.pk])),
        ),
        search=("person__name", "unit__name"),
        search_label=_("Name or unit"),
        order=("person__name", "pk"),
        source="Piawai",
        on=clock.today(),
        empty=_("Nobody holds a seat in this session for certain."),
    )
    context: dict[str, object] = {
        "form": form,
        "quizzes": [_quiz(row) for row in queries.quizzes_of(session).values()],
        "opinion": _opinion(opinion(session=session, on=clock.today())),
        "crumbs": [
            {"label": _("Attendance in sessions"), "url": reverse("attendance")},
            {"label": session.code, "url": reverse("session_attendance", args=[session.code])},
        ],
    }
    if asking:
        return _again(request, listing, context)
    return lists.respond(request, listing, template="quizzes/results.html", context=context)


def _again(request: Request, listing: lists.Listing, context: dict[str, object]) -> HttpResponse:

    shown = {"listing": listing, "title": listing.title, **context}
    return render(request, "quizzes/results.html", shown, status=422)


def _passed(result: QuizResult) -> str | None:
    return None if result.passed is None else _("passed") if result.passed else _("not passed")


def _quiz(row: Any) -> dict[str, object]:
    words = _("%(count)s items in %(minutes)s minutes, passed from %(mark)s percent, open %(first)s to %(last)s")
    details = {
        "count": lists.words(row.count),
        "minutes": lists.words(row.minutes),
        "mark": lists.words(row.pass_mark),
        "first": lists.words(row.opens_on),
        "last": lists.words(row.closes_on),
    }
    return {"label": str(row.get_kind_display()).capitalize(), "text": words % details}


def _opinion(found: Opinion) -> dict[str, object]:
    means = (
        (_("Useful for the work"), found.useful),
        (_("Taught well"), found.taught),
        (_("Can be applied"), found.applied),
    )
    facts = [{"label": label, "text": number_format(mean, decimal_pos=1)} for label, mean in means if mean is not None]
    return {"answers": found.answers, "facts": facts, "said": found.said}
