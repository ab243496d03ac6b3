"""What a reader has to do, from the facts as they are: the most urgent first, seven before the others."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from piawai.access import codes, duties, organising, queries, scopes
from piawai.access.terms import Holder, Permission, Role
from piawai.competencies.queries import objections, sheets
from piawai.competencies.queries.rounds import waiting as rounds_waiting
from piawai.competencies.terms import RoundState, Source
from piawai.development.terms import PlanState
from piawai.integrations.uploads import queries as uploads
from piawai.integrations.uploads.terms import UploadState
from piawai.learning.queries import agreements, behaviour, certificates, feedback, joining, offers, presence, quizzes
from piawai.learning.queries import study as studying
from piawai.learning.terms import QuizKind
from piawai.lib import days
from piawai.lib.counting import counts
from piawai.people import queries as people
from piawai.performance.queries import below_good
from piawai.web.lists import rupiah

if TYPE_CHECKING:
    from piawai.people.models import Person

Facts = Mapping[str, int]

MOST = 7
SOON = dt.timedelta(days=30)  # what is due within so long stands first, what is due later last
ANSWERED_LATELY = dt.timedelta(days=14)  # for so long an answer stands among the tasks
GET_READY = dt.timedelta(days=7)  # before a session begins, the phone is made ready for attendance
NOT_BEGUN = gettext_lazy("Not begun")
WAITING = gettext_lazy("Waiting")
TO_IMPROVE = gettext_lazy("Needs putting right")
DONE = gettext_lazy("Done")
TO_LOOK_AT = ""  # the state of what is worth a look: it never ends, so it is neither begun nor done


class Place(IntEnum):
    """Where a task stands among the others."""

    SOON = 0
    FOR_YOU = 1  # others cannot go on until the reader has done it
    OTHERWISE = 2
    LATER = 3


@dataclass(frozen=True, slots=True)
class Task:
    """
    One thing to do. `due` None: at no certain day; `minutes` is an estimate of our own;
    `place` holds where no day says otherwise.
    """

    verb: str
    detail: str
    url: str
    due: dt.date | None
    minutes: int
    state: str
    place: Place = Place.OTHERWISE


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows: tasks, the others, and where the reader stands (None for whoever holds no post)."""

    tasks: list[Task]
    others: list[Task]
    standing: duties.OwnStanding | None


def home(*, holder: Holder, on: dt.date, at: dt.datetime) -> Home:
    """Return the tasks of a reader on a day: due soon, waiting for the reader, the rest, due later."""
    held = {role.role for role in holder.roles}
    person = holder.person if Role.EMPLOYEE in held else None
    facts = counts(_counted_rows(holder, person, on=on, at=at))
    standing = duties.own_standing(facts) if person is not None else None
    tasks: list[Task] = []
    if Role.BKPSDM in held:
        tasks += _imports(holder)
        first = objections.first_due(except_of=holder.person) if facts["objections"] else None
        tasks += _answering(facts, first)
        tasks += _rounds(on)
        tasks += _agreements(facts, on)
    tasks += _rating(holder, person, facts, on)
    if facts.get("to_answer"):
        tasks += _invitations(person, at)
    tasks += _requests(facts)
    tasks += _studies(facts)
    if person is not None and standing is not None:
        tasks += _own(person, facts, standing, on=on, at=at)
    if Role.OPERATOR in held:
        tasks += _slips(facts)
    if "role_proposals" in facts:
        tasks += _proposals(facts)
    if Role.HEAD in held:
        tasks += _head(holder, facts)
    if "to_coach" in facts:
        tasks += _coaching(facts)
    if Role.BKPSDM in held:
        tasks += _whole_picture(facts)
    if scopes.allowed(holder, Permission.PLAN_DRAFT) or scopes.allowed(holder, Permission.PLAN_APPROVE):
        tasks += _plan(holder, duties.waiting_plan())
    if held & {Role.SECRETARY, Role.MAYOR}:
        tasks += _city(duties.widest_gap(on=on))
    tasks += _of_partner(holder, on=on, at=at)
    if Role.INSPECTORATE in held:
        detail = _("Who did what, and when.")
        tasks.append(Task(_("Read the log"), detail, reverse("audit_log"), None, 10, TO_LOOK_AT))
    tasks.sort(key=lambda task: (_place(task, on), task.due or dt.date.max))
    return Home(tasks[:MOST], tasks[MOST:], standing)


