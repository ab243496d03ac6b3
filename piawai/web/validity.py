"""How long evidence counts, and by what rule, as pages say it."""

import datetime as dt
from collections import defaultdict

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from piawai.competencies.terms import Source
from piawai.regulations import values
from piawai.regulations.values import Provision
from piawai.web import law


def rule(on: dt.date) -> str:
    """Return how long evidence of a day counts that names no last day, and whether it still counts after that day."""
    years: dict[tuple[int, str], list[str]] = defaultdict(list)
    for key, span in values.mapping("assessment_validity_years", on=on).values.items():
        years[span.whole, _origin(span)].append(_label(key))
    spans = [
        ngettext("%(sources)s: %(count)s year (%(origin)s)", "%(sources)s: %(count)s years (%(origin)s)", count)
        % {"sources": ", ".join(sources), "count": localize(count), "origin": origin}
        for (count, origin), sources in years.items()
    ]
    first = _("Evidence of today that states no last day counts so long: %(spans)s.") % {"spans": "; ".join(spans)}
    return f"{first} {_grace(on)}"


def _grace(on: dt.date) -> str:
    grace = values.mapping("qualification_grace_days", on=on)
    spans = [
        ngettext("%(source)s: %(count)s day (%(origin)s)", "%(source)s: %(count)s days (%(origin)s)", span.whole)
        % {"source": _label(key), "count": localize(span.whole), "origin": _origin(span)}
        for key, span in grace.values.items()
        if span.whole
    ]
    if not spans:
        return _("After its last day it counts no more (%(origin)s).") % {"origin": _origin(grace)}
    return _("After its last day it still counts so long: %(spans)s.") % {"spans": "; ".join(spans)}


def _origin(found: Provision) -> str:
    if found.checked or found.source == values.LOCAL_POLICY:
        return law.source(found)
    return _("%(source)s, not verified") % {"source": law.source(found)}


def _label(key: str) -> str:
    return str(Source(key).label) if key in Source.values else key
