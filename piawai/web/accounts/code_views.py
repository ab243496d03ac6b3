"""One-time codes for others: who has an account, slips to print, and the reset of one account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access import codes, scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.accounts.services import UnableToReset
from piawai.accounts.terms import AccountState
from piawai.formats import slips
from piawai.lib import clock
from piawai.web import lists
from piawai.web.accounts import forms


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ACCOUNTS_LIST)
def sign_in_codes(request: Request) -> HttpResponse:
    """Show who has an account, and give slips with codes as a file: for the chosen, or for all who lack one."""
    filters = forms.Accounts(request.GET, units=scopes.units(request.holder, Permission.ACCOUNTS_LIST))
    filters.is_valid()
    unit, state = filters.cleaned_data.get("unit"), filters.cleaned_data.get("keadaan")
    people = scopes.people(request.holder, Permission.ACCOUNTS_LIST)
    if unit is not None:
        people = people.filter(post__unit__path__startswith=unit.path)
    if request.method == "POST":
        return _slips(request, people)
    rows = codes.listed(holder=request.holder, people=people, on=clock.today(), at=clock.now())
    rows = rows.select_related("post__unit")
    described = [unit.name] if unit is not None else []
    if state:
        described.append(str(AccountState(state).label))
    listing = lists.Listing(
        request=request,
        title=_("Accounts and sign-in codes"),
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.name, sort=("name",), header=True, choose=_chosen),
            lists.Column("unit", _("Unit"), lambda row: row.post.unit.name, sort=("post__unit__name",)),
            lists.Column(
                "keadaan",
                _("Account"),
                lambda row: str(AccountState(row.account).label),
                sort=("account",),
                link=lambda row: reverse("sign_in_code", args=[row.code]),
            ),
            lists.Column("sampai", _("Code until"), lambda row: lists.moment(row.code_until), sort=("code_until",)),
        ),
        rows=rows.filter(account=state) if state else rows,
        source="Piawai",
        on=clock.today(),
        search=("name",),
        search_label=_("Name"),
        order=("name", "pk"),
        filters=filters,
        described=tuple(described),
        empty=_("Nobody was found. Change the search, the unit or the state."),
    )
    lacking = rows.filter(account__in=codes.NEED_A_CODE, receives=True).count()
    return lists.respond(request, listing, template="accounts/codes.html", context={"lacking": lacking})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ACCOUNTS_RESET)
def sign_in_code(request: Request, code: str) -> HttpResponse:
    """Show how one person's account stands; give a slip with a first code, or reset the account."""
    scope = scopes.people(request.holder, Permission.ACCOUNTS_RESET)
    listed = codes.listed(holder=request.holder, people=scope, on=clock.today(), at=clock.now())
    person = get_object_or_404(listed.select_related("post__unit"), code=code)
    if request.method == "POST":
        return _reset(request, person) if request.POST.get("make") == "reset" else _slip(request, person)
    facts = [
        {"label": _("Name"), "text": person.name},
        {"label": _("Unit"), "text": person.post.unit.name},
        {"label": _("Account"), "text": str(AccountState(person.account).label)},
    ]
    if person.code_until:
        facts.append({"label": _("Code until"), "text": lists.moment(person.code_until)})
    context = {
        "title": _("Account of %(name)s") % {"name": person.name},
        "facts": facts,
        "own": person.code == request.holder.code,
        "receives": person.receives,
        "codeless": person.account in codes.MAY_GET_A_CODE,
        "resets": person.account not in {AccountState.NONE, AccountState.CLOSED},
        "closed": person.account == AccountState.CLOSED,
    }
    return render(request, "accounts/code.html", context)


def _slips(request: Request, people: Any) -> HttpResponse:
    """Answer with slips for the chosen of `people`, or for all of them who lack a code."""
    chosen = request.POST.getlist("chosen")
    reader, on, at = request.holder, clock.today(), clock.now()
    try:
        if request.POST.get("make") == "missing":
            handed = codes.make_missing(holder=reader, people=people, on=on, at=at)
        elif chosen:
            handed = codes.make_for(holder=reader, people=people.filter(code__in=chosen), on=on, at=at)
        else:
            messages.error(request, _("Tick the people who shall get a slip first."))
            return redirect(request.get_full_path())
    except codes.UnableToMakeCodes as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    return _file(request, handed)


def _slip(request: Request, person: Any) -> HttpResponse:
    own = scopes.people(request.holder, Permission.ACCOUNTS_RESET).filter(pk=person.pk)
    try:
        handed = codes.make_for(holder=request.holder, people=own, on=clock.today(), at=clock.now())
    except codes.UnableToMakeCodes as refusal:
        messages.error(request, str(refusal))
        return redirect("sign_in_code", code=person.code)
    return _file(request, handed)


def _reset(request: Request, person: Any) -> HttpResponse:
    try:
        handed = codes.reset(holder=request.holder, person=person, on=clock.today(), at=clock.now())
    except UnableToReset as refusal:
        messages.error(request, str(refusal))
        return redirect("sign_in_code", code=person.code)
    return _file(request, [handed])


def _file(request: HttpRequest, handed: list[codes.Handed]) -> HttpResponse:
    """Answer with slips to print. Their codes stand in this answer alone: nothing keeps it."""
    sheet = slips.Sheet(
        title=_("Sign-in codes"),
        language=translation.get_language() or "id",
        address_label=_("Address"),
        address=request.build_absolute_uri("/"),
        code_label=_("Code"),
        until_label=_("Works until"),
        until=lists.moment(handed[0].until),
        steps=(
            _("Open the address above on a phone or computer."),
            _("Write your NIP. As password, write this code."),
            _("Choose a password of your own. The code ends with it."),
            _("Give this code to nobody. It works once."),
        ),
        slips=tuple(slips.Slip(one.name, one.unit, one.code) for one in handed),
    )
    headers = {"Content-Disposition": 'attachment; filename="slip-kode.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(slips.pdf(sheet), content_type="application/pdf", headers=headers)


def _chosen(row: Any) -> str:
    return row.code if row.receives and row.account in codes.MAY_GET_A_CODE else ""
