"""Sessions in the background: answers overdue, kept seats that come free, who is next, and what shows at work later."""

from collections.abc import Mapping

from django.urls import reverse

from piawai.cli.tasks import Task
from piawai.learning.queries.joining import sessions_to_look_after
from piawai.learning.services.behaviour import invite_follow_ups
from piawai.learning.services.enrolments import expire
from piawai.lib import clock
from piawai.lib.locks import let_others_write


def end_overdue(_task: Task) -> Mapping[str, object]:
    """End the invitations that nobody answered in time and call who waits; a second time there is nothing to end."""
    ended, sessions = 0, sessions_to_look_after(on=clock.today(), at=clock.now())
    for session in sessions:
        ended += expire(session=session, on=clock.today(), at=clock.now(), link=reverse("my_learning"))
        let_others_write()
    return {"sessions": len(sessions), "ended": ended}


def follow_up(_task: Task) -> Mapping[str, object]:
    """Ask what shows at work after the sessions whose months are over; a second time there is nobody to ask."""
    return {"people": invite_follow_ups(on=clock.today(), at=clock.now(), by="", link=reverse("follow_ups"))}
