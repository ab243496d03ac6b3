"""What counts as a NIP in what people type."""

import pytest

from piawai.lib.text import may_hold_nip, nip_in

NIP = "198503092010011009"
WRITTEN = [
    pytest.param(NIP, id="bare"),
    pytest.param(f"{NIP[:8]} {NIP[8:14]} {NIP[14]} {NIP[15:]}", id="blanks"),
    pytest.param(f"{NIP[:8]}\t{NIP[8:]}", id="a tab inside"),
    pytest.param(f"{NIP}\t", id="a tab behind"),
    pytest.param(f"{NIP[:8]}\u2009{NIP[8:]}", id="a thin space"),
    pytest.param(f"{NIP[:8]}/{NIP[8:14]}/{NIP[14:]}", id="slashes"),
    pytest.param(f"{NIP},", id="a comma behind"),
    pytest.param(f"NIP {NIP}", id="the word before"),
    pytest.param(f"NIP. {NIP[:8]}.{NIP[8:]} (Sari)", id="words around"),
    pytest.param(NIP.translate({ord("1"): "\u0661"}), id="digits of another script"),
]


class TestNip:
    """18 digits, whatever stands between them."""

    @pytest.mark.parametrize("text", WRITTEN)
    def test_is_found(self, text: str) -> None:
        assert nip_in(text=text) == NIP
        assert may_hold_nip(text=text)

    @pytest.mark.parametrize("text", [NIP[:-1], NIP + "1", NIP[:15], f"{NIP} {NIP}"])
    def test_with_other_than_18_digits_is_none_and_still_stands_in_no_address(self, text: str) -> None:
        assert nip_in(text=text) == ""
        assert may_hold_nip(text=text)

    @pytest.mark.parametrize("text", ["", "Sari Staf", "Rencana 2027", NIP[:14]])
    def test_is_not_seen_in_words(self, text: str) -> None:
        assert nip_in(text=text) == ""
        assert not may_hold_nip(text=text)
