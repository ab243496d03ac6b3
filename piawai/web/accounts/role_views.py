"""Roles by two persons: who holds which, proposals to grant or end one, and the decision of a second person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import queries, scopes
from piawai.access.guards import Request, require
from piawai.access.services import proposals
from piawai.access.terms import Permission, ProposalKind, ProposalState, Role
from piawai.lib import clock
from piawai.web import lists
from piawai.web.accounts import forms

COLOURS: dict[str, str] = {
    ProposalState.WAITING: "yellow",
    ProposalState.APPROVED: "green",
    ProposalState.REFUSED: "red",
    ProposalState.WITHDRAWN: "grey",
}


@require_safe
@require(Permission.ROLES_CHANGE)
def roles(request: Request) -> HttpResponse:
    """Show who holds which granted role, from when to when, and who gave it."""
    filters = forms.Roles(request.GET)
    role = filters.cleaned_data["peran"] if filters.is_valid() else ""
    rows = queries.grants(on=clock.today())
    listing = lists.Listing(
        request=request,
        title=_("Granted roles"),
        columns=(
            lists.Column("nama", _("Name"), lambda row: _name(row.user), sort=("user__name",), header=True),
            lists.Column("peran", _("Role"), lambda row: str(Role(row.role).label), sort=("role",)),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name if row.unit else "", sort=("unit__name",)),
            lists.Column("dari", _("From"), lambda row: row.starts_on, sort=("starts_on",)),
            lists.Column("sampai", _("Up to"), lambda row: row.ends_on, sort=("ends_on",)),
            lists.Column("oleh", _("Given by"), _givers),
            lists.Column("akhiri", _("Change"), lambda _row: _("End it"), link=_end),
        ),
        rows=rows.filter(role=role) if role else rows,
        source="Piawai",
        on=clock.today(),
        search=("user__name", "user__email", "unit__name"),
        search_label=_("Name or unit"),
        order=("user__name", "pk"),
        filters=filters,
        described=(str(Role(role).label),) if role else (),
        empty=_("Nobody holds such a role."),
    )
    waiting = queries.proposals().filter(state=ProposalState.WAITING).count()
    return lists.respond(request, listing, template="accounts/roles.html", context={"waiting": waiting})


@require_safe
@require(Permission.ROLES_CHANGE)
def role_proposals(request: Request) -> HttpResponse:
    """Show all proposals, those that wait first."""
    filters = forms.Proposals(request.GET)
    state = filters.cleaned_data["keadaan"] if filters.is_valid() else ""
    rows = queries.proposals()
    listing = lists.Listing(
        request=request,
        title=_("Proposals about roles"),
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: _name(row.user),
                sort=("user__name",),
                header=True,
                link=lambda row: _page(row.pk),
            ),
            lists.Column("usul", _("Proposal"), lambda row: str(ProposalKind(row.kind).label), sort=("kind",)),
            lists.Column("peran", _("Role"), lambda row: str(Role(row.role).label), sort=("role",)),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name if row.unit else "", sort=("unit__name",)),
            lists.Column("oleh", _("Proposed by"), lambda row: row.proposer or row.proposed_by),
            lists.Column("pada", _("On"), lambda row: timezone.localdate(row.proposed_at), sort=("proposed_at",)),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: str(ProposalState(row.state).label),
                sort=("state",),
                tag=lambda row: COLOURS[row.state],
            ),
        ),
        rows=rows.filter(state=state) if state else rows,
        source="Piawai",
        on=clock.today(),
        search=("user__name", "unit__name"),
        search_label=_("Name or unit"),
        order=("decided_at", "-proposed_at", "pk"),
        filters=filters,
        described=(str(ProposalState(state).label),) if state else (),
        empty=_("There is no proposal. There is nothing to decide."),
    )
    return lists.respond(request, listing, template="accounts/proposals.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROLES_CHANGE)
def role_propose(request: Request) -> HttpResponse:
    """Propose to give somebody a role."""
    units = scopes.units(request.holder, Permission.ROLES_CHANGE)
    people = scopes.people(request.holder, Permission.ROLES_CHANGE)
    form = forms.GrantRole(request.POST or None, units=units, people=people, initial={"on": clock.today()})
    if form.is_valid():
        said, by, at = form.cleaned_data, request.holder.code, clock.now()
        try:
            if form.meant is not None:
                user = proposals.account_of(person=form.meant, by=by, at=at)
            else:
                user = proposals.account_meant(typed=said["who"], by=by, at=at)
            made = proposals.propose_grant(
                user=user,
                role=said["role"],
                unit=said["unit"],
                on=said["on"],
                reason=said["reason"],
                by=by,
                at=at,
                page=_page,
            )
        except proposals.UnableToProposeRole as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, made, said)
            return redirect("role_proposal", number=made.pk)
    context = {"title": _("Propose a role"), "form": form}
    return render(request, "accounts/propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROLES_CHANGE)
def role_end(request: Request, number: int) -> HttpResponse:
    """Propose to end a role."""
    grant = get_object_or_404(queries.grants(on=clock.today()), pk=number)
    form = forms.EndRole(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = proposals.propose_end(
                grant=grant, on=said["on"], reason=said["reason"], by=request.holder.code, at=clock.now(), page=_page
            )
        except proposals.UnableToProposeRole as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, made, said)
            return redirect("role_proposal", number=made.pk)
    title = _("Propose to end the role %(role)s of %(name)s") % {
        "role": Role(grant.role).label,
        "name": _name(grant.user),
    }
    context = {"title": title, "form": form}
    return render(request, "accounts/propose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROLES_CHANGE)
def role_proposal(request: Request, number: int) -> HttpResponse:
    """Show a proposal; a second person decides on it, and whoever made it may withdraw it."""
    row = get_object_or_404(queries.proposals(), pk=number)
    by, at = request.holder.code, clock.now()
    form = forms.Decide(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["decision"] == forms.Decide.APPROVE:
                proposals.approve(proposal=row, by=by, at=at, page=_page)
            elif said["decision"] == forms.Decide.REFUSE:
                proposals.refuse(proposal=row, answer=said["answer"], by=by, at=at, page=_page)
            else:
                proposals.withdraw(proposal=row, by=by, at=at)
        except proposals.UnableToDecideRole as refusal:
            form.add_error(None, str(refusal))
            row = get_object_or_404(queries.proposals(), pk=number)
        else:
            messages.success(request, _("Your decision has been recorded."))
            return redirect("role_proposal", number=row.pk)
    waits = row.state == ProposalState.WAITING
    context = {
        "title": _("Proposal: %(kind)s a role") % {"kind": ProposalKind(row.kind).label},
        "facts": _facts(row),
        "form": form,
        "grants": row.kind == ProposalKind.GRANT,
        "decidable": waits and by not in {row.proposed_by, row.user.code},
        "withdrawable": waits and by == row.proposed_by,
        "barred": waits and by == row.user.code and by != row.proposed_by,
    }
    return render(request, "accounts/proposal.html", context, status=422 if form.errors else 200)


def _tell(request: Request, made: Any, said: dict[str, Any]) -> None:
    """Say that the proposal waits, or that an earlier one with another day or reason does in its place."""
    mine = (request.holder.code, said["on"], said["reason"].strip())
    if (made.proposed_by, made.effective_on, made.reason) == mine:
        messages.success(request, _("The proposal waits for a second colleague of BKPSDM."))
    else:
        text = _(
            "An earlier proposal for the same waits already: this is it, with its own day and reason. "
            "Yours was not kept. Withdraw the earlier one first, or have it decided."
        )
        messages.warning(request, text)


def _facts(row: Any) -> list[dict[str, str]]:
    """Return what a proposal says, name by name."""
    day = _("First day") if row.kind == ProposalKind.GRANT else _("Last day")
    found = [
        (_("Name"), _name(row.user)),
        (_("Role"), str(Role(row.role).label)),
        (_("Unit"), row.unit.name if row.unit else _("everything")),
        (day, lists.words(row.effective_on)),
        (_("Reason"), row.reason),
        (_("Proposed by"), f"{row.proposer or row.proposed_by}, {lists.moment(row.proposed_at)}"),
        (_("State"), str(ProposalState(row.state).label)),
    ]
    if row.decided_at:
        found.append((_("Decided by"), f"{row.decider or row.decided_by}, {lists.moment(row.decided_at)}"))
    if row.answer:
        found.append((_("Answer"), row.answer))
    return [{"label": label, "text": text} for label, text in found]


def _givers(row: Any) -> str:
    return f"{row.proposer}, {row.decider}" if row.proposer else row.granted_by


def _page(number: int) -> str:
    return reverse("role_proposal", args=[number])


def _end(row: Any) -> str:
    return reverse("role_end", args=[row.pk])


def _name(user: Any) -> str:
    return str(user.name or user.email or user.code)
