"""A heat map's cells."""

from piawai.insight.terms import Heat, HeatRow, Tally
from piawai.web.competencies import heat


def test_the_same_figure_has_the_same_colour() -> None:
    total = {"M.1": Tally(200, 200, 47, 47)}
    rows = (HeatRow("A", "A", {"M.1": Tally(100, 100, 16, 16)}), HeatRow("B", "B", {"M.1": Tally(100, 100, 26, 26)}))

    map_ = heat.shown(Heat((("M.1", "Satu"),), rows, total), row_link=lambda *_: "", cell_link=lambda *_: "")

    assert [(row.cells[0].mean, row.cells[0].step) for row in map_.rows] == [("0.2", 0), ("0.3", 1), ("0.2", 0)]


def test_0_25_as_it_is_read_is_0_2() -> None:
    rows = tuple(
        HeatRow(unit, unit, {"M.1": Tally(1000, 1000, 1, levels)}) for unit, levels in (("A", 249), ("B", 250))
    )
    map_ = heat.shown(Heat((("M.1", "Satu"),), rows, {"M.1": Tally()}), row_link=lambda *_: "", cell_link=lambda *_: "")

    assert map_.rows[0].cells[0].step == map_.rows[1].cells[0].step
