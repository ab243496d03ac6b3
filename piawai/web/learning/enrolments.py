"""One's own learning, what waits for a decision, and one enrolment with what can be done about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import enrolments as enrolled
from piawai.learning.queries import joining as queries
from piawai.learning.services import enrolments as services
from piawai.learning.terms import LIVE, EnrolmentState, Entry
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.learning import forms, shown

_Shown = dict[str, Any]
SUBSTITUTE = "pengganti"  # names in an address who is to go, by public code


@require_safe
@require(Permission.ENROLMENT_ASK)
def my_learning(request: Request) -> HttpResponse:
    """Show the reader's own sessions: invitations to answer, those to come, what waits, what is over."""
    rows = enrolled.of_people(scopes.people(request.holder, Permission.ENROLMENT_ASK)).order_by(
        "session__starts_on", "pk"
    )
    today = clock.today()
    invited, coming, waiting, over = list[_Shown](), list[_Shown](), list[_Shown](), list[_Shown]()
    for row in rows:
        entry = _own(row)
        if row.state == EnrolmentState.INVITED:
            invited.append(entry)
        elif row.state == EnrolmentState.APPROVED and row.session.ends_on >= today:
            coming.append(entry)
        elif row.state in LIVE and row.session.ends_on >= today:
            waiting.append(entry)
        else:
            over.append(entry)
    context = {
        "title": _("My learning"),
        "groups": [
            {"label": _("Invitations to answer"), "rows": invited},
            {"label": _("Sessions to come"), "rows": coming},
            {"label": _("What waits"), "rows": waiting},
        ],
        "over": over[::-1],
        "decides": scopes.allowed(request.holder, Permission.ENROLMENTS_AGREE) or shown.keeps(request),
    }
    return render(request, "learning/my_learning.html", context)


def _own(row: Any) -> _Shown:
    return {
        "programme": row.session.programme.name,
        "url": reverse("enrolment", args=[row.code]),
        "days": shown.days(row.session),
        "place": row.session.place,
        "state": str(EnrolmentState(row.state).label),
        "colour": shown.COLOURS.get(row.state, "grey"),
        "words": shown.state_words(row) if row.state in LIVE else "",
        "acts": shown.own_acts(row),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_READ)
def enrolments_waiting(request: Request) -> HttpResponse:
    """List what waits for the reader: requests of own people, and what heads agreed to."""
    agrees, keeps = scopes.allowed(request.holder, Permission.ENROLMENTS_AGREE), shown.keeps(request)
    if not agrees and not keeps:
        raise PermissionDenied
    own, today = request.holder.person, clock.today()
    people = scopes.people(request.holder, Permission.ENROLMENTS_AGREE)
    rows = queries.to_agree(scope=people, but=own, on=today)
    if keeps:
        rows |= queries.to_approve(but=own, on=today)
    listing = lists.Listing(
        request=request,
        title=_("Requests for training"),
        rows=enrolled.with_details(rows),
        columns=(
            shown.participant(),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__name",)),
            lists.Column(
                "pelatihan",
                _("Training"),
                lambda row: row.session.programme.name,
                sort=("session__programme__name",),
                link=lambda row: reverse("session", args=[row.session.code]),
            ),
            lists.Column("mulai", _("First day"), lambda row: row.session.starts_on, sort=("session__starts_on",)),
            lists.Column("jalan", _("Way in"), lambda row: str(Entry(row.entry).label), sort=("entry",)),
            lists.Column("sejak", _("Asked"), lambda row: lists.moment(row.made_at), sort=("made_at",)),
        ),
        search=("person__name", "unit__name", "session__programme__name", "session__code"),
        search_label=_("Name, unit or session"),
        order=("session__starts_on", "made_at", "pk"),
        source="Piawai",
        on=today,
        exportable=scopes.allowed(request.holder, Permission.ENROLMENTS_EXPORT),
        empty=_("No request waits for you. There is nothing to do."),
    )
    return lists.respond(request, listing, template="learning/list.html")


