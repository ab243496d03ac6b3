"""Telling participants, each in the language the account last chose."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection

from django.conf import settings
from django.utils import translation

from piawai.accounts.models import User
from piawai.jobs.services import send_to_each
from piawai.people.models import Person


def tell(*, people: Collection[int], words: Callable[[], tuple[str, str]], link: str, at: dt.datetime) -> int:
    """
    Write a message to the accounts of people (ids), in the caller's transaction, and return how many there were.

    `words` gives subject and body in the language that is spoken when it is called. Whoever has no account yet finds
    what is asked on the first page after signing in.
    """
    codes = Person.objects.filter(pk__in=people).values("code")
    by_language: dict[str, list[str]] = defaultdict(list)
    for code, language in User.objects.filter(is_active=True, code__in=codes).values_list("code", "language"):
        by_language[language or settings.LANGUAGE_CODE].append(code)
    sent = 0
    for language, found in sorted(by_language.items()):
        with translation.override(language):
            subject, body = words()
        sent += send_to_each(to=found, subject=subject[:200], body=body, link=link, at=at)
    return sent
