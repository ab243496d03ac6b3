"""What stands on a certificate: on paper, and in the credential that others verify."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.formats.certificates import Sheet
from piawai.formats.credentials import Award, Skill
from piawai.learning.models import Certificate
from piawai.lib import days


def hours_in_words(certificate: Certificate) -> str:
    """Return the hours of a certificate, whole where they are whole."""
    hours = certificate.enrolment.result.hours
    return str(int(hours)) if hours == int(hours) else str(hours.normalize()).replace(".", ",")


def sheet(*, certificate: Certificate, address: str, issuer: str, language: str) -> Sheet:
    """
    Return what is printed, in the language that is active. `address` is where anybody can check it.

    The certificate comes with its details (`certificates.with_details`). It names no NIP.
    """
    enrolment = certificate.enrolment
    session = enrolment.session
    span = {"first": days.in_words(session.starts_on), "last": days.in_words(session.ends_on)}
    same_day = session.starts_on == session.ends_on
    facts = [
        _("Held by %(partner)s") % {"partner": session.partner.name},
        span["first"] if same_day else _("%(first)s to %(last)s") % span,
        _("%(hours)s lesson hours (JP)") % {"hours": hours_in_words(certificate)},
    ]
    ending = [_("Issued on %(day)s") % {"day": days.in_words(certificate.issued_on)}]
    if certificate.valid_until is not None:
        ending.append(_("Valid until %(day)s") % {"day": days.in_words(certificate.valid_until)})
    skills = sorted(session.outcomes.all(), key=lambda row: row.competency.code)
    return Sheet(
        title=_("Certificate"),
        language=language,
        issuer=issuer,
        number=_("Number: %(number)s") % {"number": certificate.number},
        given_to=_("given to"),
        name=full_name(certificate),
        for_completing=_("who has passed"),
        programme=session.programme.name,
        facts=facts,
        skills_label=_("Competencies reached"),
        skills=[
            _("%(competency)s: level %(level)s") % {"competency": row.competency.name, "level": row.level}
            for row in skills
        ],
        check_label=_("Whether it is genuine is answered here:"),
        address=address,
        ending=ending,
    )


def full_name(certificate: Certificate) -> str:
    """Return the holder's name with the titles."""
    person = certificate.enrolment.person
    name = f"{person.title_before} {person.name}".strip()
    return f"{name}, {person.title_after}" if person.title_after else name


def award(
    *,
    certificate: Certificate,
    address: str,
    programme_address: str,
    status_list: str,
    place: int,
    issuer: str,
    name: str,
) -> Award:
    """
    Return what the credential of a certificate says. `issuer` is its did:web, `name` the organisation.

    `place` is the place in the list of what was revoked, `status_list`.
    """
    enrolment = certificate.enrolment
    session = enrolment.session
    return Award(
        address=address,
        issuer=issuer,
        issuer_name=name or "Piawai",
        holder=full_name(certificate),
        number=certificate.number,
        programme_address=programme_address,
        programme=session.programme.name,
        partner=session.partner.name,
        hours=enrolment.result.hours,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
        issued_at=certificate.issued_at,
        valid_until=_end_of(certificate.valid_until),
        status_list=status_list,
        status_index=place,
        skills=tuple(
            Skill(row.competency.code, row.competency.name, row.level)
            for row in sorted(session.outcomes.all(), key=lambda row: row.competency.code)
        ),
    )


def _end_of(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))
