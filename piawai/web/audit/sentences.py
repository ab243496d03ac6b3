"""What the log says in words: each action as a sentence, what it was done to, and the details."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from piawai.access.terms import Role
from piawai.web.lists import words

ACTIONS: dict[str, Any] = {
    "access.decide_proposal": _("Decided on a proposed role"),
    "access.draw_sample": _("Drew a sample"),
    "access.end_role": _("Ended a role"),
    "access.end_sample": _("Ended a sample"),
    "access.grant_role": _("Granted a role"),
    "access.propose_role": _("Proposed a role"),
    "access.withdraw_proposal": _("Withdrew a proposed role"),
    "accounts.change_email": _("Changed an e-mail address"),
    "accounts.choose_language": _("Chose a language"),
    "accounts.choose_password": _("Chose a password"),
    "accounts.deactivate": _("Closed an account"),
    "accounts.end_all_ways_in": _("Ended the password, second step, devices and codes"),
    "accounts.end_other_sessions": _("Signed out on the other devices"),
    "accounts.end_session": _("Signed out on one device"),
    "accounts.invite": _("Invited someone"),
    "accounts.new_codes": _("Made one-time codes"),
    "accounts.open_accounts": _("Opened accounts"),
    "accounts.reset": _("Reset an account"),
    "accounts.use_code": _("Signed in with a one-time code"),
    "backup.written": _("Wrote a backup"),
    "competencies.add_evidence": _("Put a file to a rating"),
    "competencies.decide_nomination": _("Decided on a rater who was named"),
    "competencies.nominate": _("Named a rater"),
    "competencies.record_accreditation": _("Recorded an accreditation"),
    "competencies.answer_objection": _("Answered a request to look at a level again"),
    "competencies.discard_draft": _("Threw a draft of the dictionary away"),
    "competencies.draft_version": _("Began a version of the dictionary's words"),
    "competencies.make_objection": _("Asked to look at a level again"),
    "competencies.map_former": _("Said what a former competency corresponds to"),
    "competencies.publish_version": _("Published words of the dictionary"),
    "competencies.record_former": _("Recorded SIASN's former competencies"),
    "competencies.relate": _("Recorded how competencies stand to each other"),
    "competencies.retire": _("Retired a competency"),
    "competencies.unrelate": _("Removed a relation of competencies"),
    "competencies.withdraw_objection": _("Withdrew a request to look at a level again"),
    "competencies.write_job_form": _("Wrote the form of a job"),
    "competencies.write_words": _("Wrote words of the dictionary"),
    "competencies.fit_everybody": _("Estimated everybody's levels from ratings"),
    "competencies.ask_to_open_round": _("Asked for a round to be opened"),
    "competencies.ask_to_report_round": _("Asked for a round to be reported"),
    "competencies.assign_assessor": _("Assigned an assessor"),
    "competencies.begin_nominations": _("Let raters be named"),
    "competencies.cancel_round": _("Cancelled a round"),
    "competencies.change_round": _("Changed the draft of a round"),
    "competencies.close_round": _("Closed a round"),
    "competencies.draft_round": _("Drafted a round"),
    "competencies.open_round": _("Opened a round"),
    "competencies.record_assessments": _("Recorded assessments"),
    "competencies.end_suspension": _("Let a suspended certificate count again"),
    "competencies.record_qualifications": _("Recorded certificates"),
    "competencies.record_service_needs": _("Recorded what services need"),
    "competencies.record_standards": _("Recorded standards of competencies"),
    "competencies.record_words": _("Recorded words of the dictionary"),
    "competencies.remind_raters": _("Reminded raters"),
    "competencies.renew_jobs": _("Found jobs of the standards again"),
    "competencies.revoke_qualification": _("Revoked a certificate"),
    "competencies.suspend_qualification": _("Suspended a certificate"),
    "competencies.report_round": _("Reported a round"),
    "competencies.remove_evidence": _("Removed a file from a rating"),
    "competencies.save_answers": _("Saved answers of a rating"),
    "competencies.say_related": _("Answered whether related"),
    "competencies.send_sheet": _("Sent a rating"),
    "competencies.withdraw_accreditation": _("Withdrew an accreditation"),
    "competencies.withdraw_nomination": _("Took back a rater who was named"),
    "demo.open_accounts": _("Opened accounts of the demo"),
    "demo.written": _("Made the demo city"),
    "development.ask_plan": _("Asked for a plan"),
    "development.lift_lock": _("Lifted a decision by hand"),
    "development.move_plan": _("Moved a plan on"),
    "development.record_budgets": _("Recorded budgets"),
    "development.record_locks": _("Recorded decisions by hand"),
    "development.solve_plan": _("Made a plan"),
    "files.import_file": _("Imported a file"),
    "insight.look_for_fit": _("Looked at who fits a job"),
    "learning.accept": _("Accepted an invitation to training"),
    "learning.agree": _("Agreed as head that somebody goes to training"),
    "learning.approve": _("Approved that somebody goes to training"),
    "learning.answer_follow_up": _("Said what of training shows at work"),
    "learning.ask": _("Asked for a seat in training"),
    "learning.ask_recognition": _("Asked that prior learning be recognised"),
    "learning.ask_study": _("Asked to study for a degree"),
    "learning.assign_recognition": _("Gave a request for recognition to an assessor"),
    "learning.end_study": _("Ended a study without a degree"),
    "learning.extend_study": _("Extended a study"),
    "learning.finish_study": _("Recorded a study as finished"),
    "learning.grant_study": _("Granted a study"),
    "learning.recognise": _("Recognised prior learning"),
    "learning.refuse_recognition": _("Did not recognise prior learning"),
    "learning.refuse_study": _("Did not grant a study"),
    "learning.support_study": _("Supported a study as head"),
    "learning.take_back_recognition": _("Took a request for recognition back from an assessor"),
    "learning.withdraw_recognition": _("Withdrew a request for recognition"),
    "learning.withdraw_study": _("Withdrew a request to study"),
    "learning.cancel": _("Cancelled a seat in training"),
    "learning.cancel_session": _("Cancelled a session"),
    "learning.decline": _("Declined an invitation to training"),
    "learning.end_feed": _("Ended the address of a calendar"),
    "learning.expire": _("Ended invitations that were not answered in time"),
    "learning.invite": _("Invited people to training"),
    "learning.invite_follow_ups": _("Asked what of training shows at work"),
    "learning.make_feed": _("Made an address for a calendar"),
    "learning.nominate": _("Nominated people for training"),
    "learning.open_session": _("Opened a session"),
    "learning.promote": _("Called people from the waiting list"),
    "learning.refuse": _("Did not approve that somebody goes to training"),
    "learning.set_meetings": _("Set the meetings of a session"),
    "learning.substitute": _("Sent somebody else to training"),
    "learning.record_items": _("Recorded items of tests"),
    "learning.record_sessions": _("Recorded sessions"),
    "learning.record_trainings": _("Recorded training"),
    "learning.withdraw_evidence": _("Withdrew evidence of training"),
    "people.answer_correction": _("Answered a request for correction"),
    "people.ask_correction": _("Asked for a correction"),
    "people.record_events": _("Recorded events of careers"),
    "people.record_holidays": _("Recorded public holidays"),
    "people.record_people": _("Recorded people"),
    "people.record_services": _("Recorded services"),
    "people.record_units": _("Recorded units"),
    "people.withdraw_correction": _("Withdrew a request for correction"),
    "performance.record_results": _("Recorded results of performance"),
    "uploads.ask_to_store": _("Confirmed an import"),
    "uploads.clean": _("Removed old uploads"),
    "uploads.discard": _("Discarded an import"),
    "uploads.repair": _("Repaired rows of an import"),
    "uploads.replace_file": _("Replaced the file of an import"),
    "uploads.take_faults": _("Took the faulty rows of an import away"),
    "uploads.try_again": _("Tried an import again"),
    "uploads.upload": _("Uploaded a file"),
}
KINDS: dict[str, Any] = {
    "account": _("account"),
    "competency": _("competency"),
    "correction": _("request for correction"),
    "enrolment": _("enrolment"),
    "job": _("background job"),
    "lock": _("decision by hand"),
    "objection": _("request to look at a level again"),
    "person": _("person"),
    "plan": _("plan"),
    "prior": _("request for recognition"),
    "proposal": _("proposed role"),
    "qualification": _("certificate"),
    "round": _("round of ratings"),
    "sample": _("sample"),
    "session": _("session"),
    "sheet": _("rating"),
    "study": _("study for a degree"),
    "upload": _("import"),
}
NAMES: dict[str, Any] = {
    "accounts": _("accounts"),
    "before": _("before"),
    "cells": _("cells"),
    "changed": _("changed"),
    "competencies": _("competencies"),
    "competency": _("competency"),
    "fields": _("fields"),
    "ends_on": _("last day"),
    "answers": _("answers"),
    "assessor": _("assessor"),
    "closes_on": _("last day"),
    "ended": _("sheets set aside"),
    "files": _("files"),
    "former": _("former competency"),
    "job": _("job"),
    "jobs": _("jobs"),
    "kept": _("seats kept"),
    "kind": _("kind"),
    "meetings": _("meetings"),
    "new": _("new"),
    "of": _("about"),
    "other": _("other"),
    "opens_on": _("first day"),
    "pool": _("drawn from"),
    "proposal": _("proposal"),
    "people": _("people"),
    "proposed": _("proposed"),
    "purpose": _("purpose"),
    "reason": _("reason"),
    "refused": _("left out"),
    "retired_on": _("retired on"),
    "revision": _("revision"),
    "role": _("role"),
    "round": _("round of ratings"),
    "rows": _("rows"),
    "sample": _("sample"),
    "seated": _("with a seat"),
    "seed": _("seed of the draw"),
    "session": _("session"),
    "sheets": _("sheets"),
    "size": _("number of people"),
    "starts_on": _("first day"),
    "sources": _("sources"),
    "state": _("state"),
    "steps": _("steps"),
    "told": _("messages"),
    "unchanged": _("unchanged"),
    "unit": _("unit"),
    "units": _("units"),
    "versions": _("versions"),
    "waiting": _("waiting"),
    "year": _("year"),
}


def action(code: str) -> str:
    """Return what was done, as a sentence; a code of an older version stands as it is."""
    return str(ACTIONS.get(code, code))


def who(code: str, *, name: str | None) -> str:
    """Return who did it: the name with the code, the code alone where no name is known."""
    return f"{name} ({code})" if name else code


def subject(text: str, *, name: str | None = None) -> str:
    """Return what it was done to: the kind in words, then its code, with the name where one is known."""
    kind, blank, code = text.partition(" ")
    return f"{KINDS.get(kind, kind)}{blank}{who(code, name=name)}"


def details(held: Mapping[str, object], *, units: Mapping[str, str]) -> str:
    """Return the details, name by name, without those that say nothing; `units` are names by SIASN id."""
    said = ((name, value) for name, value in held.items() if value not in ("", None, [], {}))
    return "; ".join(f"{NAMES.get(name, name)}: {_value(name, value, units)}" for name, value in said)


def _value(name: str, value: object, units: Mapping[str, str]) -> str:
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name == "unit":
        return units.get(str(value), str(value))
    if name == "units" and isinstance(value, list):
        return ", ".join(units.get(str(one), str(one)) for one in value)
    if isinstance(value, str):
        try:
            return words(dt.date.fromisoformat(value)) if value.count("-") == 2 else value
        except ValueError:
            return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return json.dumps(value, ensure_ascii=False)
    return words(value)
