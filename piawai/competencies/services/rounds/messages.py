"""Telling raters, by the accounts that belong to them."""

import datetime as dt
from collections.abc import Collection

from piawai.accounts.models import User
from piawai.jobs.services import send_to_each
from piawai.people.models import Person


def tell(*, people: Collection[int], subject: str, body: str, link: str, at: dt.datetime) -> int:
    """
    Write a message to the accounts of people (ids), in the caller's transaction, and return how many there were.

    Whoever has no account yet finds what is asked on the first page after signing in.
    """
    wanted = set(people)
    used = set(User.objects.filter(is_active=True).values_list("code", flat=True))
    codes = {code for pk, code in Person.objects.values_list("pk", "code") if pk in wanted and code in used}
    return send_to_each(to=codes, subject=subject[:200], body=body, link=link, at=at)