def _place(task: Task, on: dt.date) -> Place:
    if task.due is None:
        return task.place
    return Place.SOON if task.due <= on + SOON else Place.LATER


def _counted_rows(holder: Holder, person: "Person | None", *, on: dt.date, at: dt.datetime) -> duties.Rows:
    """Return what is to be counted for a reader, by the name of the fact; what concerns others only is left out."""
    held = {role.role for role in holder.roles}
    rows: duties.Rows = {}
    if person is not None:
        rows |= duties.own_rows(person=person, answered_since=at - ANSWERED_LATELY)
        rows["own_running_out"] = duties.running_out(scope=people.everybody().filter(pk=person.pk), on=on)
        rows["to_name"] = sheets.to_name(ratee=person, on=on)
        rows["to_answer"] = joining.invitations(person=person, at=at)
        rows["to_attend"] = presence.left_to_attend(person=person, on=on).filter(session__starts_on__lte=on + GET_READY)
        rows["to_test"] = quizzes.to_take(person=person, on=on, at=at)
        rows["to_tell"] = feedback.to_ask(person=person, on=on)
        rows["to_follow"] = behaviour.to_answer(person=person, on=on)
    if scopes.allowed(holder, Permission.NOMINATIONS_CONFIRM):
        scope = scopes.people(holder, Permission.NOMINATIONS_CONFIRM)
        rows["to_confirm"] = sheets.nominations_to_decide(scope=scope, but=holder.person)
    if scopes.allowed(holder, Permission.ENROLMENTS_AGREE):
        scope = scopes.people(holder, Permission.ENROLMENTS_AGREE)
        rows["to_agree"] = joining.to_agree(scope=scope, but=holder.person, on=on)
    if scopes.allowed(holder, Permission.ENROLMENTS_KEEP):
        rows["to_approve"] = joining.to_approve(but=holder.person, on=on)
    rows |= _of_studies(holder)
    if Role.BKPSDM in held:
        rows |= duties.fault_rows() | {"corrections": duties.corrections_waiting(person=holder.person)}
        rows["objections"] = objections.waiting(except_of=holder.person)
        rows["agreements_ending"] = agreements.ending(on=on)
        scope = scopes.people(holder, Permission.QUALIFICATIONS_CHANGE).exclude(code=holder.code)
        rows["external"] = certificates.external_waiting(scope)
    if Role.OPERATOR in held:
        rows["need_a_code"] = codes.lacking(holder=holder, on=on, at=at)
    if scopes.allowed(holder, Permission.ROLES_CHANGE):
        rows["role_proposals"] = queries.waiting_for(account=holder.code)
    if Role.HEAD in held:
        rows["unknown_people"] = duties.unknown_in(scope=scopes.people_led(holder))
        rows["running_out"] = duties.running_out(scope=scopes.people_led(holder).exclude(code=holder.code), on=on)
    if scopes.allowed(holder, Permission.PERFORMANCE_LIST):
        others = scopes.people(holder, Permission.PERFORMANCE_LIST).exclude(code=holder.code)
        rows["to_coach"] = below_good(scope=others, on=on, known_at=at)
    return rows


def _of_studies(holder: Holder) -> duties.Rows:
    """Return what is to be counted of studies and prior learning that wait for a reader, by the name of the fact."""
    rows: duties.Rows = {}
    if scopes.allowed(holder, Permission.STUDY_SUPPORT):
        scope = scopes.people(holder, Permission.STUDY_SUPPORT)
        rows["to_support"] = studying.to_support(scope=scope, but=holder.person)
    if scopes.allowed(holder, Permission.STUDIES_KEEP):
        rows["to_grant"] = studying.to_grant(but=holder.person)
    if scopes.allowed(holder, Permission.PRIOR_KEEP):
        rows["to_recognise"] = studying.to_recognise(but=holder.person)
    if scopes.allowed(holder, Permission.PRIOR_ASSESS):
        rows["to_assess"] = studying.to_assess(account=holder.code)
    return rows


