"""Where legal values come from, as pages say it."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from piawai.regulations.values import LOCAL_POLICY, Provision


def source(law: Provision) -> str:
    """Return the source of a legal value in the reader's language."""
    if law.source == LOCAL_POLICY:
        return _("local policy")
    if get_language() == "id" and law.source_id:
        return law.source_id
    return law.source


def doubted(words: str, *, checked: bool) -> str:
    """Return words about a legal value, with the doubt where nobody has verified it."""
    return words if checked else f"{words} ({_('not verified')})"
