"""Mailing the link for a new password."""

import datetime as dt
from collections.abc import Mapping

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from piawai.accounts.queries import account_by_code, may_sign_in
from piawai.cli.tasks import Task
from piawai.integrations import mail
from piawai.jobs.services import forget_finished
from piawai.lib import clock

RESET_LINK = "accounts.reset_link"
_KEPT = dt.timedelta(days=1)


def mail_reset_link(task: Task) -> Mapping[str, object]:
    """
    Mail an account the link for a new password; where there is no account, there is nothing to do.

    Done twice, two mails go out: either link ends the other once it is used.
    """
    user = account_by_code(str(task.arguments["account"]))
    site = mail.site_address()
    if user is None or not user.email or not may_sign_in(user) or not site:
        return {"mails": 0}
    named = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=named)
    with override(str(task.arguments["language"])):
        text = _(
            "Somebody, probably you, asks for a new password for Piawai.\n\nChoose it here, within one hour:\n"
            "%(link)s\n\nIf it was not you, do nothing. Your password stays as it is."
        )
        send_mail(_("A new password for Piawai"), text % {"link": site + path}, None, [user.email])
    return {"mails": 1}


def forget_reset_jobs(_task: Task) -> Mapping[str, object]:
    """Delete the jobs of links that are over: each address that anybody types leaves one."""
    return {"deleted": forget_finished(name=RESET_LINK, before=clock.now() - _KEPT)}