def _own(
    person: "Person", facts: Facts, standing: duties.OwnStanding, *, on: dt.date, at: dt.datetime
) -> Iterator[Task]:
    """Give the tasks of everybody who holds a post."""
    for session in duties.own_sessions(person=person, on=on):
        why = reverse("plan_why", args=[person.code])
        verb = _("Get ready for %(programme)s") % {"programme": session.programme}
        detail = _("The approved plan sends you there. Read why.")
        if not session.decided:
            verb = _("See what is planned for you: %(programme)s") % {"programme": session.programme}
            detail = _("The plan is a draft: it is not decided yet. Read why.")
        yield Task(verb, detail, why, session.starts_on, 2, str(NOT_BEGUN))
    yield from _learning(person, facts, on=on, at=at)
    missing = [
        name for name, value in ((_("phone number"), person.phone), (_("e-mail address"), person.email)) if not value
    ]
    if missing:
        detail = _("Missing: %(names)s") % {"names": ", ".join(missing)}
        yield Task(_("Tell us how to reach you"), detail, reverse("correction_ask"), None, 2, str(NOT_BEGUN))
    if facts["own_answered"]:
        detail = _counted(
            ngettext("%(count)s answer", "%(count)s answers", facts["own_answered"]), facts["own_answered"]
        )
        yield Task(_("Read the answer to your request"), detail, reverse("corrections"), None, 1, str(DONE))
    page = reverse("person", args=[person.code])
    if facts["own_running_out"]:
        ending = facts["own_running_out"]
        detail = _counted(
            ngettext("%(count)s certificate or result", "%(count)s certificates or results", ending), ending
        )
        there = reverse("person_currency", args=[person.code])
        yield Task(_("Renew what you hold before it runs out"), detail, there, None, 5, str(NOT_BEGUN))
    if standing.short:
        detail = _counted(
            ngettext("%(count)s competency below standard", "%(count)s competencies below standard", standing.short),
            standing.short,
        )
        yield Task(_("See where your post asks for more"), detail, page, None, 5, TO_LOOK_AT)
    if standing.unknown:
        detail = _counted(
            ngettext(
                "%(count)s competency without valid evidence",
                "%(count)s competencies without valid evidence",
                standing.unknown,
            ),
            standing.unknown,
        )
        yield Task(_("See what is not yet known of you"), detail, page, None, 5, TO_LOOK_AT)
    if facts["own_waiting"]:
        detail = _counted(
            ngettext("%(count)s request waits", "%(count)s requests wait", facts["own_waiting"]), facts["own_waiting"]
        )
        yield Task(_("Follow your request for correction"), detail, reverse("corrections"), None, 1, str(WAITING))


def _invitations(person: "Person | None", at: dt.datetime) -> Iterator[Task]:
    """Give the tasks of whoever is invited to training: one answer each, by the day on which it is due."""
    if person is None:
        return
    for row in joining.invitations(person=person, at=at)[:MOST]:
        verb = _("Answer the invitation to %(programme)s") % {"programme": row.session.programme.name}
        due = timezone.localtime(row.answer_due_at).date()
        yield Task(verb, row.session.partner.name, reverse("my_learning"), due, 1, str(NOT_BEGUN), Place.FOR_YOU)


def _requests(facts: Facts) -> Iterator[Task]:
    """Give the task of whoever decides on requests for training: as head, as BKPSDM, or both."""
    waiting = facts.get("to_agree", 0) + facts.get("to_approve", 0)
    if waiting:
        detail = _counted(ngettext("%(count)s request waits", "%(count)s requests wait", waiting), waiting)
        url = reverse("enrolments_waiting")
        yield Task(_("Decide on requests for training"), detail, url, None, waiting, str(NOT_BEGUN), Place.FOR_YOU)


