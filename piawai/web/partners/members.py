"""Who acts for a partner: inviting, a code to sign in, ending it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from piawai.access.guards import Request, require
from piawai.access.services import partners as services
from piawai.access.services.proposals import UnableToProposeRole
from piawai.access.terms import Permission
from piawai.accounts.services import UnableToInvite, UnableToReset
from piawai.learning.queries import partners as queries
from piawai.learning.services.partners import UnableToNameMember, end_member
from piawai.lib import clock
from piawai.web.partners import forms
from piawai.web.partners.views import REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def member_invite(request: Request, code: str) -> HttpResponse:
    """Let an e-mail address act for a partner, once a second colleague agrees."""
    partner = get_object_or_404(queries.partners(), code=code)
    form = forms.Invite(request.POST or None)
    if form.is_valid():
        try:
            services.invite_member(
                partner=partner,
                **form.cleaned_data,
                by=request.holder.code,
                at=clock.now(),
                page=lambda number: reverse("role_proposal", args=[number]),
            )
        except (UnableToNameMember, UnableToProposeRole, UnableToInvite) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation waits for a second colleague, who then makes the code."))
            return redirect("partner", code=code)
    context = {
        "title": _("Invite somebody of %(partner)s") % {"partner": partner.name},
        "about": _("They see the sessions, participants and agreements of this partner, and nothing else."),
        "form": form,
        "button": _("Send the proposal"),
        "crumbs": [{"label": partner.name, "url": reverse("partner", args=[code])}],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@require(Permission.PARTNERS_KEEP)
def member_code(request: Request, number: int) -> HttpResponse:
    """Make a one-time code for a partner's account, and show it once."""
    member = queries.member(number)
    if member is None:
        raise Http404
    try:
        plain = services.new_code(member=member, by=request.holder.code, at=clock.now())
    except (services.UnableToLetPartnerIn, UnableToReset) as refusal:
        messages.error(request, str(refusal))
        return redirect("partner", code=member.partner.code)
    context = {
        "title": _("Code for %(name)s") % {"name": member.user.name},
        "code": plain,
        "email": member.user.email,
        "crumbs": [{"label": member.partner.name, "url": reverse("partner", args=[member.partner.code])}],
    }
    answer = render(request, "partners/code.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@require(Permission.PARTNERS_KEEP)
def member_end(request: Request, number: int) -> HttpResponse:
    """Let an account act for its partner no more."""
    member = queries.member(number)
    if member is None:
        raise Http404
    end_member(member=member, by=request.holder.code, at=clock.now())
    messages.success(request, _("The account sees nothing of this partner any more. End its role too, if it leaves."))
    return redirect("partner", code=member.partner.code)
