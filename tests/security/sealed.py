"""The headers that tell a browser how little it may do with an answer."""

from typing import Any


def lacks(answer: Any) -> list[str]:
    """Return what is missing of the headers that seal an answer."""
    policy = answer.get("Content-Security-Policy", "")
    wanted = ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
    found = [words for words in wanted if words not in policy]
    found += ["unsafe"] if "unsafe" in policy or "*" in policy else []
    sealed = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    found += [name for name, value in sealed.items() if answer.get(name) != value]
    return found


def lacks_of_a_page(answer: Any) -> list[str]:
    """Return what is missing of the headers of a page: it is framed nowhere and kept nowhere."""
    found = lacks(answer)
    found += ["X-Frame-Options"] if answer.get("X-Frame-Options") != "DENY" else []
    return found + (["no-store"] if "no-store" not in answer.get("Cache-Control", "") else [])


def lacks_of_a_file(answer: Any) -> list[str]:
    """Return what is missing of the headers of an answer that is no page: it is opened beside the site, if at all."""
    file = answer.status_code == 200 and not answer.get("Content-Type", "").startswith("text/html")
    return ["attachment"] if file and not answer.get("Content-Disposition", "").startswith("attachment") else []