@require_safe
@require(Permission.ENROLMENTS_READ)
def enrolment(request: Request, code: str) -> HttpResponse:
    """Show one enrolment: how it stands, what comes next, and what the reader can do."""
    row = _found(request, code)
    facts = [
        (_("Name"), row.person.name),
        (_("Unit"), row.unit.name),
        (_("Days"), shown.days(row.session)),
        (_("Place"), lists.words(row.session.place)),
        (_("Partner"), row.session.partner.name),
        (_("Way in"), str(Entry(row.entry).label)),
        (_("Since"), lists.moment(shown.since(row))),
        (_("State"), shown.state_words(row)),
    ]
    if row.reason:
        facts.append((_("Reason"), row.reason))
    found = shown.acts(request, row)
    context = {
        "title": _("%(name)s: %(programme)s") % {"name": row.person.name, "programme": row.session.programme.name},
        "facts": [{"label": label, "text": text} for label, text in facts],
        "acts": found,
        "crumbs": _crumbs(request, row),
        "session_url": reverse("session", args=[row.session.code]),
    }
    return render(request, "learning/enrolment.html", context)


@require_POST
@require(Permission.ENROLMENT_ASK)
def enrolment_accept(request: Request, code: str) -> HttpResponse:
    """Accept an invitation."""
    row = _own_one(request, code)
    try:
        services.accept(enrolment=row, on=clock.today(), at=clock.now())
    except (services.UnableToDecideEnrolment, services.UnableToEnrol) as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("You go to %(programme)s, %(days)s.")
        messages.success(request, text % {"programme": row.session.programme.name, "days": shown.days(row.session)})
    return redirect("my_learning")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENT_ASK)
def enrolment_decline(request: Request, code: str) -> HttpResponse:
    """Say no to an invitation, with the reason."""
    row = _own_one(request, code)
    form = forms.Reason(_posted(request), read_by=_("BKPSDM reads it."))
    if form.is_valid():
        try:
            services.decline(
                enrolment=row,
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                at=clock.now(),
                link=reverse("my_learning"),
            )
        except services.UnableToDecideEnrolment as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer is recorded. The seat goes to the next on the waiting list."))
            return redirect("my_learning")
    title = _("I cannot come: %(programme)s") % {"programme": row.session.programme.name}
    about = _("The seat goes to the next on the waiting list.")
    return _form(request, row, form, title=title, about=about, button=_("Send the answer"))


@require_POST
@require(Permission.ENROLMENTS_READ)
def enrolment_approve(request: Request, code: str) -> HttpResponse:
    """Approve that somebody goes: as head, or as BKPSDM after the head."""
    row = _found(request, code)
    agreeing = shown.agrees(request, row)
    if not agreeing and not shown.keeps(request):
        raise PermissionDenied
    act = services.agree if agreeing else services.approve
    try:
        made = act(enrolment=row, on=clock.today(), by=request.holder.code, at=clock.now(), link=reverse("my_learning"))
    except (services.UnableToDecideEnrolment, services.UnableToEnrol) as refusal:
        messages.error(request, str(refusal))
        return redirect("enrolment", code=row.code)
    messages.success(request, f"{row.person.name}: {shown.state_words(made)}")
    return redirect("enrolments_waiting")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_READ)
def enrolment_refuse(request: Request, code: str) -> HttpResponse:
    """Refuse that somebody goes, with the reason that the person reads."""
    row = _found(request, code)
    if shown.is_own(request, row.person) or not (shown.agrees(request, row) or shown.keeps(request)):
        raise PermissionDenied
    form = forms.Reason(_posted(request), read_by=_("The person reads it."))
    if form.is_valid():
        try:
            services.refuse(
                enrolment=row,
                reason=form.cleaned_data["reason"],
                by=request.holder.code,
                at=clock.now(),
                link=reverse("enrolment", args=[row.code]),
            )
        except services.UnableToDecideEnrolment as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your decision has been recorded."))
            return redirect("enrolments_waiting")
    title = _("Do not approve: %(name)s") % {"name": row.person.name}
    return _form(request, row, form, title=title, about=_about(row), button=_("Do not approve"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_READ)
def enrolment_cancel(request: Request, code: str) -> HttpResponse:
    """Cancel an enrolment with the reason: one's own, or as BKPSDM."""
    row = _found(request, code)
    own = shown.is_own(request, row.person)
    if not own and not shown.keeps(request):
        raise PermissionDenied
    form = forms.Reason(_posted(request), read_by=_("BKPSDM reads it.") if own else _("The person reads it."))
    if form.is_valid():
        said = {"enrolment": row, "reason": form.cleaned_data["reason"], "on": clock.today(), "at": clock.now()}
        try:
            if own:
                services.cancel_own(**said, link=reverse("my_learning"))
            else:
                services.cancel(**said, by=request.holder.code, link=reverse("my_learning"))
        except (services.UnableToCancelEnrolment, services.UnableToDecideEnrolment) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The enrolment is cancelled."))
            return redirect("enrolment", code=row.code)
    title = _("Cancel: %(name)s") % {"name": row.person.name}
    return _form(request, row, form, title=title, about=_about(row), button=_("Cancel the enrolment"), warns=True)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENTS_KEEP)
