"""T-AC-4: rights end, and begin, with the next request: a session that goes on carries none of them along."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from piawai.access.models import RoleGrant
from piawai.access.services.roles import end_role
from piawai.accounts.services import deactivate
from piawai.lib import clock
from piawai.people.models import Job, Unit
from piawai.people.terms import UnitRow
from tests import town
from tests.security.world import PEOPLE, World, people_only

pytestmark = pytest.mark.django_db
LATE = dt.timedelta(hours=23, minutes=58)
EVENING = dt.datetime.combine(timezone.localdate(), dt.time.min, tzinfo=timezone.get_default_timezone()) + LATE
TODAY, TOMORROW = EVENING.date(), EVENING.date() + dt.timedelta(days=1)
Change = Callable[[World], None]


def happens(name: str, kind: str, first: dt.date, last: dt.date | None = None, unit: str = "") -> Change:
    """Return the change that something befalls a person's post."""

    def change(found: World) -> None:
        where = Unit.objects.get(siasn_id=unit) if unit else None
        job = Job.objects.get(name="Pengelola") if kind == "MUTASI" else None
        town.event(found.people[name], kind, first, last, unit=where, job=job)

    return change


def ends(name: str, on: dt.date) -> Change:
    """Return the change that a granted role ends with a day."""

    def change(found: World) -> None:
        grant = RoleGrant.objects.get(user=found.users[name])
        end_role(grant=grant, on=on, by=town.BY, at=clock.now())

    return change


def closes(found: World) -> None:
    """Close the account of staff."""
    deactivate(user=found.users["staff"], by=town.BY, at=clock.now())


def another_chief(found: World) -> None:
    """Let the unit file name another head of the section."""
    town.units(UnitRow("SEKSI", "Unit SEKSI", "DINAS", "41", leader=town.nip(PEOPLE["colleague"][0])))


moves = happens("staff", "MUTASI", TOMORROW, unit="REGU")
retires = happens("staff", "PENSIUN", TOMORROW)
acts = happens("colleague", "PLT", TOMORROW, unit="DINAS")
YESTERDAY = TODAY - dt.timedelta(days=1)

# Reader, page and its argument (a person's name, or a unit); the answer before, what changes, whether midnight passes,
# and the answer then
CASES: dict[str, tuple[str, str, str, int, Change, bool, int]] = {
    "who was transferred is lost to the old superior": ("chief", "person", "staff", 200, moves, True, 404),
    "and to the old head": ("head", "plan_why", "staff", 200, moves, True, 404),
    "and found by the new superior": ("other_chief", "person", "staff", 404, moves, True, 200),
    "not before midnight": ("chief", "person", "staff", 200, moves, False, 200),
    "who retired is lost to the head": ("head", "person", "staff", 200, retires, True, 404),
    "a closed account is signed out": ("staff", "home", "", 200, closes, False, 302),
    "a role that has ended": ("operator", "people", "", 200, ends("operator", YESTERDAY), False, 403),
    "a role that ends today, tomorrow": ("operator", "people", "", 200, ends("operator", TODAY), True, 403),
    "a role that ends today, today": ("operator", "people", "", 200, ends("operator", TODAY), False, 200),
    "a role for everything": ("bkpsdm", "locks", "", 200, ends("bkpsdm", YESTERDAY), False, 403),
    "an acting post that begins": ("colleague", "unit", "DINAS", 403, acts, True, 200),
    "an acting post takes the head's place": ("head", "unit", "DINAS", 200, acts, True, 403),
    "a head who retires": ("head", "unit", "DINAS", 200, happens("head", "PENSIUN", TOMORROW), True, 403),
    "a head who is transferred": (
        "head",
        "unit",
        "DINAS",
        200,
        happens("head", "MUTASI", TOMORROW, unit="REGU"),
        True,
        403,
    ),
    "a superior whom another follows": ("chief", "person", "colleague", 200, another_chief, False, 404),
    "the one who follows": ("colleague", "person", "chief", 404, another_chief, False, 200),
}


class TestRights:
    """The same browser, before and after."""

    @pytest.mark.parametrize("case", list(CASES))
    def test_follow_the_facts_at_once(self, case: str) -> None:
        reader, name, about, before, change, after_midnight, after = CASES[case]
        with time_machine.travel(EVENING, tick=False):
            found = people_only()
            client = found.client(reader)
            address = reverse(
                name, args=[found.people[about].code if about in found.people else about] if about else []
            )
            first = client.get(address).status_code
            change(found)
        with time_machine.travel(EVENING + dt.timedelta(minutes=4 if after_midnight else 1), tick=False):
            second = client.get(address).status_code

        assert (first, second) == (before, after)

    def test_an_acting_post_that_ended_leads_nowhere(self) -> None:
        with time_machine.travel(EVENING, tick=False):
            found = people_only()
            happens("colleague", "PLH", TODAY, TODAY, unit="DINAS")(found)
            client = found.client("colleague")
            asked = [client.get(reverse("unit", args=["DINAS"])).status_code]
            asked += [client.get(reverse("person", args=[found.people["staff"].code]), {"format": "pdf"}).status_code]
        with time_machine.travel(EVENING + dt.timedelta(minutes=4), tick=False):
            asked += [client.get(reverse("unit", args=["DINAS"])).status_code]
            asked += [client.get(reverse("person", args=[found.people["staff"].code])).status_code]

        assert asked == [200, 200, 403, 404]