def _studies(facts: Facts) -> Iterator[Task]:
    """Give the tasks of whoever decides on studies for a degree and on prior learning: as head, BKPSDM or assessor."""
    decisions = (
        ("to_support", _("Say whether you support studies"), f"{reverse('studies')}?keadaan=DIMINTA", 3),
        ("to_grant", _("Decide on studies for a degree"), reverse("studies"), 10),
        ("to_recognise", _("Look at prior learning"), f"{reverse('priors')}?keadaan=DIMINTA", 15),
        ("to_assess", _("Assess prior learning"), f"{reverse('priors')}?keadaan=DINILAI", 15),
    )
    for fact, verb, url, minutes in decisions:
        if waiting := facts.get(fact, 0):
            detail = _counted(ngettext("%(count)s request waits", "%(count)s requests wait", waiting), waiting)
            yield Task(verb, detail, url, None, minutes * waiting, str(NOT_BEGUN), Place.FOR_YOU)


def _learning(person: "Person", facts: Facts, *, on: dt.date, at: dt.datetime) -> Iterator[Task]:
    """Give the tasks that sessions bring: to be there, a test to take, what one thinks of it."""
    if facts["to_attend"]:
        for row in presence.left_to_attend(person=person, on=on).filter(session__starts_on__lte=on + GET_READY):
            verb = _("Say that you are there: %(programme)s") % {"programme": row.session.programme.name}
            detail = _("Open this page once on your phone: then it works without network.")
            due = max(row.session.starts_on, on)  # each of its days asks anew
            yield Task(verb, detail, reverse("attending"), due, 1, str(NOT_BEGUN))
    if facts["to_test"]:
        for quiz in quizzes.to_take(person=person, on=on, at=at):
            words = _("Take the test before: %(programme)s")
            if quiz.kind == QuizKind.AFTER:
                words = _("Take the test after: %(programme)s")
            detail = _("%(count)s questions") % {"count": localize(quiz.count)}
            url = reverse("quiz", args=[quiz.pk])
            verb = words % {"programme": quiz.session.programme.name}
            yield Task(verb, detail, url, quiz.closes_on, quiz.minutes, str(NOT_BEGUN))
    if facts["to_tell"]:
        for row in feedback.to_ask(person=person, on=on):
            verb = _("Say what you think of %(programme)s") % {"programme": row.session.programme.name}
            url = reverse("feedback", args=[row.code])
            until = row.session.ends_on + feedback.ASKED_FOR
            yield Task(verb, _("Three questions"), url, until, 1, str(NOT_BEGUN))
    if facts["to_follow"]:
        yield from _following(person, on)


def _following(person: "Person", on: dt.date) -> Iterator[Task]:
    """Give the tasks of whoever is asked what of training shows at work: each own one, and one about staff."""
    waiting = list(behaviour.to_answer(person=person, on=on))
    for row in (row for row in waiting if row.source == Source.SELF):
        verb = _("Say what you use of %(programme)s") % {"programme": row.enrolment.session.programme.name}
        yield Task(verb, _after(row.months), reverse("follow_up", args=[row.code]), row.until, 2, str(NOT_BEGUN))
    staff = [row for row in waiting if row.source == Source.SUPERIOR]
    if staff:
        verb = _counted(_("Say what your staff use of training (%(count)s)"), len(staff))
        url = reverse("follow_up", args=[staff[0].code]) if len(staff) == 1 else reverse("follow_ups")
        yield Task(verb, _after(staff[0].months), url, staff[0].until, 2 * len(staff), str(NOT_BEGUN))


def _after(months: int) -> str:
    return _counted(ngettext("%(count)s month after the end", "%(count)s months after the end", months), months)


def _rating(holder: Holder, person: "Person | None", facts: Facts, on: dt.date) -> Iterator[Task]:
    """Give the tasks that rounds of ratings bring: to rate, to name raters, to confirm them."""
    if person is not None or any(role.role == Role.ASSESSOR for role in holder.roles):
        yield from _ratings(holder, person, on)
    if person is not None and facts.get("to_name"):
        yield _naming(person, on)
    if facts.get("to_confirm"):
        yield from _confirming(facts)


