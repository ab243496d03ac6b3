"""Two partners with a session, an agreement, a payment and an account each, for tests of pages and access."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from pypdf import PdfWriter

from piawai.access.services.roles import grant_role
from piawai.accounts.models import User
from piawai.learning.models import Agreement, Enrolment, Partner, PartnerMember, Payment, Session
from piawai.learning.services import agreement_files, agreements, partners, payments
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import EnrolmentState, Entry
from piawai.lib import clock
from piawai.people.models import Person
from tests import town
from tests.cast import Cast, protect


def pdf() -> bytes:
    """Return a PDF of one empty page."""
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=90, height=90)
    writer.write(target)
    return target.getvalue()


@dataclass(frozen=True)
class Agreed:
    """What one partner has to do with us."""

    partner: Partner
    session: Session
    agreement: Agreement
    draft: Agreement
    payment: Payment
    member: PartnerMember


def agreed(cast_: Cast, *, code: str, role: str, person: Person, partner: str, price: int) -> Agreed:
    """
    Return a partner with a session that a person goes to, an agreement it stands under, a draft and a payment.

    An account under `role` acts for the partner. The session `code` is made where there is none.
    """
    user = User.objects.create_user(name=f"Akun {role}", email=f"{role}@example.id", created_at=clock.now())
    made = working_with(user, code=code, person=person, partner=partner, price=price)
    day = timezone.localdate() - dt.timedelta(days=1)
    grant_role(user=user, role="mitra", unit=None, on=day, by="tests", at=clock.now())
    protect(user)
    cast_.users[role] = user
    return made


def working_with(user: User, *, code: str, person: Person, partner: str, price: int) -> Agreed:
    """Return the same for an account that is there already, whatever its roles."""
    by: dict[str, Any] = {"by": "tests", "at": clock.now()}
    today = timezone.localdate()
    if not Session.objects.filter(code=code).exists():
        row = town.session_row(code, today + dt.timedelta(days=30), partner=partner, participant_cost=price)
        town.sessions(row)
    session = open_session(session=Session.objects.get(code=code), steps=1, kept={}, on=today, **by)
    Session.objects.filter(pk=session.pk).update(participant_cost=price)
    session.refresh_from_db()
    Enrolment.objects.create(
        session=session,
        person=person,
        unit=person.post.unit,
        entry=Entry.INVITED,
        state=EnrolmentState.APPROVED,
        made_by="tests",
        made_at=clock.now(),
    )
    words: dict[str, Any] = {"kind": "PKS", "subject": f"Kerja sama {partner}", "scope": "", "under": None}
    words |= {"starts_on": today, "ends_on": today + dt.timedelta(days=50), "people": 40, "rupiah": None}
    draft = agreements.draft_agreement(partner=session.partner, number=f"D-{code}", **words, **by)
    agreements.set_price(agreement=draft, programme=session.programme, participant_cost=1, fixed_cost=0, **by)
    agreement = agreements.draft_agreement(partner=session.partner, number=f"P-{code}", **words, **by)
    agreements.sign(agreement=agreement, revision=1, signed_on=today, on=today, **by)
    agreement.refresh_from_db()
    agreements.order(agreement=agreement, session=session, **by)
    agreement_files.add_file(agreement=agreement, name="pks.pdf", content=pdf(), **by)
    payment = payments.record_payment(
        session=session, document=f"SP2D-{code}", amount=price, paid_on=today, note="", on=today, **by
    )
    member = partners.name_member(partner=session.partner, user=user, **by)
    return Agreed(session.partner, session, agreement, draft, payment, member)
