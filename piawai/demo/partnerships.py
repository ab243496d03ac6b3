"""What the demo city has agreed with its partners, ordered and paid: numbers and letters are invented."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from piawai.accounts.models import User
from piawai.demo import partners as named
from piawai.learning.models import Agreement, Partner, Session
from piawai.learning.services.agreements import UnableToOrder, draft_agreement, order, set_price, sign
from piawai.learning.services.partners import change_partner, name_member
from piawai.learning.terms import AgreementKind, PartnerKind

OWN_PARTNER = named.BPSDM  # whose sessions the demo's partner sees
KINDS: Mapping[str, PartnerKind] = {
    named.BPSDM: PartnerKind.CENTRE,
    named.LAN: PartnerKind.CENTRE,
    named.BKN: PartnerKind.AGENCY,
    named.USK: PartnerKind.UNIVERSITY,
    named.UIN: PartnerKind.UNIVERSITY,
    named.BPBA: PartnerKind.AGENCY,
    named.BNPB: PartnerKind.CENTRE,
    named.BMKG: PartnerKind.AGENCY,
    named.PMI: PartnerKind.PROFESSION,
    named.POLITEKNIK: PartnerKind.UNIVERSITY,
    named.ARCHIVE: PartnerKind.AGENCY,
    named.PROCUREMENT_SCHOOL: PartnerKind.COMPANY,
}
# With whom a PKS is signed: people and rupiah at most; of the second the last day comes soon
AGREED: tuple[tuple[str, int, int | None], ...] = (
    (named.BPSDM, 600, 2_000_000_000),
    (named.USK, 200, None),
    (named.LAN, 120, 900_000_000),
)


@transaction.atomic
def agree(*, on: dt.date, by: str, at: dt.datetime) -> int:
    """Describe the partners, sign agreements and order under them; return how many agreements there are."""
    stored = {partner.name: partner for partner in Partner.objects.all()}
    for name, kind in KINDS.items():
        if name in stored:
            _describe(stored[name], kind, by=by, at=at)
    made = [
        _agreed(stored[name], number, people, rupiah, on=on, by=by, at=at)
        for number, (name, people, rupiah) in enumerate(AGREED, start=1)
        if name in stored
    ]
    for agreement in made:
        _order_all(agreement, by=by, at=at)
    return len(made)


@transaction.atomic
def let_in(*, member: User, by: str, at: dt.datetime) -> None:
    """Let an account act for the partner whose sessions the demo shows, where the city has it."""
    partner = Partner.objects.filter(name=OWN_PARTNER).first()
    if partner is not None:
        name_member(partner=partner, user=member, by=by, at=at)


def _describe(partner: Partner, kind: PartnerKind, *, by: str, at: dt.datetime) -> None:
    change_partner(
        partner=partner,
        revision=partner.revision,
        name=partner.name,
        kind=kind,
        address="",
        contact="Sekretariat",
        email="",
        phone="",
        by=by,
        at=at,
    )


def _agreed(
    partner: Partner, number: int, people: int, rupiah: int | None, *, on: dt.date, by: str, at: dt.datetime
) -> Agreement:
    """Return a PKS under a MoU, both signed half a year ago; the second ends in forty days."""
    signed_on = on - dt.timedelta(days=180)
    ends_on = on + dt.timedelta(days=40) if number == 2 else dt.date(on.year + 1, 12, 31)
    common: dict[str, Any] = {"partner": partner, "starts_on": signed_on, "by": by, "at": at}
    above = draft_agreement(
        **common,
        kind=AgreementKind.MOU,
        number=f"MoU/{number:02d}/{signed_on.year}",
        subject="Pengembangan kompetensi ASN",
        scope="Pelatihan, pendampingan dan pertukaran pengajar.",
        under=None,
        ends_on=dt.date(on.year + 2, 12, 31),
        people=None,
        rupiah=None,
    )
    sign(agreement=above, revision=1, signed_on=signed_on, on=on, by=by, at=at)
    above.refresh_from_db()
    made = draft_agreement(
        **common,
        kind=AgreementKind.WORK,
        number=f"PKS/{number:02d}/{signed_on.year}",
        subject="Penyelenggaraan pelatihan",
        scope="",
        under=above,
        ends_on=ends_on,
        people=people,
        rupiah=rupiah,
    )
    for row in Session.objects.filter(partner=partner).select_related("programme").order_by("participant_cost"):
        costs = {"participant_cost": row.participant_cost, "fixed_cost": row.fixed_cost}
        set_price(agreement=made, programme=row.programme, **costs, by=by, at=at)
    made.refresh_from_db()
    sign(agreement=made, revision=made.revision, signed_on=signed_on, on=on, by=by, at=at)
    return made


def _order_all(agreement: Agreement, *, by: str, at: dt.datetime) -> None:
    """Put the partner's sessions under the agreement while they fit."""
    for session in Session.objects.filter(partner=agreement.partner).order_by("starts_on", "code"):
        try:
            order(agreement=agreement, session=session, by=by, at=at)
        except UnableToOrder:
            continue
