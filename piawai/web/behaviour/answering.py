"""Saying what of training shows at work: of oneself, and of staff."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.terms import Source
from piawai.learning.queries import behaviour as queries
from piawai.learning.services import behaviour as services
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import lists
from piawai.web.behaviour import forms

LATELY = 20  # of those answered, the newest are shown


@require_safe
@require(Permission.BEHAVIOUR_ANSWER)
def follow_ups(request: Request) -> HttpResponse:
    """Show what the reader is asked about behaviour at work, and what was answered."""
    today = clock.today()
    own = _own(request)
    waiting = own.filter(answered_at__isnull=True, until__gte=today)
    answered = own.filter(answered_at__isnull=False).order_by("-answered_at", "pk")[:LATELY]
    context = {
        "title": _("What of training shows at work"),
        "waiting": [
            {"name": _name(row), "url": reverse("follow_up", args=[row.code]), "until": row.until} for row in waiting
        ],
        "answered": [{"name": _name(row), "sent": lists.moment(row.answered_at), "code": row.code} for row in answered],
    }
    return render(request, "behaviour/follow_ups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BEHAVIOUR_ANSWER)
def follow_up(request: Request, code: str) -> HttpResponse:
    """Ask how often what a session taught shows at work, what helps and what hinders, once."""
    row = get_object_or_404(_own(request), code=code)
    if row.answered_at is not None or row.until < clock.today():
        words = _("You have answered these questions. Thank you.") if row.answered_at else _over(row)
        messages.info(request, words)
        return redirect("follow_ups")
    own = row.source == Source.SELF
    form = forms.FollowUp(request.POST if request.method == "POST" else None, asked=queries.behaviours(row), own=own)
    if form.is_valid():
        try:
            services.answer_follow_up(
                follow_up=row,
                person=row.rater,
                seen=form.seen,
                helps=form.cleaned_data["helps"],
                hinders=form.cleaned_data["hinders"],
                said=form.cleaned_data["said"],
                on=clock.today(),
                at=clock.now(),
            )
        except services.UnableToAnswerFollowUp as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _(
                "Thank you. Your answers are shown together with those of others only. Reference number %(code)s."
            )
            messages.success(request, words % {"code": row.code})
            return redirect("follow_ups")
    session = row.enrolment.session
    title = _("What do you use of %(programme)s?") if own else _("What do you see of %(programme)s?")
    context = {
        "title": title % {"programme": session.programme.name},
        "form": form,
        "own": own,
        "name": row.enrolment.person.name,
        "ended": session.ends_on,
        "until": row.until,
        "least": values.value("smallest_group_shown", on=clock.today()).whole,
    }
    return render(request, "behaviour/follow_up.html", context, status=422 if form.errors else 200)


def _own(request: Request) -> QuerySet[Any]:
    """Return what the reader is or was asked; what is asked of others is not there."""
    person = request.holder.person
    if person is None:
        raise Http404
    return queries.follow_ups_of(person).select_related("rater")


def _over(row: Any) -> str:
    return _("These questions could be answered until %(day)s.") % {"day": lists.words(row.until)}


def _name(row: Any) -> str:
    words = {"programme": row.enrolment.session.programme.name, "name": row.enrolment.person.name, "months": row.months}
    if row.source == Source.SELF:
        return _("Yourself: %(programme)s, after %(months)s months") % words
    return _("%(name)s: %(programme)s, after %(months)s months") % words
