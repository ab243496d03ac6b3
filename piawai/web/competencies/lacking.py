"""What is missing at a gap and what fits, as pages and files say it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from piawai.competencies.terms import Aspect, Missing, Source
from piawai.learning.queries.catalogue import fitting
from piawai.web import law
from piawai.web.lists import words

UNKNOWN = Missing()


@dataclass(frozen=True)
class Lacking:
    """
    What is missing most, who says so and when, what fits, and which forms with the source of that list.

    `missing` is "" where it is unknown.
    """

    missing: str
    according: str
    fits: str
    forms: str
    forms_source: str
    forms_checked: bool

    @property
    def said(self) -> str:
        """What is missing, with source and day, for a cell of a list."""
        return f"{self.missing} ({self.according})" if self.missing else _("not yet known")

    @property
    def told(self) -> str:
        """What is missing and what fits, in sentences."""
        if self.missing:
            named = {"missing": self.missing, "according": self.according}
            first = _("Missing most: %(missing)s (%(according)s).") % named
        else:
            first = _("What is missing is not known yet.")
        return " ".join((first, _("What fits: %(fits)s.") % {"fits": self.fits}))

    @property
    def forms_told(self) -> str:
        """The forms of learning that fit, with the source of that list; "" where none is named."""
        if not self.forms:
            return ""
        source = _("Source: %(source)s") % {"source": self.forms_source}
        told = law.doubted(source, checked=self.forms_checked)
        return " ".join((_("Forms of learning that fit: %(forms)s.") % {"forms": self.forms}, f"{told}."))


def lacking(missing: Missing, *, on: dt.date) -> Lacking:
    """Return what is missing at a gap in words, with what fits by the policy of a day."""
    found = fitting(aspects=missing.aspects, on=on)
    names = ", ".join(str(Aspect(aspect).label) for aspect in missing.aspects)
    sources = ", ".join(str(Source(source).label) for source in missing.sources)
    return Lacking(
        missing=_("%(aspects)s, named equally often") % {"aspects": names} if len(missing.aspects) > 1 else names,
        according="" if missing.named_on is None else f"{sources}, {words(missing.named_on)}",
        fits="; ".join(str(way.label) for way in found.ways),
        forms=", ".join(found.forms),
        forms_source=law.source(found.law),
        forms_checked=found.law.checked,
    )
