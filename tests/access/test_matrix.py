"""
Every address by every role, in reach and out of reach: what answers, and what is refused.

One row an address. A letter a role, in the order of `ROLES`: `.` 200, `>` sent on (302), `x` refused (403),
`0` not found (404), `m` wrong method (405). An address of the site that stands in no row fails.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from piawai.access.models import RoleGrant
from piawai.audit.terms import Actor
from piawai.competencies.models import (
    Accreditation,
    Competency,
    EvidenceFile,
    Nomination,
    Objection,
    Qualification,
    Relation,
    Round,
    Sheet,
    Version,
)
from piawai.competencies.services import versions
from piawai.competencies.services.objections import make_objection
from piawai.competencies.services.rounds import asking, opening
from piawai.competencies.terms import ASKED_IN_ROUNDS, RoundState, Source
from piawai.development.models import AnnualPlan, Lock
from piawai.development.services import planning
from piawai.development.services.decisions import record_locks
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services.acts import upload_file
from piawai.jobs.models import Job, Message
from piawai.jobs.services import send
from piawai.learning.models import (
    Agreement,
    AgreementFile,
    AgreementPrice,
    Attempt,
    Call,
    Certificate,
    Enrolment,
    ExternalCertificate,
    FollowUp,
    Item,
    Meeting,
    Offer,
    Order,
    PartnerMember,
    Payment,
    Presence,
    PriorFile,
    PriorLearning,
    Session,
    Study,
)
from piawai.learning.queries import presence as queries
from piawai.learning.services import external
from piawai.learning.services.certificates import PRINT, ask_to_print
from piawai.learning.services.enrolments import ask as ask_for_a_seat
from piawai.learning.services.sessions import open_session
from piawai.lib import clock
from piawai.people.models import CorrectionRequest
from piawai.people.services.corrections import ask_correction
from tests import followed, graduates, presence, rounds, town
from tests import sheets as made
from tests.agreed import agreed
from tests.cast import ROLES, Cast, cast
from tests.offers import offered
from tests.once import slow_on_the_second
from tests.pictures import png
from tests.studying import studying

ANSWERS = {200: ".", 302: ">", 403: "x", 404: "0", 405: "m"}
# Addresses of allauth: own account only, by session; tests/web/accounts holds them.
OF_SIGN_IN = ("account_", "mfa_", "usersessions_")
# Read by everybody, signed in or not.
PUBLIC = frozenset(
    {
        "set_language",
        "help",
        "calendar_file",  # with a secret in its address
        *("scanner", "scanner_send"),
        *("attend", "attending_offline", "attending_worker", "attending_send"),
        *("certificate", "issuer", "status_list"),
    }
)

#                                           staff head other operator bkpsdm sekda mayor inspector nobody assessor
MATRIX: list[tuple[str, tuple[str, ...], str]] = [
    ("people", (), "x......xxx"),
    ("POST search", (), ">>>>>>>>>>"),
    ("POST people_find", (), "x>>>>>>xxx"),
    ("person", ("staff",), "..0....xxx"),
    ("person", ("outsider",), "00.0...xxx"),
    ("unit", ("DINAS",), "x.0x.xxxxx"),
    ("unit", ("LAIN",), "x0.x.xxxxx"),
    ("units", (), "x..x.xxxxx"),
    ("unit_competency", ("DINAS", "M.1"), "x.0x.xxxxx"),
    ("unit_competency", ("LAIN", "M.1"), "x0.x.xxxxx"),
    ("unit_assess", ("DINAS",), "x.0x.xxxxx"),
    ("unit_assess", ("LAIN",), "x0.x.xxxxx"),
    ("city", (), "x>>x...xxx"),
    ("leaving", (), "x>>x...xxx"),
    ("across", ("M.1",), "x>>x...xxx"),
    ("continuity", (), "x..x.xxxxx"),
    ("fit", ("POST_HELD",), "xxxx.xxxxx"),
    ("other_job", ("staff",), "..0x.xxxxx"),
    ("other_job", ("outsider",), "00.x.xxxxx"),
    ("running_out", (), "x..x.xxxxx"),
    ("person_currency", ("staff",), "..0x.xxxxx"),
    ("person_currency", ("outsider",), "00.x.xxxxx"),
    ("qualification_add", ("staff",), "xxxx.xxxxx"),
    ("qualification", ("CERTIFICATE",), "xxxx.xxxxx"),
    ("qualification_renew", ("CERTIFICATE",), "xxxx.xxxxx"),
    ("qualification_suspend", ("CERTIFICATE",), "xxxx.xxxxx"),
    ("qualification_restore", ("CERTIFICATE",), "xxxx.xxxxx"),
    ("qualification_revoke", ("CERTIFICATE",), "xxxx.xxxxx"),
    ("POST qualification_revoke", ("CERTIFICATE",), "xxxx.xxxxx"),
    ("home", (), ".........."),
    ("account", (), ".........."),
    ("samples", (), "xxxxxxx.xx"),
    ("sample_draw", (), "xxxxxxx.xx"),
    ("sample", ("1",), "xxxxxxx0xx"),
    ("roles", (), "xxxx.xxxxx"),
    ("role_proposals", (), "xxxx.xxxxx"),
    ("role_propose", (), "xxxx.xxxxx"),
    ("role_end", ("GRANT",), "xxxx.xxxxx"),
    ("role_proposal", ("1",), "xxxx0xxxxx"),
    ("sign_in_codes", (), "xxx..xxxxx"),
    ("sign_in_code", ("staff",), "xxx..xxxxx"),
    ("sign_in_code", ("outsider",), "xxx0.xxxxx"),
    ("corrections", (), "...x>xxxxx"),
    ("correction_ask", (), "...xxxxxxx"),
    ("corrections_waiting", (), "xxxx.xxxxx"),
    ("messages", (), ".........."),
    ("message", ("MESSAGE",), "0000.00000"),
    ("message_open", ("MESSAGE",), "0000>00000"),
    ("correction", ("REQUEST",), ".000.00000"),
    ("POST correction_withdraw", ("REQUEST",), ">00xxxxxxx"),
    ("objections", (), "...xxxxxxx"),
    ("objections_waiting", (), "x..x.xxxxx"),
    ("objection_make", ("M.1",), ".00xxxxxxx"),
    ("objection", ("OBJECTION",), "..0x.xxxxx"),
    ("POST objection_withdraw", ("OBJECTION",), ">00xxxxxxx"),
    ("viewers", (), "...0000000"),
    ("ratings", (), "...xxxxxx."),
    ("rating", ("SHEET",), ">00xxxxxx0"),
    ("rating_related", ("SHEET",), ">00xxxxxx0"),
    ("rating_question", ("SHEET", "1"), ".00xxxxxx0"),
    ("rating_table", ("SHEET",), ".00xxxxxx0"),
    ("rating_check", ("SHEET",), ".00xxxxxx0"),
    ("rating_sent", ("SHEET",), ">00xxxxxx0"),
    ("rating_evidence", ("SHEET", "1"), ".00xxxxxx0"),
    ("rating_table", ("ASSESSED",), "000xxxxxx."),
    ("evidence_file", ("FILE",), ".00xxxxxx0"),
    ("POST evidence_remove", ("FILE",), ">00xxxxxx0"),
    ("rating_staff", ("RATED",), "0.0xxxxxxx"),
    ("rating_staff_related", ("RATED",), ">>>xxxxxxx"),
    ("nominations", (), ">>>xxxxxxx"),
    ("nominate", ("NAMING",), "...xxxxxxx"),
    ("POST nomination_withdraw", ("NAMED",), ">00xxxxxxx"),
    ("nominations_waiting", (), "x..x.xxxxx"),
    ("nomination_decide", ("NAMED",), "x.0x.xxxxx"),
    ("accreditations", (), "xxxx.xxxxx"),
    ("accreditation_new", (), "xxxx.xxxxx"),
    ("accreditation_withdraw", ("ACCREDITED",), "xxxx.xxxxx"),
    ("dictionary", (), "........x."),
    ("competency", ("M.1",), "........x."),
    ("standards", (), "........x."),
    ("version_add", ("M.1",), "xxxx.xxxxx"),
    ("version_edit", ("M.1", "DRAFT"), "xxxx.xxxxx"),
    ("POST version_publish", ("M.1", "DRAFT"), "xxxx>xxxxx"),
    ("POST version_discard", ("M.1", "DRAFT"), "xxxx>xxxxx"),
    ("competency_retire", ("M.1",), "xxxx.xxxxx"),
    ("relation_add", ("M.1",), "xxxx.xxxxx"),
    ("POST relation_remove", ("M.1", "RELATION"), "xxxx>xxxxx"),
    ("former", (), "........x."),
    ("former_edit", ("11",), "xxxx.xxxxx"),
    ("job", ("POST_HELD",), "........x."),
    ("demand_edit", ("POST_HELD",), "xxxx.xxxxx"),
    ("standards_copy", ("POST_HELD",), "xxxx.xxxxx"),
    ("job_form", ("POST_HELD",), "xxxx.xxxxx"),
    ("audit_log", (), "xxxxxxx.xx"),
    ("plan", (), ">..x...xxx"),
    ("plan_people", (), "...x.xxxxx"),
    ("POST plan_people", (), ">>>x>xxxxx"),
    ("plan_new", (), "xxxx..xxxx"),
    ("plan_job", ("JOB",), "xxxx..xxxx"),
    ("plan_list", (), "xxxx...xxx"),
    ("plan_compare", (), "xxxx...xxx"),
    ("plan_propose", ("PLAN",), "xxxx..xxxx"),
    ("plan_approve", ("PLAN",), "xxxxxx>xxx"),
    ("POST plan_propose", ("PLAN",), "xxxx>>xxxx"),
    ("POST plan_approve", ("PLAN",), "xxxxxx>xxx"),
    ("plan_return", ("PLAN",), "xxxxxx>xxx"),
    ("plan_why", ("staff",), "..0x.xxxxx"),
    ("plan_why", ("outsider",), "00.x.xxxxx"),
    ("coaching", (), "x..x.xxxxx"),
    ("plan_assess", (), "x..x.xxxxx"),
    ("locks", (), "xxxx.xxxxx"),
    ("lock_add", (), "xxxx.xxxxx"),
    ("lock_change", ("LOCK",), "xxxx.xxxxx"),
    ("lock_lift", ("LOCK",), "xxxx.xxxxx"),
    ("rounds", (), "x..x...xxx"),
    ("round_new", (), "xxxx.xxxxx"),
    ("round_job", ("ROUND_JOB",), "xxxx.xxxxx"),
    ("round", ("ROUND",), "xxxx.xxxxx"),
    ("round_change", ("ROUND",), "xxxx>xxxxx"),
    ("round_cost", ("ROUND",), "xxxx>xxxxx"),
    ("round_nominate", ("ROUND",), "xxxx>xxxxx"),
    ("POST round_open", ("ROUND",), "xxxx>xxxxx"),
    ("round_progress", ("ROUND",), "x..x...xxx"),
    ("round_missing", ("ROUND",), "x..x...xxx"),
    ("round_untested", ("ROUND",), "x..x...xxx"),
    ("round_remind", ("ROUND",), "xxxx.xxxxx"),
    ("round_assessors", ("ROUND",), "xxxx.xxxxx"),
    ("round_close", ("ROUND",), "xxxx.xxxxx"),
    ("round_finish", ("ROUND",), "xxxx>xxxxx"),
    ("round_cancel", ("ROUND",), "xxxx.xxxxx"),
    ("round_report", ("ROUND",), "xxxx0xxxxx"),
    ("catalogue", (), "........x."),
    ("session", ("S1",), "........x."),
    ("unmet_needs", (), "xxxx.xxxxx"),
    ("need_send", ("M.1", "3"), "xxxx.xxxxx"),
    ("calls", (), "xxxx.xxxxx"),
    ("call", ("CALL",), "xxxx.xxxxx"),
    ("offer_take", ("CALL", "OFFER"), "xxxx.xxxxx"),
    ("POST call_close", ("CALL",), "xxxx>xxxxx"),
    ("session_people", ("S2",), "x..x.xxxxx"),
    ("session_ask", ("S2",), "...xxxxxxx"),
    ("session_nominate", ("S2",), "x..xxxxxxx"),
    ("session_invite", ("S2",), "xxxx.xxxxx"),
    ("session_answers", ("S2",), "x..x.xxxxx"),
    ("POST session_invite_planned", ("S2",), "xxxx>xxxxx"),
    ("session_open", ("S1",), "xxxx.xxxxx"),
    ("session_meetings", ("S2",), "xxxx.xxxxx"),
    ("session_cancel", ("S2",), "xxxx.xxxxx"),
    ("my_learning", (), "...xxxxxxx"),
    ("enrolments_waiting", (), "x..x.xxxxx"),
    ("enrolment", ("ENROLMENT",), "..0x.xxxxx"),
    ("POST enrolment_accept", ("ENROLMENT",), ">00xxxxxxx"),
    ("enrolment_decline", ("ENROLMENT",), ".00xxxxxxx"),
    ("POST enrolment_approve", ("ENROLMENT",), "x>0x>xxxxx"),
    ("enrolment_refuse", ("ENROLMENT",), "x.0x.xxxxx"),
    ("enrolment_cancel", ("ENROLMENT",), ".x0x.xxxxx"),
    ("enrolment_substitute", ("ENROLMENT",), "xxxx.xxxxx"),
    ("calendar", (), "........x."),
    ("calendar_feed", (), "...xxxxxxx"),
    ("POST calendar_feed", (), "...xxxxxxx"),
    ("POST calendar_feed_end", (), ">>>xxxxxxx"),
    ("partners", (), "xxxx.xxxxx"),
    ("partner_add", (), "xxxx.xxxxx"),
    ("partner", ("PARTNER",), "xxxx.xxxxx"),
    ("partner_edit", ("PARTNER",), "xxxx.xxxxx"),
    ("member_invite", ("PARTNER",), "xxxx.xxxxx"),
    ("POST member_code", ("MEMBER",), "xxxx.xxxxx"),
    ("POST member_end", ("MEMBER",), "xxxx>xxxxx"),
    ("agreements", (), "xxxx.xxxxx"),
    ("agreement_add", ("PARTNER",), "xxxx.xxxxx"),
    ("agreement", ("AGREEMENT",), "xxxx.xxxxx"),
    ("agreement_edit", ("AGREEMENT",), "xxxx0xxxxx"),
    ("agreement_edit", ("DRAFTED",), "xxxx.xxxxx"),
    ("agreement_sign", ("DRAFTED",), "xxxx.xxxxx"),
    ("agreement_end", ("AGREEMENT",), "xxxx.xxxxx"),
    ("agreement_price", ("DRAFTED",), "xxxx.xxxxx"),
    ("POST price_remove", ("DRAFTED", "PRICE"), "xxxx>xxxxx"),
    ("agreement_order", ("AGREEMENT",), "xxxx.xxxxx"),
    ("POST order_remove", ("AGREEMENT", "ORDER"), "xxxx>xxxxx"),
    ("agreement_files", ("AGREEMENT",), "xxxx.xxxxx"),
    ("agreement_file", ("DOCUMENT",), "xxxx.xxxxx"),
    ("POST agreement_file_remove", ("DOCUMENT",), "xxxx>xxxxx"),
    ("training_money", (), "xxxx...xxx"),
    ("training_reached", (), "xxxx...xxx"),
    ("payments", (), "xxxx.xxxxx"),
    ("payment_add", ("S5",), "xxxx.xxxxx"),
    ("payment_correct", ("PAYMENT",), "xxxx.xxxxx"),
    ("learning_hours", (), "...x.xxxxx"),
    ("own_calls", (), "xxxxxxxxxx"),
    ("own_call", ("CALL",), "xxxxxxxxxx"),
    ("POST own_offer_withdraw", ("CALL",), "xxxxxxxxxx"),
    ("own_sessions", (), "xxxxxxxxxx"),
    ("own_session", ("S1",), "xxxxxxxxxx"),
    ("own_agreements", (), "xxxxxxxxxx"),
    ("own_agreement", ("AGREEMENT",), "xxxxxxxxxx"),
    ("attending", (), "...x.xxxxx"),
    ("attendance", (), "xxxx.xxxxx"),
    ("attendance_of_people", (), "...x.xxxxx"),
    ("session_attendance", ("S3",), "xxxx.xxxxx"),
    ("meeting", ("MEETING",), "xxxx.xxxxx"),
    ("meeting_code", ("MEETING",), "xxxx.xxxxx"),
    ("meeting_paper", ("MEETING",), "xxxx.xxxxx"),
    ("meeting_scanner", ("MEETING",), "xxxx.xxxxx"),
    ("POST meeting_close", ("MEETING",), "xxxx>xxxxx"),
    ("POST scan_decide", ("SCAN",), "xxxx>xxxxx"),
    ("attend_for", ("PARTICIPANT",), "xxxx.xxxxx"),
    ("quizzes", (), "...xxxxxxx"),
    ("quiz", ("QUIZ",), ">00xxxxxxx"),
    ("quiz_question", ("ATTEMPT", "1"), ".00xxxxxxx"),
    ("quiz_check", ("ATTEMPT",), ".00xxxxxxx"),
    ("quiz_result", ("ATTEMPT",), ">00xxxxxxx"),
    ("feedback", ("TESTED",), ".00xxxxxxx"),
    ("follow_ups", (), "...xxxxxxx"),
    ("follow_up", ("FOLLOW_UP",), ".00xxxxxxx"),
    ("follow_up", ("FOLLOWED",), "0.0xxxxxxx"),
    ("behaviour", (), "xxxx.xxxxx"),
    ("behaviour_session", ("SD",), "xxxx.xxxxx"),
    ("behaviour_programme", ("PROGRAMME",), "xxxx.xxxxx"),
    ("items", (), "xxxx.xxxxx"),
    ("item_new", (), "xxxx.xxxxx"),
    ("item", ("ITEM",), "xxxx.xxxxx"),
    ("POST item_publish", ("ITEM",), "xxxx>xxxxx"),
    ("session_results", ("S3",), "xxxx.xxxxx"),
    ("certificates", (), "...x.xxxxx"),
    ("certificate_pdf", ("OWN_CERTIFICATE",), ".00x.xxxxx"),
    ("certificate_credential", ("OWN_CERTIFICATE",), ".00x.xxxxx"),
    ("certificate_revoke", ("OWN_CERTIFICATE",), "xxxx.xxxxx"),
    ("POST certificate_revoke", ("OWN_CERTIFICATE",), "xxxx.xxxxx"),
    ("certificates_job", ("PRINT_JOB",), "xxxx.xxxxx"),
    ("certificates_file", ("PRINT_JOB",), "xxxx0xxxxx"),
    ("results", ("SD",), "xxxx.xxxxx"),
    ("POST results_lock", ("SD",), "xxxx>xxxxx"),
    ("POST results_print", ("SD",), "xxxx>xxxxx"),
    ("my_studies", (), "...xxxxxxx"),
    ("study_ask", (), "...xxxxxxx"),
    ("prior_ask", (), "...xxxxxxx"),
    ("studies", (), "x..x.xxxxx"),
    ("study", ("STUDY",), "..0x.xxxxx"),
    ("POST study_withdraw", ("STUDY",), ">00xxxxxxx"),
    ("POST study_support", ("STUDY",), "x>0xxxxxxx"),
    ("study_refuse", ("STUDY",), "0.0x.xxxxx"),
    ("study_grant", ("STUDY",), "xxxx.xxxxx"),
    ("study_extend", ("STUDY",), "xxxx.xxxxx"),
    ("study_finish", ("STUDY",), "xxxx.xxxxx"),
    ("study_end", ("STUDY",), "xxxx.xxxxx"),
    ("priors", (), "xxxx.xxxx."),
    ("prior", ("PRIOR",), ".000.00000"),
    ("prior_file", ("PRIOR_FILE",), ".000.00000"),
    ("POST prior_withdraw", ("PRIOR",), ">00xxxxxxx"),
    ("prior_assign", ("PRIOR",), "xxxx.xxxxx"),
    ("POST prior_take_back", ("PRIOR",), "xxxx>xxxxx"),
    ("prior_recognise", ("PRIOR",), "0000.00000"),
    ("prior_refuse", ("PRIOR",), "0000.00000"),
    ("external", (), "...xxxxxxx"),
    ("external_upload", (), "...xxxxxxx"),
    ("external_waiting", (), "xxxx.xxxxx"),
    ("external_decide", ("EXTERNAL",), "xxxx.xxxxx"),
    ("external_refuse", ("EXTERNAL",), "xxxx.xxxxx"),
    ("external_file", ("EXTERNAL",), ".00x.xxxxx"),
    ("imports", (), "xxxx.xxxxx"),
    ("import_new", (), "xxxx.xxxxx"),
    ("import_template", ("libur",), "xxxx.xxxxx"),
    ("import_page", ("UPLOAD",), "xxxx.xxxxx"),
    ("import_faults", ("UPLOAD",), "xxxx>xxxxx"),
    ("POST import_repair", ("UPLOAD",), "xxxx.xxxxx"),
    ("POST import_replace", ("UPLOAD",), "xxxx.xxxxx"),
    ("POST import_store", ("UPLOAD",), "xxxx>xxxxx"),
    ("POST import_again", ("UPLOAD",), "xxxx>xxxxx"),
    ("POST import_discard", ("UPLOAD",), "xxxx>xxxxx"),
]


# What a partner reaches; everywhere else it is answered like an account without a role.
PARTNERS: list[tuple[str, tuple[str, ...], str]] = [
    ("own_calls", (), "."),
    ("own_call", ("CALL",), "0"),
    ("POST own_offer_withdraw", ("CALL",), "0"),
    ("own_sessions", (), "."),
    ("own_session", ("S5",), "."),
    ("own_session", ("THEIRS",), "0"),
    ("own_agreements", (), "."),
    ("own_agreement", ("AGREEMENT",), "."),
    ("own_agreement", ("DRAFTED",), "0"),
    ("own_agreement", ("THEIR_AGREEMENT",), "0"),
    ("attendance", (), "."),
    ("session_attendance", ("S5",), "."),
    ("session_attendance", ("THEIRS",), "0"),
    ("meeting", ("OUR_MEETING",), "."),
    ("meeting", ("THEIR_MEETING",), "0"),
    ("meeting_code", ("OUR_MEETING",), "."),
    ("meeting_code", ("THEIR_MEETING",), "0"),
    ("meeting_paper", ("OUR_MEETING",), "."),
    ("meeting_paper", ("THEIR_MEETING",), "0"),
    ("meeting_scanner", ("OUR_MEETING",), "."),
    ("meeting_scanner", ("THEIR_MEETING",), "0"),
    ("POST meeting_close", ("OUR_MEETING",), ">"),
    ("POST meeting_close", ("THEIR_MEETING",), "0"),
    ("POST scan_decide", ("SCAN",), ">"),
    ("POST scan_decide", ("THEIR_SCAN",), "0"),
    ("attend_for", ("OUR_PARTICIPANT",), "."),
    ("attend_for", ("THEIR_PARTICIPANT",), "0"),
    ("results", ("S5",), "."),
    ("results", ("THEIRS",), "0"),
    ("results", ("SD",), "0"),
    ("POST results_lock", ("S5",), "x"),
    ("POST results_print", ("S5",), "x"),
]

PARTS = 8  # tests that share the rows: each builds the town once


def ask(client: Client, words: Mapping[str, Any], name: str, args: tuple[str, ...]) -> Any:
    """Return what an address answers; what it changes is changed back."""
    address = reverse(name.removeprefix("POST "), args=[words.get(arg, arg) for arg in args])
    with transaction.atomic():
        answer = client.post(address) if name.startswith("POST ") else client.get(address)
        transaction.set_rollback(True)
    return answer


def words_of(cast_: Cast) -> dict[str, Any]:
    """Return what the words in the rows stand for: the codes of people, the request of staff, the lock and so on."""
    return {
        "staff": cast_.staff.code,
        "outsider": cast_.outsider.code,
        "REQUEST": CorrectionRequest.objects.get().pk,
        "GRANT": RoleGrant.objects.earliest("pk").pk,
        "LOCK": Lock.objects.get().pk,
        "PLAN": AnnualPlan.objects.latest("pk").pk,
        "JOB": Job.objects.get(name=planning.JOB).token,
        "MESSAGE": Message.objects.get(subject="Ada").pk,
        "CERTIFICATE": Qualification.objects.get().pk,
        "OWN_CERTIFICATE": Certificate.objects.get().code,
        "PRINT_JOB": Job.objects.get(name=PRINT).token,
        "EXTERNAL": ExternalCertificate.objects.get().code,
        "STUDY": Study.objects.get().code,
        "PRIOR": PriorLearning.objects.get().code,
        "PRIOR_FILE": PriorFile.objects.get().token,
        "UPLOAD": Upload.objects.get().token,
        "SHEET": Sheet.objects.filter(source=Source.SELF).earliest("pk").token,
        "ASSESSED": Sheet.objects.filter(source=Source.ASSESSMENT_CENTER).earliest("pk").token,
        "FILE": EvidenceFile.objects.get().token,
        "RATED": Round.objects.filter(state=RoundState.OPEN).earliest("pk").token,
        "NAMING": Round.objects.get(state=RoundState.NOMINATING).token,
        "ACCREDITED": Accreditation.objects.get().pk,
        "NAMED": getattr(Nomination.objects.first(), "pk", 0),  # the first who may take it back does
        "OBJECTION": Objection.objects.get().token,
        "DRAFT": Version.objects.latest("pk").pk,
        "RELATION": Relation.objects.latest("pk").pk,
        "POST_HELD": cast_.staff.post.job_id,
        "ENROLMENT": Enrolment.objects.get(session__code="S2").code,
        "ROUND": Round.objects.latest("pk").token,
        "CALL": Call.objects.get().code,
        "OFFER": Offer.objects.earliest("pk").code,
        "PARTNER": Session.objects.get(code="S1").partner.code,
        "MEMBER": PartnerMember.objects.earliest("pk").pk,
        "AGREEMENT": Agreement.objects.get(number="P-S5").code,
        "DRAFTED": Agreement.objects.get(number="D-S5").code,
        "PRICE": AgreementPrice.objects.earliest("pk").pk,
        "ORDER": Order.objects.earliest("pk").pk,
        "DOCUMENT": AgreementFile.objects.earliest("pk").token,
        "PAYMENT": Payment.objects.earliest("pk").pk,
        "THEIRS": "S4",
        "THEIR_AGREEMENT": Agreement.objects.get(number="P-S4").code,
        "OUR_MEETING": Meeting.objects.filter(session__code="S5").earliest("pk").pk,
        "OUR_PARTICIPANT": queries.participant_text(Enrolment.objects.get(session__code="S5")),
        "THEIR_MEETING": Meeting.objects.filter(session__code="S4").earliest("pk").pk,
        "THEIR_SCAN": Presence.objects.get(meeting__session__code="S4").pk,
        "THEIR_PARTICIPANT": queries.participant_text(Enrolment.objects.get(session__code="S4")),
        **of_attendance(),
        "ROUND_JOB": Job.objects.get(name=asking.OPEN).token,
    }


def of_attendance() -> dict[str, Any]:
    """Return what the words of attendance stand for."""
    scan = Presence.objects.filter(meeting__session__code="S3").latest("pk")
    attempt = Attempt.objects.get()
    return {
        "MEETING": scan.meeting_id,
        "SCAN": scan.pk,
        "PARTICIPANT": queries.participant_text(scan.enrolment),
        "TESTED": attempt.enrolment.code,
        "QUIZ": attempt.quiz_id,
        "ATTEMPT": attempt.code,
        "ITEM": Item.objects.latest("pk").code,
        "FOLLOW_UP": FollowUp.objects.get(source=Source.SELF).code,
        "FOLLOWED": FollowUp.objects.get(source=Source.SUPERIOR).code,
        "PROGRAMME": Session.objects.get(code="SD").programme_id,
    }


@pytest.fixture
def town_cast(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    found = made.led(cast())
    made.papers(found)
    upload_file(
        kind="libur",
        holds_on=timezone.localdate(),
        name="libur.csv",
        chunks=[b"TANGGAL,NAMA"],
        language="en",
        by=Actor("tests", "Tests"),
        at=clock.now(),
    )
    town.sessions(town.session_row("S1", timezone.localdate() + dt.timedelta(days=30)))
    offered(on=timezone.localdate(), at=clock.now())
    town.sessions(town.session_row("S2", timezone.localdate() + dt.timedelta(days=60), mode="DARING"))
    said: dict[str, Any] = {"on": timezone.localdate(), "at": clock.now()}
    second = open_session(session=Session.objects.get(code="S2"), steps=2, kept={}, by="tests", **said)
    ask_for_a_seat(session=second, person=found.staff, head=None, link="/", **said)
    own = graduates.graduate(found.staff, code="SD", at=clock.now(), teaches={})
    followed.asked_now(own.enrolment, above=found.head)
    ask_to_print(session=own.enrolment.session, site="https://example.id", by="tests", at=clock.now())
    external.upload(
        person=found.staff,
        name="Kursus",
        provider="Lembaga",
        number="1",
        starts_on=graduates.FIRST,
        ends_on=graduates.FIRST,
        file_name="a.png",
        content=png(),
        on=timezone.localdate(),
        at=clock.now(),
    )
    studying(found.staff)
    town.certified(found.staff, "T.IT.1", 2, on=timezone.localdate() - dt.timedelta(days=30))
    ask_correction(person=found.staff, subject="JABATAN", wrong="Staf", right="Pengelola", at=clock.now())
    lock = Lock(person=found.staff, session=Session.objects.get(code="S1"), decision="MASUK")
    record_locks(locks=[lock], by="tests", at=clock.now())
    year = lock.session.starts_on.year
    asked: dict[str, Any] = {"year": year, "budget": 0, "max_away": 1.0, "gap": 0.0, "time_limit": 20}
    planning.ask_plan(**asked, by="tests", at=clock.now())
    integrity = Competency.objects.get(code="M.1")
    by: dict[str, Any] = {"by": "tests", "at": clock.now()}
    versions.relate(competency=integrity, kind="SAMA", other=Competency.objects.get(code="M.2"), **by)
    versions.record_former(names={"11": ("Integritas (Int)", "M.1")}, **by)
    versions.draft_version(competency=integrity, starts_on=dt.date(2100, 1, 1), **by)
    make_objection(person=found.staff, competency=integrity, reason="Keliru", on=timezone.localdate(), at=clock.now())
    send(to=found.users["bkpsdm"].code, subject="Ada", body="Baca.", link="/koreksi/", at=clock.now())
    today = timezone.localdate()
    days = {"opens_on": today, "closes_on": today + dt.timedelta(days=14)}
    round_ = rounds.drafted(**days, sources=ASKED_IN_ROUNDS, on=today)
    asking.ask_to_open(round_=round_, revision=1, sample="SEMUA", on=today, by="tests", at=clock.now())
    opening.open_round(round_=round_, sample="SEMUA", link="/", on=today, by="tests", at=clock.now())
    over = presence.under_way(found.staff, code="S3", first=timezone.localdate() - dt.timedelta(days=1))
    presence.doubted(over)
    presence.begun(over)
    planning.solve_plan(**asked, on=timezone.localdate(), by="tests", at=clock.now())
    agreed(found, code="S5", role="partner", person=found.staff, partner="BPSDM", price=1_000_000)
    agreed(found, code="S4", role="other_partner", person=found.outsider, partner="Lain", price=7_777_777)
    presence.scanned(Session.objects.get(code="S4"))
    return found


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Give the name of every address of the site."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


class TestMatrix:
    """Who reaches what."""

    pytestmark = slow_on_the_second

    def test_holds_every_address(self) -> None:
        held = {name.removeprefix("POST ") for name, _args, _answers in MATRIX} | PUBLIC
        known = {name for name in addresses(get_resolver().url_patterns) if not name.startswith(OF_SIGN_IN)}

        assert known - held == set()
        assert held - known == set()

    @pytest.mark.parametrize("part", range(PARTS))
    def test_answers(self, town_cast: Cast, part: int) -> None:
        words = words_of(town_cast)
        clients = [town_cast.client(role) for role in ROLES]
        wrong = {}
        for name, args, expected in MATRIX[part::PARTS]:
            codes = [ask(client, words, name, args).status_code for client in clients]
            found = "".join(ANSWERS.get(code, "?") for code in codes)
            if found != expected:
                wrong[name, args] = (found, expected)

        assert wrong == {}

    def test_a_partner_reaches_its_own_alone(self, town_cast: Cast) -> None:
        words, client, nobody = words_of(town_cast), town_cast.client("partner"), ROLES.index("nobody")
        own = {name for name, _args, _answer in PARTNERS}
        others = [(name, args, answers[nobody]) for name, args, answers in MATRIX if name not in own]
        wrong = {}
        for name, args, expected in (*PARTNERS, *others):
            found = ANSWERS.get(ask(client, words, name, args).status_code, "?")
            if found != expected:
                wrong[name, args] = (found, expected)

        assert wrong == {}

    def test_sends_strangers_to_sign_in(self, town_cast: Cast) -> None:
        words, stranger, wrong = words_of(town_cast), Client(), []
        for name, args, _expected in MATRIX:
            answer = ask(stranger, words, name, args)
            if answer.status_code != 302 or not answer["Location"].startswith(reverse("account_login")):
                wrong.append((name, args, answer.status_code))

        assert wrong == []
