"""Messages by e-mail: that something waits, and nothing about anybody."""

import datetime as dt
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext as _

from piawai.accounts.models import User
from piawai.accounts.queries import with_address
from piawai.jobs import queries
from piawai.jobs.models import Message
from piawai.jobs.services import claim_mail

LATELY = dt.timedelta(days=7)  # older messages are not mailed when mail is switched on
MOST = 200  # at a time; the next turn takes the rest
_THIS_COMPUTER = {"127.0.0.1", "localhost"}


def switched_on() -> bool:
    """Return whether a mail server is configured."""
    return bool(settings.EMAIL_HOST)


def site_address() -> str:
    """Return the address under which others reach the site, "" where it has none."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in _THIS_COMPUTER and host[0] not in ".*"]
    return f"https://{hosts[0]}" if hosts and settings.HTTPS else ""


def deliver(*, at: dt.datetime) -> int:
    """
    Mail the messages that wait unread to the accounts that have an address, and return how many went out.

    Each goes out at most once: it counts as mailed before it is handed to the server, so one that the server
    then refuses stays unsent, and is read on the site. A server that cannot be reached at all loses none.

    :raises OSError: if the server cannot be reached.
    """
    if not switched_on():
        return 0
    reachable = with_address()
    waiting = list(queries.unmailed(since=at - LATELY).filter(to__in=reachable.values("code"))[:MOST])
    users = reachable.in_bulk({row.to for row in waiting}, field_name="code")
    due = [(row, users[row.to]) for row in waiting if row.to in users]
    if not due:
        return 0
    sent = 0
    with get_connection() as connection:
        for row, user in due:
            if claim_mail(message=row, at=at):
                try:
                    sent += connection.send_messages([_letter(row, user)]) or 0
                except smtplib.SMTPRecipientsRefused:
                    continue  # this address does not exist; the next may
    return sent


def _letter(message: Message, user: User) -> EmailMessage:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        address = site_address()
        where = _("Read it here: %(address)s") % {"address": f"{address}/pesan/"} if address else ""
        end = _("This message was sent by Piawai. Do not answer it.")
        where = where or _("Open Piawai to read it.")
    lines = [message.body, where, end]
    return EmailMessage(subject=message.subject, body="\n\n".join(lines), to=[user.email])
