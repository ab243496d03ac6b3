"""What the demo says at its end, to somebody who leads a personnel office."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from piawai.cli import plan_tables, show
from piawai.cli.show import Column
from piawai.competencies.terms import GapRow, Match, Origin
from piawai.demo.accounts import SignIn
from piawai.development.terms import AssessFirst, Coaching, PlanReport
from piawai.integrations.files.importing import Report

TOP = 5


@dataclass(frozen=True, slots=True)
class Made:
    """Everything the demo has made."""

    on: dt.date
    folder: Path
    results: Mapping[str, Report]
    gaps: Sequence[GapRow]
    matches: Sequence[Match]
    report: PlanReport
    assess_first: Sequence[AssessFirst]
    coached: Sequence[Coaching]
    seconds: Mapping[str, float]
    sign_ins: Sequence[SignIn]


def write(made: Made) -> None:
    """Print the summary."""
    _files(made)
    _gaps(made)
    _matches(made)
    show.say("", _("THE PLAN"), *plan_tables.figures(made.report))
    if made.report.conflicts:
        show.say(_("These rules cannot all hold:"), *made.report.conflicts)
    show.say("", _("WHOM TO ASSESS FIRST (what is unknown cannot be planned for)"))
    plan_tables.write_assess_first(made.assess_first)
    show.say("", _("WHOM TO COACH (last predicate below Baik): %(count)s") % {"count": show.number(len(made.coached))})
    _sign_ins(made)
    _ways_on(made)


def _files(made: Made) -> None:
    show.say("", _("THE CITY'S FILES, in %(folder)s") % {"folder": made.folder})
    columns = [
        Column(_("File")),
        Column(_("Rows"), right=True),
        Column(_("New"), right=True),
        Column(_("Warnings"), right=True),
    ]
    rows = [
        [kind, show.number(result.rows), show.number(result.new), show.number(len(result.warnings))]
        for kind, result in made.results.items()
    ]
    show.write_table(columns, rows)


def _gaps(made: Made) -> None:
    known = [row for row in made.gaps if row.gap is not None]
    lacking = [row for row in known if row.gap]
    levels = Counter(row.gap for row in lacking)
    show.say(
        "",
        _("WHO LACKS WHAT, on %(day)s") % {"day": show.day(made.on)},
        _(
            "People: %(people)s, of whom %(required)s have a standard to meet. Units: %(units)s. "
            "Rows of standards: %(rows)s."
        )
        % {
            "people": show.number(made.results["pegawai"].rows),
            "required": show.number(len({row.person_id for row in made.gaps})),
            "units": show.number(made.results["unor"].rows),
            "rows": show.number(made.results["standar"].rows),
        },
        _("Requirements: %(all)s (of the job itself: %(own)s; default of the job class: %(default)s)")
        % {
            "all": show.number(len(made.gaps)),
            "own": show.number(sum(row.origin == Origin.JOB for row in made.gaps)),
            "default": show.number(sum(row.origin == Origin.CLASS for row in made.gaps)),
        },
        _("Known from valid evidence: %(known)s. Unknown: %(unknown)s, which is not the same as low.")
        % {"known": show.number(len(known)), "unknown": show.number(len(made.gaps) - len(known))},
        _("Gaps: %(gaps)s (%(levels)s)")
        % {
            "gaps": show.number(len(lacking)),
            "levels": ", ".join(
                _("%(levels)s short: %(count)s") % {"levels": steps, "count": show.number(count)}
                for steps, count in sorted(levels.items(), key=lambda pair: pair[0] or 0)
            )
            or "–",
        },
        _("Most often lacking:"),
    )
    names = {row.competency: row.competency_name for row in lacking}
    for code, count in Counter(row.competency for row in lacking).most_common(TOP):
        show.say(f"  {code} {names[code]}: {show.number(count)}")


def _matches(made: Made) -> None:
    classes = Counter(match.mapping for match in made.matches if match.mapping)
    complete = sum(classes.values())
    show.say(
        _("Job person match (official results of all nine): %(complete)s people, %(rest)s incomplete")
        % {"complete": show.number(complete), "rest": show.number(len(made.matches) - complete)},
        *(f"  {name}: {show.number(count)}" for name, count in sorted(classes.items())),
    )


def _sign_ins(made: Made) -> None:
    show.say("", _("SIGN-INS OF THE DEMO (they work here only)"))
    columns = [Column(_("Role")), Column(_("Name")), Column(_("E-mail")), Column(_("Password"))]
    show.write_table(columns, [[row.role, row.name, row.login, row.password] for row in made.sign_ins])


def _ways_on(made: Made) -> None:
    place = made.folder.parent
    on = f" --on {made.on.isoformat()}"
    example = made.report.allocations[0].nip if made.report.allocations else "NIP"
    show.say(
        "",
        _("Time taken: %(seconds)s") % {"seconds": show.seconds(sum(made.seconds.values()))},
        _("Everything above can be seen again, and every file imported again by anybody:"),
        f"  PIAWAI_HOME={place} piawai gaps{on}",
        f"  PIAWAI_HOME={place} piawai gaps{on} --format xlsx --output gaps.xlsx",
        f"  PIAWAI_HOME={place} piawai plan explain --nip {example}",
        f"  PIAWAI_HOME={place} piawai plan assess-first --year {made.report.year}{on}",
        f"  PIAWAI_HOME={place} piawai plan solve --year {made.report.year} --budget Rp{made.report.budget_limit}{on}",
        f"  PIAWAI_HOME={place} piawai import pegawai {made.folder / 'pegawai.xlsx'} {on.strip()} --dry-run",
        f"  PIAWAI_HOME={place} piawai doctor",
    )