def _ratings(holder: Holder, person: "Person | None", on: dt.date) -> Iterator[Task]:
    """Give the tasks of whoever rates: one for each round and capacity, with how far it is."""
    account = holder.code if any(role.role == Role.ASSESSOR for role in holder.roles) else ""
    for due in sheets.due(rater=person, account=account, on=on):
        count = len(due.sheets)
        words = {
            Source.SELF.value: _("Fill in your own rating"),
            Source.SUPERIOR.value: _("Rate your staff (%(count)s)"),
            Source.PEER.value: _("Rate colleagues (%(count)s)"),
            Source.SUBORDINATE.value: _("Rate your superior (%(count)s)"),
        }.get(due.source, _("Rate participants (%(count)s)"))
        url = reverse("rating", args=[due.sheets[0]]) if count == 1 else reverse("ratings")
        if due.source == Source.SUPERIOR and count > 1:
            url = reverse("rating_staff", args=[due.round_token])
        state = str(NOT_BEGUN)
        if due.begun:
            progress = {"answered": localize(due.answered), "questions": localize(due.questions)}
            state = _("Being filled in · %(answered)s of %(questions)s") % progress
        yield Task(_counted(words, count), due.round_name, url, due.closes_on, max(1, round(due.minutes)), state)


def _naming(person: "Person", on: dt.date) -> Task:
    """Return the task of whoever is rated and has named nobody yet: to be done before the first round begins."""
    detail = _("Name whoever knows your work.")
    opens = sheets.to_name(ratee=person, on=on).values_list("opens_on", flat=True).first()
    due = None if opens is None else opens - dt.timedelta(days=1)
    return Task(_("Name your raters"), detail, reverse("nominations"), due, 3, str(NOT_BEGUN), Place.FOR_YOU)


