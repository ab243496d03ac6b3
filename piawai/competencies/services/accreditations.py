"""Who may assess officially: accreditations of assessors."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.accounts.queries import account_by_code
from piawai.audit.services import log
from piawai.competencies.models import Accreditation
from piawai.lib.errors import Refusal


class UnableToKeepAccreditation(Refusal):
    """An accreditation says too little, or something impossible."""


@transaction.atomic
def record_accreditation(
    *,
    account: str,
    name: str,
    number: str,
    agency: str,
    starts_on: dt.date,
    ends_on: dt.date,
    by: str,
    at: dt.datetime,
) -> Accreditation:
    """
    Record that an account may assess officially from a day to another, inclusive.

    :raises UnableToKeepAccreditation: if the account is unknown, the span ends before it starts, or the number is
        recorded already.
    """
    if account_by_code(account) is None:
        raise UnableToKeepAccreditation(_("Choose an account. Give it the role of assessor first."), code="account")
    if account == by:
        raise UnableToKeepAccreditation(_("This is your own account. Let a colleague record it."), code="own")
    if ends_on < starts_on:
        text = _("The last day lies before the first day. Correct one of them.")
        raise UnableToKeepAccreditation(text, code="ends_before_start")
    if Accreditation.objects.filter(account=account, number=number.strip()).exists():
        text = _("This number is recorded for this assessor already.")
        raise UnableToKeepAccreditation(text, code="known")
    made = Accreditation.objects.create(
        account=account,
        name=name,
        number=number.strip(),
        agency=agency.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=by,
        recorded_at=at,
    )
    log(action="competencies.record_accreditation", by=by, at=at, subject=f"account {account}")
    return made


@transaction.atomic
def withdraw_accreditation(*, accreditation: Accreditation, by: str, on: dt.date, at: dt.datetime) -> None:
    """
    End an accreditation from a day on. What was assessed before stays.

    :raises UnableToKeepAccreditation: if it was withdrawn already.
    """
    rows = Accreditation.objects.filter(pk=accreditation.pk, withdrawn_on__isnull=True)
    if not rows.update(withdrawn_on=on):
        raise UnableToKeepAccreditation(_("This accreditation was withdrawn already."), code="withdrawn")
    log(action="competencies.withdraw_accreditation", by=by, at=at, subject=f"account {accreditation.account}")
