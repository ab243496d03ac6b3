"""The lines of a person's competencies as they are written into the page."""

from dataclasses import replace

from django.utils import translation

from piawai.web.competencies.profiles import Certainty, Line
from piawai.web.templatetags.profiles import profile_lines

EVIL = '<b title="x">&'
LINE = Line(
    code="M.1",
    name=EVIL,
    required=3,
    held=3,
    gap=0,
    state="met",
    shortfall="",
    according=EVIL,
    until=EVIL,
    assessed_on=None,
    valid_until=None,
    critical=True,
    says=(EVIL,),
    evidence=(EVIL,),
    certainty=Certainty(sure=True, low=3, high=3),
    next_step=EVIL,
    lacking=None,
)


class TestProfileLines:
    """Written without a template, so nothing escapes by itself."""

    def test_escapes_whatever_was_typed(self) -> None:
        page = profile_lines([LINE], own=True, printing=False)

        assert "<b" not in page
        assert page.count("&lt;b title=&quot;x&quot;&gt;&amp;") == 8

    def test_marks_what_is_not_known(self) -> None:
        unknown = replace(LINE, state="unknown", held=None, evidence=(), certainty=None)

        with translation.override("en"):
            page = profile_lines([unknown], own=True, printing=False)

        assert "<span>–</span>" in page
        assert "Nothing is recorded yet." in page
        assert "look at" not in page  # of what is not held nothing can be disputed

    def test_leads_nowhere_on_paper(self) -> None:
        printed = profile_lines([LINE], own=True, printing=True)

        assert '<details class="govuk-details pw-why" open>' in printed
        assert "<a " not in printed
