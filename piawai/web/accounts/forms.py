"""Forms of sign-in."""

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.access.sign_in import sign_in
from piawai.access.terms import GRANTED, ProposalState
from piawai.accounts.services import UnableToChoosePassword, choose_password, use_app_code
from piawai.accounts.terms import AccountState
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.lib.security_log import tell
from piawai.lib.text import may_hold_nip
from piawai.web.accounts import sessions
from piawai.web.accounts.device import device_of
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import unit_field

if TYPE_CHECKING:
    from piawai.accounts.models import User

_LONGEST = 200
_LONGEST_TEXT = 2_000


class SignIn(LoginForm):  # type: ignore[misc]
    """NIP or e-mail address, and password or one-time code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("NIP or e-mail address"),
            max_length=_LONGEST,
            error_messages={"required": _("Write your NIP or your e-mail address.")},
            widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        )
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            help_text=_("The first time: the code on your slip."),
            strip=False,
            max_length=_LONGEST,
            error_messages={"required": _("Write your password or the code on your slip.")},
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.fields["remember"].label = _("This is my own device")
        self.fields["remember"].help_text = _("You stay signed in for 30 days. Never tick this on a shared computer.")
        self.order_fields(["login", "password", "remember"])

    def user_credentials(self) -> dict[str, str]:
        """Return nothing that allauth could keep in the session: a NIP does not belong there."""
        return {"password": self.cleaned_data["password"]}

    def _clean_with_password(self, credentials: dict[str, str]) -> dict[str, Any]:
        device = device_of(self.request)
        try:
            user = sign_in(
                typed=self.cleaned_data["login"],
                password=credentials["password"],
                device=device.name,
                known_as=frozenset(device.known_as),
                at=clock.now(),
            )
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        self._login, self.user = Login(user=user, email=None), user
        return dict(self.cleaned_data)

    def _login_with_password(self, request: Any, redirect_url: str | None, credentials: dict[str, str]) -> Any:
        request.session[sessions.OWN] = bool(self.cleaned_data["remember"])
        self._login.redirect_url = redirect_url
        return perform_password_login(request, credentials, self._login)  # our adapter sets the session's length


class Password(forms.Form):
    """A new password, and the present one where there is one."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=_LONGEST,
        error_messages={"required": _("Write your present password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 signs, not only digits. Several words are easy to remember."),
        strip=False,
        max_length=_LONGEST,
        error_messages={"required": _("Write a new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        max_length=_LONGEST,
        error_messages={"required": _("Write the new password again.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two writings that differ."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(gettext("The two new passwords differ. Write the same one twice."))
        return again


class FirstPassword(Password):
    """A new password after a one-time code: there is no present one."""

    present = None  # type: ignore[assignment]


class Forgotten(forms.Form):
    """The address of whoever has forgotten the password."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=_LONGEST,
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address such as nama@kota.go.id."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class PasswordByLink(FirstPassword):
    """A new password for whoever came by a mailed link."""

    def __init__(self, *args: Any, user: "User | None" = None, temp_key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.temp_key = user, temp_key

    def clean_password(self) -> str:
        """Refuse a password that is too weak."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def save(self) -> None:
        """Give the account the password: all its sessions and links end."""
        assert self.user is not None  # noqa: S101 (allauth has read the link)
        try:
            choose_password(user=self.user, password=self.cleaned_data["password"], by=self.user.code, at=clock.now())
        except UnableToChoosePassword as refusal:  # reset since the link was read, which has ended with it
            raise PermissionDenied(str(refusal)) from refusal


class Accounts(forms.Form):
    """Whose accounts to list: of which unit with all below it, and how they stand."""

    keadaan = forms.ChoiceField(label=_("Account"), required=False, choices=[("", _("All")), *AccountState.choices])

    def __init__(self, *args: Any, units: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(units, label=_("Unit and below"), empty=_("All"))
        self.order_fields(["unit", "keadaan"])


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=_("Name the letter of assignment, if there is one."),
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason: whoever decides reads it.")},
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        error_messages={"required": _("Write the day as 24-11-2026."), "invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class Roles(forms.Form):
    """Which roles to list."""

    peran = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All")), *((role.value, role.label) for role in GRANTED)]
    )


class Proposals(forms.Form):
    """Which proposals to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *ProposalState.choices])


class GrantRole(forms.Form):
    """
    Who shall get which role, for which unit, from when, and why.

    Who is named by a name is chosen among `people`, whose unit and job tell namesakes apart.
    """

    MOST_NAMESAKES = 20

    who = forms.CharField(
        label=_("Name, NIP or e-mail address"),
        max_length=_LONGEST,
        error_messages={"required": _("Write a name, a NIP or an e-mail address.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in GRANTED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    on = _day(_("First day"))
    reason = _reason()

    def __init__(self, *args: Any, units: QuerySet[Any], people: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(units, label=_("Unit, for an operator"), empty=_("none"))
        self.namesakes = self._named(people)
        if 0 < len(self.namesakes) <= self.MOST_NAMESAKES:
            self.fields["person"] = forms.ChoiceField(
                label=_("Who is meant"),
                choices=[(person.code, _whereabouts(person)) for person in self.namesakes],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose who is meant."), "invalid_choice": _("Choose who is meant.")},
            )
        self.order_fields(["who", "person", "role", "unit", "on", "reason"])

    def _named(self, people: QuerySet[Any]) -> list[Any]:
        """Return those who have the name that was written, one more than can be shown; a NIP or address is no name."""
        written = str(self.data.get("who", "")).replace("\0", "")[:_LONGEST]
        if not written.strip() or "@" in written or may_hold_nip(text=written):
            return []
        for word in written.split():
            people = people.filter(name__icontains=word)
        return list(people.select_related("post__unit", "post__job").order_by("name", "pk")[: self.MOST_NAMESAKES + 1])

    def clean_who(self) -> str:
        """Refuse a name that too many have."""
        who: str = self.cleaned_data["who"]
        if len(self.namesakes) > self.MOST_NAMESAKES:
            text = gettext("More than %(count)s people have this name. Write more of it, or the NIP.")
            raise forms.ValidationError(text % {"count": self.MOST_NAMESAKES})
        return who

    @property
    def meant(self) -> Any:
        """The person who was chosen among those of the name, None where a NIP or an address was written."""
        chosen = self.cleaned_data.get("person")
        return next((person for person in self.namesakes if person.code == chosen), None)


def _whereabouts(person: Any) -> str:
    post = getattr(person, "post", None)
    if post is None:
        return gettext("%(name)s, without a post today") % {"name": person.name}
    return f"{person.name}, {post.job.name}, {post.unit.name}"


class EndRole(forms.Form):
    """When a role ends, and why."""

    on = _day(_("Last day"))
    reason = _reason()


class Decide(forms.Form):
    """What is decided on a proposal. A refusal has words; a withdrawal is the proposer's."""

    APPROVE, REFUSE, WITHDRAW = "setujui", "tolak", "tarik"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(APPROVE, _("Approve")), (REFUSE, _("Refuse")), (WITHDRAW, _("Withdraw"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Approve or refuse.")},
    )
    answer = forms.CharField(
        label=_("Why you refuse"),
        required=False,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class _CountsOnce:
    """A code of an authenticator app counts once, also within the time that it is shown."""

    user: "User"
    cleaned_data: dict[str, Any]

    def _count(self, code: str) -> str:
        if not use_app_code(user=self.user, typed=code, at=clock.now()):
            tell(event="second_factor_reused", at=clock.now(), account=self.user.code)
            raise forms.ValidationError(
                gettext("This code has been used. Wait for the next one in your app."), code="code_used"
            )
        return code


class SecondFactor(_CountsOnce, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def clean_code(self) -> str:
        """Refuse a wrong code, and a code that has counted."""
        code = super().clean_code()
        return self._count(code) if self.authenticator.type == Authenticator.Type.TOTP else code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:  # noqa: ARG002 (allauth's signature)
        tell(event="second_factor_failed", at=clock.now(), account=self.user.code)


class SecondFactorAgain(_CountsOnce, ReauthenticateForm):  # type: ignore[misc]
    """Confirming with the second factor that it is still the same person."""

    def clean_code(self) -> str:
        """Refuse a wrong code, and a code that has counted."""
        code = super().clean_code()
        return self._count(code) if self.authenticator.type == Authenticator.Type.TOTP else code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:  # noqa: ARG002 (allauth's signature)
        tell(event="second_factor_failed", at=clock.now(), account=self.user.code)


class NewApp(_CountsOnce, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    def clean_code(self) -> str:
        """Refuse a wrong code; the one that is right does not count again."""
        return self._count(super().clean_code())


class NewPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey and the name that its owner gives it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