def _confirming(facts: Facts) -> Iterator[Task]:
    """Give the task of whoever confirms the raters that others named."""
    waiting = facts["to_confirm"]
    detail = _counted(ngettext("%(count)s name waits", "%(count)s names wait", waiting), waiting)
    url = reverse("nominations_waiting")
    yield Task(_("Confirm raters"), detail, url, None, max(1, waiting // 2), str(NOT_BEGUN), Place.FOR_YOU)


def _slips(facts: Facts) -> Iterator[Task]:
    """Give the task of an operator: people who cannot sign in yet."""
    lacking = facts["need_a_code"]
    if lacking:
        detail = _counted(ngettext("%(count)s person", "%(count)s people", lacking), lacking)
        verb = _("Make slips for people who never signed in")
        yield Task(verb, detail, reverse("sign_in_codes"), None, 5, str(NOT_BEGUN))


def _proposals(facts: Facts) -> Iterator[Task]:
    """Give the task of whoever decides on proposals of others about roles."""
    waiting = facts["role_proposals"]
    if waiting:
        detail = _counted(ngettext("%(count)s proposal waits", "%(count)s proposals wait", waiting), waiting)
        url = f"{reverse('role_proposals')}?keadaan=MENUNGGU"
        yield Task(_("Decide on proposals about roles"), detail, url, None, 2 * waiting, str(NOT_BEGUN), Place.FOR_YOU)


def _head(holder: Holder, facts: Facts) -> Iterator[Task]:
    """Give the tasks of whoever leads a unit: of all units led, the way leads to the topmost."""
    unknown = facts["unknown_people"]
    led = next(role for role in holder.roles if role.role == Role.HEAD)
    unit = reverse("unit", args=[led.siasn_id])
    if unknown:
        detail = _counted(ngettext("%(count)s person", "%(count)s people", unknown), unknown)
        verb = _("Have your people assessed where nothing is known")
        yield Task(verb, detail, unit, None, 10, str(NOT_BEGUN))
    ending = facts["running_out"]
    if ending:
        detail = _counted(
            ngettext("%(count)s certificate or result", "%(count)s certificates or results", ending), ending
        )
        verb = _("Renew what runs out in your unit")
        yield Task(verb, detail, reverse("running_out"), None, 10, str(NOT_BEGUN))
    yield Task(_("Look at the gaps of your unit"), led.unit, unit, None, 5, TO_LOOK_AT)


def _coaching(facts: Facts) -> Iterator[Task]:
    """Give the task of whoever has people whose last predicate is below Baik."""
    people = facts["to_coach"]
    if people:
        detail = _counted(ngettext("%(count)s person", "%(count)s people", people), people)
        yield Task(
            _("Agree on coaching where performance is below Baik"),
            detail,
            reverse("coaching"),
            None,
            30,
            str(NOT_BEGUN),
        )


def _imports(holder: Holder) -> Iterator[Task]:
    """Give the tasks of whoever uploaded a file that waits: to repair it, or to store it."""
    for upload in uploads.waiting_for(owner=holder.code):
        page = reverse("import_page", args=[upload.token])
        count = upload.fault_count or 0
        if upload.state == UploadState.TO_REPAIR:
            verb = _counted(ngettext("Repair %(count)s row", "Repair %(count)s rows", count), count)
            yield Task(verb, upload.file_name, page, None, max(1, count // 2), str(TO_IMPROVE), Place.FOR_YOU)
        else:
            yield Task(_("Store the changes"), upload.file_name, page, None, 1, str(NOT_BEGUN), Place.FOR_YOU)


def _answering(facts: Facts, first: dt.date | None) -> Iterator[Task]:
    """Give the task of whoever answers requests of others; `first` is when the first disputed level is due."""
    if facts["corrections"]:
        detail = _counted(
            ngettext("%(count)s request waits", "%(count)s requests wait", facts["corrections"]), facts["corrections"]
        )
        url = f"{reverse('corrections_waiting')}?keadaan=MENUNGGU"
        yield Task(
            _("Answer requests for correction"),
            detail,
            url,
            None,
            5 * facts["corrections"],
            str(NOT_BEGUN),
            Place.FOR_YOU,
        )
    if facts["objections"]:
        count = facts["objections"]
        detail = _counted(ngettext("%(count)s request waits", "%(count)s requests wait", count), count)
        url = f"{reverse('objections_waiting')}?keadaan=MENUNGGU"
        yield Task(_("Look at disputed levels again"), detail, url, first, 10 * count, str(NOT_BEGUN), Place.FOR_YOU)
    if facts["external"]:
        count = facts["external"]
        detail = _counted(ngettext("%(count)s certificate waits", "%(count)s certificates wait", count), count)
        url = reverse("external_waiting")
        verb = _("Check certificates from elsewhere")
        yield Task(verb, detail, url, None, 3 * count, str(NOT_BEGUN), Place.FOR_YOU)


def _rounds(on: dt.date) -> Iterator[Task]:
    """Give the tasks of whoever keeps rounds of ratings: to open one, to close it, to report it."""
    for round_ in rounds_waiting.to_move_on(on=on):
        if round_.state == RoundState.OPEN:
            verb, name, due = _("Close the round %(name)s"), "round_close", round_.closes_on
            detail = _("Its last day is over. It closes by itself when the days of late answers are over, too.")
        elif round_.state in (RoundState.CLOSED, RoundState.REPORTING):
            verb, name, due = _("Report the round %(name)s"), "round_finish", None
            detail = _("Only then its answers count.")
        else:
            verb, name, due = _("Open the round %(name)s"), "round_cost", round_.opens_on
            detail = _("Its first day has come.")
        url = reverse(name, args=[round_.token])
        yield Task(verb % {"name": round_.name}, detail, url, due, 3, str(NOT_BEGUN), Place.FOR_YOU)


def _agreements(facts: Facts, on: dt.date) -> Iterator[Task]:
    """Give the task of whoever keeps agreements: to renew those that end soon."""
    if count := facts["agreements_ending"]:
        first = agreements.ending(on=on)[0]
        verb = _counted(ngettext("Renew %(count)s agreement", "Renew %(count)s agreements", count), count)
        url = f"{reverse('agreements')}?keadaan=segera"
        yield Task(verb, first.partner.name, url, first.ends_on, 30, str(NOT_BEGUN))


def _of_partner(holder: Holder, *, on: dt.date, at: dt.datetime) -> Iterator[Task]:
    """Give the tasks of a partner's people: lists of attendance to complete and close, needs to answer."""
    if Role.PARTNER not in {held.role for held in holder.roles}:
        return
    for meeting in presence.lists_to_close(organising.organised(holder), at=at)[:MOST]:
        day = timezone.localdate(meeting.starts_at)
        words = {"programme": meeting.session.programme.name, "number": meeting.number, "day": days.in_words(day)}
        verb = _("Take attendance: %(programme)s, meeting %(number)s") % words
        detail = _("%(day)s. Close the list once it is complete.") % words
        yield Task(verb, detail, reverse("meeting", args=[meeting.pk]), day, 5, str(NOT_BEGUN))
    for call in offers.calls_to_answer(scopes.partners(holder), on=on)[:MOST]:
        verb = _("Answer with an offer: %(competency)s") % {"competency": call.competency.name}
        detail = _counted(ngettext("%(count)s person", "%(count)s people", call.people), call.people)
        yield Task(verb, detail, reverse("own_call", args=[call.code]), call.answers_until, 20, str(NOT_BEGUN))


def _whole_picture(facts: Facts) -> Iterator[Task]:
    """Give the tasks of BKPSDM about what the data lacks."""
    if facts["units_without_head"]:
        detail = _counted(
            ngettext("%(count)s unit", "%(count)s units", facts["units_without_head"]), facts["units_without_head"]
        )
        yield Task(_("Name a head for units without one"), detail, reverse("city"), None, 15, str(TO_IMPROVE))
    if facts["people_without_standard"]:
        detail = _counted(
            ngettext("%(count)s person", "%(count)s people", facts["people_without_standard"]),
            facts["people_without_standard"],
        )
        verb = _("Record standards where nothing is required")
        yield Task(verb, detail, reverse("standards"), None, 30, str(TO_IMPROVE))


def _city(gap: duties.WidestGap | None) -> Iterator[Task]:
    """Give the tasks of whoever leads the whole government."""
    if gap is not None:
        details = {"name": gap.name, "mean": number_format(gap.mean, decimal_pos=1)}
        detail = _("%(name)s: mean gap %(mean)s levels") % details
        yield Task(_("Look at the widest gap of the city"), detail, reverse("city"), None, 5, TO_LOOK_AT)


def _plan(holder: Holder, plan: duties.Plan | None) -> Iterator[Task]:
    """Give the task about the plan that waits: to approve it, to propose it, or to improve it."""
    if plan is None:
        return
    details = {"year": plan.year, "money": rupiah(plan.cost)}
    url = f"{reverse('plan')}?rencana={plan.number}"
    proposed = plan.state == PlanState.PROPOSED
    if proposed and scopes.allowed(holder, Permission.PLAN_APPROVE):
        verb = _("Approve the training plan for %(year)s (%(money)s)") % details
        yield Task(verb, _("Read it, then approve it or return it."), url, None, 15, str(NOT_BEGUN), Place.FOR_YOU)
    elif not scopes.allowed(holder, Permission.PLAN_DRAFT):
        return
    elif proposed:
        verb = _("The training plan for %(year)s waits for a decision") % details
        yield Task(verb, _("You have nothing to do until the mayor decides."), url, None, 0, str(WAITING))
    elif plan.state == PlanState.RETURNED:
        verb = _("Improve the training plan for %(year)s") % details
        yield Task(verb, _("It was returned with a reason."), url, None, 30, str(TO_IMPROVE), Place.FOR_YOU)
    elif plan.state == PlanState.DRAFT:
        verb = _("Check the training plan for %(year)s and propose it") % details
        yield Task(verb, _("It is a draft of %(money)s.") % details, url, None, 15, str(NOT_BEGUN))


def _counted(words: str, count: int) -> str:
    return words % {"count": localize(count)}
