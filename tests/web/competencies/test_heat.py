"""A heat map's cells."""

import datetime as dt

from django.template.loader import render_to_string

from piawai.insight.terms import Heat, HeatRow, Tally
from piawai.web.competencies import heat


def test_the_same_figure_has_the_same_colour() -> None:
    total = {"M.1": Tally(200, 200, 47)}
    rows = (HeatRow("A", "A", {"M.1": Tally(100, 100, 16)}), HeatRow("B", "B", {"M.1": Tally(100, 100, 26)}))

    map_ = heat.shown(Heat((("M.1", "Satu"),), rows, total), row_link=lambda *_: "", cell_link=lambda *_: "")

    assert [(row.cells[0].mean, row.cells[0].step) for row in map_.rows] == [("0,2", 0), ("0,3", 1), ("0,2", 0)]


def test_0_25_as_it_is_read_is_0_2() -> None:
    rows = tuple(HeatRow(unit, unit, {"M.1": Tally(1000, 1000, levels)}) for unit, levels in (("A", 249), ("B", 250)))
    map_ = heat.shown(Heat((("M.1", "Satu"),), rows, {"M.1": Tally()}), row_link=lambda *_: "", cell_link=lambda *_: "")

    assert map_.rows[0].cells[0].step == map_.rows[1].cells[0].step


def test_a_small_group_is_hidden_in_the_small_figures_too() -> None:
    rows = (HeatRow("A", "A", {"M.1": Tally(9, 3, 1)}), HeatRow("B", "B", {"M.1": Tally(40, 30, 9)}))
    known = Heat((("M.1", "Satu"),), rows, {"M.1": Tally(49, 33, 10)})

    map_ = heat.shown_in_groups(known, row_link=lambda *_: "", cell_link=lambda *_: "", on=dt.date(2026, 11, 24))

    assert map_.why == map_.rows[0].cells[0].why
    assert "3/9" not in render_to_string("components/heat.html", {"heat": map_})


def test_a_heading_has_code_and_name_and_a_cell_both_counts() -> None:
    rows = (HeatRow("A", "A", {"M.1": Tally(12, 10, 1)}),)
    map_ = heat.shown(Heat((("M.1", "Satu"),), rows, {"M.1": Tally()}), row_link=lambda *_: "", cell_link=lambda *_: "")

    page = render_to_string("components/heat.html", {"heat": map_})

    assert '<span class="pw-heat__name">Satu</span> <span class="pw-heat__code">M.1</span>' in page
    assert '<span class="pw-heat__short" aria-hidden="true">10/12</span>' in page
