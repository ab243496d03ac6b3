"""Writing about partners: who they are, and which accounts act for them."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from piawai.accounts.models import User
from piawai.audit.services import log
from piawai.learning.models import Partner, PartnerMember
from piawai.learning.terms import PartnerKind
from piawai.lib.errors import Refusal
from piawai.lib.text import name_key
from piawai.people.models import Person


class UnableToWritePartner(Refusal):
    """The name is another partner's, or somebody else has changed the partner meanwhile."""


class UnableToNameMember(Refusal):
    """The account is an employee's, or acts for a partner already."""


@transaction.atomic
def add_partner(
    *, name: str, kind: str, address: str, contact: str, email: str, phone: str, by: str, at: dt.datetime
) -> Partner:
    """
    Add a partner.

    :raises UnableToWritePartner: if another has the name.
    """
    partner = Partner(name=name.strip(), name_key=name_key(name), kind=PartnerKind(kind))
    partner.address, partner.contact, partner.email, partner.phone = address, contact, email, phone
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as fault:
        raise _used() from fault
    log(action="learning.add_partner", by=by, at=at, subject=f"partner {partner.code}")
    return partner


@transaction.atomic
def change_partner(
    *,
    partner: Partner,
    revision: int,
    name: str,
    kind: str,
    address: str,
    contact: str,
    email: str,
    phone: str,
    by: str,
    at: dt.datetime,
) -> None:
    """
    Change what is known of a partner. `revision` is the one that the editor was shown.

    :raises UnableToWritePartner: if another has the name, or (code stale) somebody else has changed it meanwhile.
    """
    said = {"name": name.strip(), "name_key": name_key(name), "kind": PartnerKind(kind)}
    said |= {"address": address, "contact": contact, "email": email, "phone": phone}
    shown = Partner.objects.filter(pk=partner.pk, revision=revision)
    try:
        with transaction.atomic():
            changed = shown.update(**said, revision=F("revision") + 1)
    except IntegrityError as fault:
        raise _used() from fault
    if not changed:
        text = _("Somebody else has changed this while you were writing. Compare both, then save or leave it.")
        raise UnableToWritePartner(text, code="stale")
    log(action="learning.change_partner", by=by, at=at, subject=f"partner {partner.code}")


@transaction.atomic
def name_member(*, partner: Partner, user: User, by: str, at: dt.datetime) -> PartnerMember:
    """
    Let an account act for a partner; the same again is left as it is. The role comes apart from it.

    :raises UnableToNameMember: if the account is an employee's, or acts for another partner.
    """
    if Person.objects.filter(code=user.code).exists():
        text = _("This account is an employee's. Invite the partner's people with addresses of their own.")
        raise UnableToNameMember(text, code="employee")
    try:
        with transaction.atomic():
            made = PartnerMember.objects.create(partner=partner, user=user, made_by=by, made_at=at)
    except IntegrityError as fault:
        held = PartnerMember.objects.get(user=user, ended_at__isnull=True)
        if held.partner_id != partner.pk:
            text = _("This account acts for another partner. End that first, or use another address.")
            raise UnableToNameMember(text, code="elsewhere") from fault
        return held
    details = {"account": user.code}
    log(action="learning.name_member", by=by, at=at, subject=f"partner {partner.code}", details=details)
    return made


@transaction.atomic
def end_member(*, member: PartnerMember, by: str, at: dt.datetime) -> None:
    """Let an account act for its partner no more, at once; a second time changes nothing."""
    if PartnerMember.objects.filter(pk=member.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by):
        details = {"account": member.user.code}
        log(action="learning.end_member", by=by, at=at, subject=f"partner {member.partner.code}", details=details)


def _used() -> UnableToWritePartner:
    return UnableToWritePartner(_("Another partner has this name. Look for it in the list."), code="used")
