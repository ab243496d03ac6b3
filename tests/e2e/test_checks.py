"""The checks themselves: each refuses a page that deserves it."""

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Faults, axe_clean, fits, targets_large

FRAME = '<!doctype html><html lang="id"><title>Contoh</title><main><h1>Contoh</h1>{}</main>'


class TestChecks:
    """What a journey would fail on."""

    def test_pass_a_good_page(self, phone: Page) -> None:
        phone.set_content(FRAME.format("<p>Baik.</p>"))

        axe_clean(phone)
        fits(phone)
        targets_large(phone)

    def test_refuse_a_field_without_a_label(self, phone: Page) -> None:
        phone.set_content(FRAME.format("<input name=a>"))

        with pytest.raises(AssertionError, match="label"):
            axe_clean(phone)

    def test_refuse_what_is_too_wide(self, phone: Page) -> None:
        phone.set_content(FRAME.format('<div style="width: 500px">Lebar</div>'))

        with pytest.raises(AssertionError, match="too wide"):
            fits(phone)

    def test_refuse_what_is_too_small_to_tap(self, phone: Page) -> None:
        phone.set_content(FRAME.format('<a href="#">Kecil</a>'))

        with pytest.raises(AssertionError, match="Kecil"):
            targets_large(phone)

    def test_write_down_what_goes_wrong(self, phone: Page, faults: Faults) -> None:
        phone.set_content(FRAME.format(""))

        phone.evaluate("() => { console.error('salah'); setTimeout(() => { throw new Error('rusak'); }) }")
        phone.evaluate("() => fetch('http://other.invalid/').catch(() => 0)")

        noted = " ".join(faults.found)
        faults.found.clear()
        assert "console: salah" in noted
        assert "script: rusak" in noted
        assert "other host: http://other.invalid/" in noted
