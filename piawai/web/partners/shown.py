"""What the pages of partners and agreements share: states, figures and facts in words."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from piawai.learning.rules.agreements import is_over
from piawai.learning.terms import AgreementState, Share, Used
from piawai.lib import clock
from piawai.web import lists

COLOURS: dict[str, str] = {AgreementState.DRAFT: "yellow", AgreementState.SIGNED: "green", AgreementState.ENDED: "grey"}


def state(row: Any) -> str:
    """Return how an agreement stands today, in a word."""
    if is_over(state=row.state, ends_on=row.ends_on, on=clock.today()):
        return _("Over: its last day has passed")
    return str(AgreementState(row.state).label)


def colour(row: Any) -> str:
    """Return the colour of an agreement's state."""
    if is_over(state=row.state, ends_on=row.ends_on, on=clock.today()):
        return COLOURS[AgreementState.ENDED]
    return COLOURS[row.state]


def fact(label: str, value: lists.Value, *, url: str = "") -> dict[str, str]:
    """Return what is known by a name."""
    return {"label": label, "text": lists.words(value), "url": url}


def partner_facts(row: Any) -> list[dict[str, str]]:
    """Return what is known of a partner."""
    return [
        fact(_("Name"), row.name),
        fact(_("Kind"), str(row.get_kind_display())),
        fact(_("Address"), row.address),
        fact(_("Contact person"), row.contact),
        fact(_("E-mail address"), row.email),
        fact(_("Phone number"), row.phone),
    ]


def agreement_facts(row: Any) -> list[dict[str, str]]:
    """Return what an agreement says."""
    days = _("%(first)s to %(last)s") % {"first": lists.words(row.starts_on), "last": lists.words(row.ends_on)}
    found = [
        fact(_("Kind"), str(row.get_kind_display())),
        fact(_("Number"), row.number),
        fact(_("Partner"), row.partner.name),
        fact(_("Subject"), row.subject),
        fact(_("Scope"), row.scope),
        fact(_("Valid"), days),
        fact(_("State"), state(row)),
    ]
    if row.under is not None:
        found.insert(5, fact(_("Under the MoU"), row.under.number))
    if row.signed_on is not None:
        found.append(fact(_("Signed on"), row.signed_on))
    if row.ended_on is not None:
        found += [fact(_("Ended on"), row.ended_on), fact(_("Reason"), row.reason)]
    return found


def agreement_figures(row: Any, used: Used) -> list[dict[str, str]]:
    """Return what is ordered, held and paid of an agreement, against what it allows."""
    people = _("not limited") if row.people is None else lists.words(row.people)
    money = _("not limited") if row.rupiah is None else lists.rupiah(row.rupiah)
    of = _("%(used)s of %(most)s")
    return [
        fact(_("People ordered"), of % {"used": lists.words(used.ordered_people), "most": people}),
        fact(_("People who hold a seat"), of % {"used": lists.words(used.held_people), "most": people}),
        fact(_("Money ordered"), of % {"used": lists.rupiah(used.ordered_rupiah), "most": money}),
        fact(_("Money committed"), of % {"used": lists.rupiah(used.committed), "most": money}),
        fact(_("Money paid"), of % {"used": lists.rupiah(used.paid), "most": money}),
    ]


def share(found: Share, least: int) -> str:
    """Return a share in words with its cases; of too few cases none."""
    if found.cases < least:
        words = _("not enough yet: %(cases)s of at least %(least)s cases")
        return words % {"cases": lists.words(found.cases), "least": lists.words(least)}
    words = _("%(percent)s%% (%(hits)s of %(cases)s)")
    percent = round(100 * found.hits / found.cases)
    return words % {"percent": percent, "hits": lists.words(found.hits), "cases": lists.words(found.cases)}


def agreement_columns(address: str, *, partner: bool) -> tuple[lists.Column, ...]:
    """Return the columns of a list of agreements; `address` is the name of the page of one."""
    found = [
        lists.Column(
            "nomor",
            _("Number"),
            lambda row: row.number or _("without a number"),
            ("number",),
            link=lambda row: reverse(address, args=[row.code]),
            header=True,
        ),
        lists.Column("jenis", _("Kind"), lambda row: row.kind, ("kind",)),
        lists.Column("tentang", _("Subject"), lambda row: row.subject, ("subject",), most=60),
        lists.Column("mulai", _("First day"), lambda row: row.starts_on, ("starts_on",)),
        lists.Column("akhir", _("Last day"), lambda row: row.ends_on, ("ends_on",)),
        lists.Column(
            "keadaan",
            _("State"),
            state,
            ("state", "ends_on"),
            tag=colour,
        ),
    ]
    if partner:
        found.insert(
            2,
            lists.Column(
                "lembaga",
                _("Partner"),
                lambda row: row.partner.name,
                ("partner__name",),
                link=lambda row: reverse("partner", args=[row.partner.code]),
            ),
        )
    return tuple(found)
