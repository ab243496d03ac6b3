"""Charts: figures in, markup out."""

import pytest

from piawai.web.templatetags import charts


class TestBars:
    """One bar a part, the longest for the greatest."""

    def test_names_itself_and_writes_every_value(self) -> None:
        drawn = charts.bars(title="Gap", parts=[("Service", 2.0), ("Data", 1.0)])

        assert 'role="img" aria-label="Gap"' in drawn
        assert drawn.count("<rect") == 2
        assert f'width="{charts.LENGTH:.1f}"' in drawn
        assert f'width="{charts.LENGTH / 2:.1f}"' in drawn

    def test_escapes_what_it_is_given(self) -> None:
        drawn = charts.bars(title='"><script>', parts=[("<b>", 1.0)])

        assert "<script>" not in drawn
        assert "<b>" not in drawn

    def test_draws_nothing_of_nothing(self) -> None:
        assert charts.bars(title="Gap", parts=[]) == ""
        assert 'width="0.0"' in charts.bars(title="Gap", parts=[("Data", 0)])

    def test_refuses_what_is_less_than_nothing(self) -> None:
        with pytest.raises(ValueError, match="shorter than nothing"):
            charts.bars(title="Gap", parts=[("Data", -1.0)])
