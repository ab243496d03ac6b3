"""`piawai user`: the first administrator, a one-time code for anybody, and the way back for whom nobody else resets."""

import datetime as dt
from typing import Annotated

import typer
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.access.services.roles import grant_role
from piawai.access.sign_in import account_for
from piawai.access.terms import GRANTED
from piawai.accounts import services
from piawai.accounts.terms import CODE_LASTS
from piawai.cli import show
from piawai.cli.options import actor
from piawai.cli.words import Program
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.people import queries as people


class UnableToResetUser(Refusal):
    """Nobody has the account."""


class UnableToInviteUser(Refusal):
    """The person or the unit is not known, or an operator has no unit."""


def register(app: typer.Typer) -> None:
    """Add the group of commands; the language is known by now."""
    user: typer.Typer = Program(help=_("Accounts: invite someone, or reset an account, with a one-time code."))

    @user.command(name="invite", help=_("Make an account with a role, and print a one-time code for it."))
    def invite(
        role: Annotated[
            str,
            typer.Option(
                metavar=_("ROLE"),
                help=_("Role: %(roles)s. Without one: an employee, or head of a unit, by post.") % {"roles": _roles()},
            ),
        ] = "",
        nip: Annotated[str, typer.Option(metavar="NIP", help=_("NIP of the person."))] = "",
        email: Annotated[
            str,
            typer.Option(metavar=_("MAIL"), help=_("E-mail address: instead of a NIP, or for new passwords by mail.")),
        ] = "",
        name: Annotated[str, typer.Option(metavar=_("NAME"), help=_("Name, with --email."))] = "",
        unit: Annotated[str, typer.Option(metavar="ID", help=_("UNOR ID of the unit, for an operator."))] = "",
    ) -> None:
        show.say(*invited(role=role, nip=nip, email=email, name=name, unit=unit))

    @user.command(
        name="reset",
        help=_("Reset an account whose owner has no way in any more, and print a one-time code for it."),
    )
    def reset(
        nip: Annotated[str, typer.Option(metavar="NIP", help=_("NIP of the person."))] = "",
        email: Annotated[
            str, typer.Option(metavar=_("MAIL"), help=_("E-mail address of the account, instead of a NIP."))
        ] = "",
    ) -> None:
        show.say(*started_anew(nip=nip, email=email))

    app.add_typer(user, name="user")


@transaction.atomic
def invited(*, role: str, nip: str, email: str, name: str, unit: str) -> list[str]:
    """
    Make the account, give it the role, and return what to hand over, line by line.

    Without a role it is that of a person, whose roles follow from the post.

    :raises typer.BadParameter: if the role cannot be given, the address is none, or it is not said whose account it is.
    :raises UnableToInviteUser: if the person or the unit is not known.
    """
    if role and role not in GRANTED:
        text = _("%(role)s is no role that can be given. These can: %(roles)s.")
        raise typer.BadParameter(text % {"role": role, "roles": _roles()}, param_hint="--role")
    if not role and not nip:
        raise typer.BadParameter(_("Without a role, give --nip: the roles of a person follow from the post."))
    if not nip and not (email and name):
        raise typer.BadParameter(_("Give --nip, or --email with --name."))
    if email:
        _refuse_no_address(email)
    units = people.units_by_id()
    if unit and unit not in units:
        raise UnableToInviteUser(_("There is no unit %(unit)s.") % {"unit": unit}, code="unit")
    code = ""
    if nip:
        person = people.people_by_number({nip}).get(nip)
        if person is None:
            raise UnableToInviteUser(_("Nobody has this NIP. Import the people first."), code="nip")
        code, name = person.code, person.name
    at = clock.now()
    account, plain = services.invite(code=code, name=name, email=email, by=actor(), at=at)
    if role:
        grant_role(user=account, role=role, unit=units.get(unit), by=actor(), at=at, on=clock.today())
    return [
        _("Account of %(name)s, role %(role)s.") % {"name": name, "role": role or _("by post")},
        *_handed(plain, until=at + CODE_LASTS),
    ]


@transaction.atomic
def started_anew(*, nip: str, email: str) -> list[str]:
    """
    End password, second factor, sessions and codes of an account, and return what to hand over, line by line.

    :raises typer.BadParameter: if not exactly one account is named.
    :raises UnableToResetUser: if nobody has it.
    :raises piawai.accounts.services.UnableToReset: if the account is closed.
    """
    if bool(nip) == bool(email):
        raise typer.BadParameter(_("Give --nip or --email, one of them."))
    account = account_for(nip or email)
    if account is None:
        text = _("Nobody has an account with this NIP or e-mail address. Check it, or use piawai user invite.")
        raise UnableToResetUser(text, code="nobody")
    at = clock.now()
    plain = services.reset(user=account, by=actor(), at=at)
    name = account.name or account.email
    return [
        _("Account of %(name)s was reset: password, second step and devices have ended.") % {"name": name},
        *_handed(plain, until=at + CODE_LASTS),
    ]


def _handed(plain: str, *, until: dt.datetime) -> list[str]:
    return [
        _("One-time code: %(code)s") % {"code": plain},
        _("It works once, until %(until)s. Sign in with the NIP or e-mail address and the code as password.")
        % {"until": show.moment(timezone.localtime(until))},
    ]


def _refuse_no_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as fault:
        problem = _("This is no e-mail address. One such as nama@contoh.go.id would pass.")
        raise typer.BadParameter(problem, param_hint="--email") from fault


def _roles() -> str:
    return ", ".join(GRANTED)
