"""Getting people into a session: who is in it, asking for a seat, nominating, inviting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.development.services import inviting
from piawai.learning.queries import catalogue
from piawai.learning.queries import enrolments as enrolled
from piawai.learning.queries import joining as queries
from piawai.learning.services import enrolments as services
from piawai.learning.services.seats import UnableToTakeSeats
from piawai.learning.terms import EnrolmentState, Entry
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.learning import forms, shown


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_READ)
def session_people(request: Request, code: str) -> HttpResponse:
    """List who of the reader's people is in a session or on the way to it, and what became of the others."""
    if not request.holder.leads and not scopes.everywhere(request.holder, Permission.ENROLMENTS_READ):
        raise PermissionDenied
    session = get_object_or_404(catalogue.catalogue(), code=code)
    form = forms.Standing(request.GET)
    state = form.cleaned_data["keadaan"] if form.is_valid() else ""
    people = scopes.people(request.holder, Permission.ENROLMENTS_READ)
    rows = queries.in_turn(enrolled.of_session(session).filter(person__in=people))
    listing = lists.Listing(
        request=request,
        title=_("Participants of %(session)s") % {"session": session.code},
        rows=rows.filter(state=state) if state else rows,
        columns=(
            shown.participant(),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__name",)),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: str(EnrolmentState(row.state).label),
                sort=("turn",),
                tag=lambda row: shown.COLOURS.get(row.state, "grey"),
            ),
            lists.Column("jalan", _("Way in"), lambda row: str(Entry(row.entry).label), sort=("entry",)),
            lists.Column(
                "sejak", _("Since"), lambda row: lists.moment(shown.since(row)), sort=("decided_at", "made_at")
            ),
        ),
        search=("person__name", "unit__name"),
        search_label=_("Name or unit"),
        order=("turn", "queued_at", "person__name", "pk"),
        filters=form,
        described=(
            f"{session.programme.name}, {shown.days(session)}",
            *([str(EnrolmentState(state).label)] if state else []),
        ),
        source="Piawai",
        on=clock.today(),
        exportable=scopes.allowed(request.holder, Permission.ENROLMENTS_EXPORT),
        empty=_("Nobody is found here. Change the search or the state."),
    )
    context: dict[str, object] = {"crumbs": shown.crumbs(session)}
    return lists.respond(request, listing, template="learning/list.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENT_ASK)
def session_ask(request: Request, code: str) -> HttpResponse:
    """Say what keeps the reader from a session, where anything does; else ask for a seat."""
    session: Any = get_object_or_404(catalogue.catalogue(), code=code)
    own = scopes.people(request.holder, Permission.ENROLMENT_ASK)
    person = get_object_or_404(own)
    head = queries.head_over(person)
    obstacle = ""
    if request.method == "POST":
        try:
            made = services.ask(
                session=session,
                person=person,
                on=clock.today(),
                at=clock.now(),
                head=head.pk if head is not None else None,
                link=reverse("enrolments_waiting"),
            )
        except services.UnableToEnrol as refusal:
            obstacle = str(refusal)
        else:
            messages.success(request, _("Your request is recorded. You get a message when it is decided."))
            return redirect("enrolment", code=made.code)
    else:
        found = enrolled.obstacles(
            session=session,
            units=enrolled.placed(session=session, scope=own, known_at=clock.now()),
            scope=own,
            on=clock.today(),
            known_at=clock.now(),
        )
        obstacle = str(found.get(person.pk, ""))
    context = {
        "title": _("Ask for a seat: %(programme)s") % {"programme": session.programme.name},
        "session": session,
        "facts": [
            {"label": _("Days"), "text": shown.days(session)},
            {"label": _("Place"), "text": lists.words(session.place)},
            {"label": _("Free seats"), "text": lists.words(session.left)},
            {"label": _("Your head"), "text": head.name if head is not None else lists.words(None)},
        ],
        "obstacle": obstacle,
        "full": session.left <= 0,
        "two": session.steps > 1,
        "crumbs": shown.crumbs(session),
    }
    return render(request, "learning/ask.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_AGREE)
def session_nominate(request: Request, code: str) -> HttpResponse:
    """Show the people of own units, who lacks most of what the session teaches first; nominate those ticked."""
    session = get_object_or_404(catalogue.catalogue(), code=code)
    scope = _others(request, Permission.ENROLMENTS_AGREE)
    if "chosen" in request.POST or "act" in request.POST:
        return _send(request, session, scope, services.nominate)
    title = _("Nominate people: %(programme)s") % {"programme": session.programme.name}
    return _choose(request, session, scope, title, _("Nominate those ticked"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_KEEP)
def session_invite(request: Request, code: str) -> HttpResponse:
    """Show everybody, who lacks most of what the session teaches first; invite those ticked."""
    session = get_object_or_404(catalogue.catalogue(), code=code)
    scope = _others(request, Permission.ENROLMENTS_KEEP)
    if "chosen" in request.POST or "act" in request.POST:
        return _send(request, session, scope, _invite)
    title = _("Invite people: %(programme)s") % {"programme": session.programme.name}
    return _choose(request, session, scope, title, _("Invite those ticked"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_READ)
def session_answers(request: Request, code: str) -> HttpResponse:
    """List who was invited and has not answered; record of those ticked that they come, as they said elsewhere."""
    permission = Permission.ENROLMENTS_KEEP if shown.keeps(request) else Permission.ENROLMENTS_AGREE
    if not scopes.allowed(request.holder, permission):
        raise PermissionDenied
    session = get_object_or_404(catalogue.catalogue(), code=code)
    scope = _others(request, permission)
    if "chosen" in request.POST or "act" in request.POST:
        return _record_answers(request, session, scope)
    listing = lists.Listing(
        request=request,
        title=_("Record answers: %(programme)s") % {"programme": session.programme.name},
        rows=queries.to_answer(session=session, scope=scope, at=clock.now()),
        columns=(
            shown.participant(link=None, choose=lambda row: row.person.code),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__name",)),
            lists.Column("jawab", _("Answer by"), lambda row: lists.moment(row.answer_due_at), sort=("answer_due_at",)),
        ),
        search=("person__name", "unit__name"),
        search_label=_("Name or unit"),
        order=("person__name", "pk"),
        source="Piawai",
        on=clock.today(),
        exportable=scopes.allowed(request.holder, Permission.ENROLMENTS_EXPORT),
        empty=_("Nobody is invited who has not answered. There is nothing to do."),
    )
    context: dict[str, object] = {
        "open": shown.to_come(session),
        "note": _("Tick who said by telephone or on paper that they come. Each of them gets a message about it."),
        "button": _("Those ticked come"),
        "crumbs": shown.crumbs(session),
    }
    return lists.respond(request, listing, template="learning/choose.html", context=context)


def _record_answers(request: Request, session: Any, scope: QuerySet[Any]) -> HttpResponse:
    """Record that those ticked come, and say how many did not wait for an answer any more."""
    chosen = request.POST.getlist("chosen")[: lists.PAGE]
    if not chosen:
        messages.error(request, _("Tick at least one person first."))
        return redirect(request.get_full_path())
    people, link = scope.filter(code__in=chosen), reverse("my_learning")
    done = services.accept_for(
        session=session, scope=people, on=clock.today(), by=request.holder.code, at=clock.now(), link=link
    )
    if count := len(done.seated):
        text = ngettext("Recorded: %(count)s person comes.", "Recorded: %(count)s people come.", count)
        messages.success(request, text % {"count": lists.words(count)})
    for person, name in _names(people, done.refused).items():
        messages.warning(request, f"{name}: {done.refused[person]}")
    if left := len(chosen) - count - len(done.refused):
        text = ngettext(
            "The answer of %(count)s person is not open any more.",
            "The answers of %(count)s people are not open any more.",
            left,
        )
        messages.warning(request, text % {"count": lists.words(left)})
    return redirect(request.get_full_path())


@require_POST
@require(Permission.ENROLMENTS_KEEP)
def session_invite_planned(request: Request, code: str) -> HttpResponse:
    """Invite whom the approved plan of the year sends to a session."""
    session = get_object_or_404(catalogue.catalogue(), code=code)
    try:
        done = inviting.invite_planned(
            session=session, on=clock.today(), by=request.holder.code, at=clock.now(), link=reverse("my_learning")
        )
    except (inviting.UnableToInvitePlanned, UnableToTakeSeats) as refusal:
        messages.error(request, str(refusal))
    else:
        people = scopes.people(request.holder, Permission.ENROLMENTS_KEEP)
        shown.tell(request, done, names=_names(people, done.refused))
    return redirect("session", code=session.code)


def _others(request: Request, permission: Permission) -> QuerySet[Any]:
    """Return the people a permission reaches, but for the reader: nobody sends themselves."""
    people = scopes.people(request.holder, permission)
    return people if request.holder.person is None else people.exclude(pk=request.holder.person.pk)


def _choose(request: Request, session: Any, scope: QuerySet[Any], title: str, button: str) -> HttpResponse:
    """Show who may be chosen, with a box each."""
    listing = lists.Listing(
        request=request,
        title=title,
        rows=queries.candidates(session=session, scope=scope),
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.name, sort=("name",), header=True, choose=_code),
            columns.job(),
            columns.unit(),
            lists.Column("kurang", _("Levels of gap it closes"), lambda row: row.lacks, sort=("lacks",), numeric=True),
        ),
        search=("name", "post__unit__name", "post__job__name"),
        search_label=_("Name, unit or job"),
        order=("-lacks", "name", "pk"),
        source=_("standards, assessments and the catalogue recorded until that day"),
        on=clock.today(),
        exportable=scopes.allowed(request.holder, Permission.ENROLMENTS_EXPORT),
        empty=_("Nobody else can be chosen here. Change the search."),
    )
    context: dict[str, object] = {
        "session": session,
        "open": shown.to_come(session),
        "note": _(
            "Who lacks most of what the session teaches stands first. "
            "Whoever cannot come is left out, and you read why."
        ),
        "button": button,
        "crumbs": shown.crumbs(session),
    }
    return lists.respond(request, listing, template="learning/choose.html", context=context)


def _send(request: Request, session: Any, scope: QuerySet[Any], act: Any) -> HttpResponse:
    """Nominate or invite those ticked, and say of each who was left out why."""
    chosen = request.POST.getlist("chosen")[: lists.PAGE]
    people = scope.filter(code__in=chosen, post__isnull=False).order_by("pk")
    if not people:
        messages.error(request, _("Tick at least one person first."))
        return redirect(request.get_full_path())
    try:
        done = act(
            session=session,
            scope=people,
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_learning"),
        )
    except UnableToTakeSeats as refusal:
        messages.error(request, str(refusal))
    else:
        shown.tell(request, done, names=_names(people, done.refused))
    return redirect(request.get_full_path())


def _invite(**said: Any) -> Any:
    return services.invite(entry=Entry.INVITED, **said)


def _names(people: QuerySet[Any], of: Any) -> dict[int, str]:
    return dict(people.filter(pk__in=list(of)[: shown.MOST_TOLD]).values_list("pk", "name"))


def _since(row: Any) -> str:
    return lists.moment(row.queued_at or row.made_at)


def _code(row: Any) -> str:
    return str(row.code)
