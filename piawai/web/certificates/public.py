"""
What anybody may ask without signing in: whether a certificate is genuine, who we are as an issuer, what was revoked.

Codes cannot be guessed; whoever tries many that do not exist is told to wait all the same.
"""

from typing import Any

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access.guards import open_to_all
from piawai.formats.credentials import MEDIA_TYPE
from piawai.integrations import badges, mail
from piawai.learning.queries import certificates as queries
from piawai.learning.queries.documents import full_name, hours_in_words
from piawai.learning.rules.results import certificate_state, masked
from piawai.learning.terms import CertificateState
from piawai.lib import clock
from piawai.web import lists

MISSES = "30/5m/ip"  # codes that do not exist, from one address; whole offices share one
LISTS = "60/m/ip"  # documents that are signed anew for each who asks
COLOURS: dict[str, str] = {
    CertificateState.VALID: "green",
    CertificateState.ENDED: "yellow",
    CertificateState.REVOKED: "red",
    CertificateState.UNKNOWN: "grey",
}


@require_safe
@open_to_all
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is genuine, with as little of its holder as the answer needs."""
    found = queries.certificate_by_code(code)
    if found is None:
        if not _within(request, "certificate_unknown", MISSES):
            return _wait(request)
        state, facts, status = CertificateState.UNKNOWN, [], 404
    else:
        state = certificate_state(revoked=found.revoked_at is not None, valid_until=found.valid_until, on=clock.today())
        facts, status = _facts(found), 200
    context = {
        "title": _("Is this certificate genuine?"),
        "state": str(state.label),
        "colour": COLOURS[state],
        "unknown": state == CertificateState.UNKNOWN,
        "revoked": state == CertificateState.REVOKED,
        "facts": facts,
    }
    answer = render(request, "certificates/public.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _facts(found: Any) -> list[dict[str, str]]:
    session = found.enrolment.session
    levels = sorted(session.outcomes.all(), key=lambda row: row.competency.code)
    reached = "; ".join(
        _("%(competency)s: level %(level)s") % {"competency": row.competency.name, "level": row.level} for row in levels
    )
    days = {"first": lists.words(session.starts_on), "last": lists.words(session.ends_on)}
    pairs = (
        (_("Number"), found.number),
        (_("Holder (partly hidden)"), masked(full_name(found))),
        (_("Training"), session.programme.name),
        (_("Partner"), session.partner.name),
        (_("Days"), _("%(first)s to %(last)s") % days),
        (_("Hours (JP)"), hours_in_words(found)),
        (_("Competencies reached"), lists.words(reached)),
        (_("Issued on"), lists.words(found.issued_on)),
        (_("Valid until"), _("without end") if found.valid_until is None else lists.words(found.valid_until)),
    )
    return [{"label": label, "text": text} for label, text in pairs]


@require_safe
@open_to_all
def issuer(request: HttpRequest) -> HttpResponse:
    """Give the document with the key that we sign with (did:web)."""
    return _published(badges.issuer_document(site(request)), "application/did+json")


@require_safe
@open_to_all
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Give a signed list of what was revoked."""
    if not _within(request, "status_list", LISTS):
        return _wait(request)
    document = badges.status_list(number=number, site=site(request), at=clock.now())
    if document is None:
        raise Http404
    return _published(document, MEDIA_TYPE)


def site(request: HttpRequest) -> str:
    """Return the address under which others reach the site: as it is set, else as this reader reaches it."""
    return mail.site_address() or request.build_absolute_uri("/").rstrip("/")


def _published(document: dict[str, Any], media_type: str) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return JsonResponse(document, content_type=media_type, headers=headers)


def _within(request: HttpRequest, action: str, rate: str) -> bool:
    """Return whether an address has not asked too often; it is counted."""
    used = ratelimit.consume(request, app="piawai", action=action, config={action: rate}, limit_get=True)
    return used is not None


def _wait(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/wait.html", {"title": _("Please wait a few minutes")}, status=429)
