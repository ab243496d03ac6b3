"""A device's browser in words."""

import pytest
from django.utils import translation

from piawai.web.accounts.browsers import browser_words

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"Mozilla/5.0 (Linux; Android 10; K) {KHTML} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome di Android"),
        (
            f"Mozilla/5.0 (Linux; Android 9; SM-J) {KHTML} SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36",
            "Samsung Internet di Android",
        ),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/131.0 Safari/537.36 Edg/131.0", "Edge di Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox di Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 Version/17.6 Safari/604.1",
            "Safari di iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17.6 Safari/605", "Safari di Mac"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("something nobody has ever heard of, version 12 of the year", "something nobody has ever heard of, vers …"),
        ("", "tidak diketahui"),
    ],
)
def test_says_browser_and_system_or_the_text_itself(text: str, said: str) -> None:
    with translation.override("id"):
        assert browser_words(text=text) == said
