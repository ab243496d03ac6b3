"""Which function does which job, and which jobs come by themselves."""

import datetime as dt

from piawai.cli.background import (
    accounts,
    agreements,
    certificates,
    evidence,
    imports,
    learning,
    messages,
    plans,
    rounds,
    standings,
)
from piawai.cli.tasks import Work
from piawai.competencies.services.estimates import JOB
from piawai.learning.services.certificates import PRINT

WORK: dict[str, Work] = {
    accounts.RESET_LINK: accounts.mail_reset_link,
    "accounts.forget_reset_jobs": accounts.forget_reset_jobs,
    "agreements.look_after": agreements.look_after,
    JOB: standings.estimate,
    "competencies.refresh_due": standings.refresh,
    "competencies.sweep_evidence": evidence.clean,
    PRINT: certificates.print_certificates,
    "learning.clean_certificates": certificates.clean,
    "import.check": imports.check,
    "import.store": imports.store,
    "import.clean": imports.clean,
    "learning.expire": learning.end_overdue,
    "learning.follow_up": learning.follow_up,
    "plan.solve": plans.solve,
    "messages.mail": messages.send_mail,
    "rounds.cost": rounds.cost,
    "rounds.look_after": rounds.look_after,
    "rounds.open": rounds.open_round,
    "rounds.report": rounds.report,
}
DAILY = {  # name: hour of local time
    "accounts.forget_reset_jobs": 3,
    "agreements.look_after": 5,
    JOB: 2,
    "competencies.refresh_due": 1,
    "competencies.sweep_evidence": 2,
    "import.clean": 2,
    "learning.clean_certificates": 2,
    "learning.follow_up": 5,
    "rounds.look_after": 5,
}
ALWAYS = {"learning.expire": dt.timedelta(hours=1)}
EVERY = {"messages.mail": dt.timedelta(minutes=10)}  # where a mail server is configured