def enrolment_substitute(request: Request, code: str) -> HttpResponse:
    """Choose who goes in somebody's place; then ask for the reason and send that person."""
    row = _found(request, code)
    people = scopes.people(request.holder, Permission.ENROLMENTS_KEEP)
    if request.holder.person is not None:
        people = people.exclude(pk=request.holder.person.pk)
    candidates = queries.candidates(session=row.session, scope=people)
    if SUBSTITUTE not in request.GET:
        return _substitutes(request, row, candidates)
    person = get_object_or_404(candidates, code=request.GET[SUBSTITUTE].replace("\0", ""))
    form = forms.Reason(_posted(request), read_by=_("The person whose place is taken reads it."))
    if form.is_valid():
        try:
            made = services.substitute(
                enrolment=row,
                person=person,
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
                link=reverse("my_learning"),
            )
        except (services.UnableToSubstitute, services.UnableToDecideEnrolment) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person.name}: {shown.state_words(made)}")
            return redirect("enrolment", code=made.code)
    details = {"name": row.person.name, "other": person.name}
    title = _("Send %(other)s instead of %(name)s") % details
    return _form(request, row, form, title=title, about=_about(row), button=_("Send this person"))


def _substitutes(request: Request, row: Any, candidates: Any) -> HttpResponse:
    """List who could go in somebody's place, people of the same unit first."""
    here = request.path
    listing = lists.Listing(
        request=request,
        title=_("Who goes instead of %(name)s?") % {"name": row.person.name},
        rows=queries.of_unit_first(candidates, unit=row.unit_id),
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda one: one.name,
                sort=("name",),
                link=lambda one: f"{here}?{SUBSTITUTE}={one.code}",
                header=True,
            ),
            columns.job(),
            columns.unit(),
            lists.Column("kurang", _("Levels of gap it closes"), lambda one: one.lacks, sort=("lacks",), numeric=True),
        ),
        search=("name", "post__unit__name", "post__job__name"),
        search_label=_("Name, unit or job"),
        order=("elsewhere", "-lacks", "name", "pk"),
        source="Piawai",
        on=clock.today(),
        exportable=False,
        empty=_("Nobody else can be chosen here. Change the search."),
    )
    context: dict[str, object] = {"crumbs": _crumbs(request, row)}
    return lists.respond(request, listing, template="learning/list.html", context=context)


def _found(request: Request, code: str) -> Any:
    """Return an enrolment of somebody within the reader's reach; any other is not found."""
    people = scopes.people(request.holder, Permission.ENROLMENTS_READ)
    return get_object_or_404(enrolled.of_people(people), code=code)


def _own_one(request: Request, code: str) -> Any:
    people = scopes.people(request.holder, Permission.ENROLMENT_ASK)
    return get_object_or_404(enrolled.of_people(people), code=code)


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _form(
    request: Request, row: Any, form: Any, *, title: str, about: str, button: str, warns: bool = False
) -> HttpResponse:
    context = {
        "title": title,
        "about": about,
        "form": form,
        "button": button,
        "warns": warns,
        "crumbs": _crumbs(request, row),
    }
    return render(request, "learning/form.html", context, status=422 if form.errors else 200)


def _about(row: Any) -> str:
    details = {"programme": row.session.programme.name, "days": shown.days(row.session), "unit": row.unit.name}
    return _("%(programme)s, %(days)s. Unit: %(unit)s.") % details


def _crumbs(request: Request, row: Any) -> list[dict[str, str]]:
    if shown.is_own(request, row.person):
        return [{"label": _("My learning"), "url": reverse("my_learning")}]
    return shown.crumbs(row.session)
