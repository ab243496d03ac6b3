"""Drawing numbers that are never drawn twice, and none of which is lost: a transaction that fails gives them back."""

from django.db.models import F

from piawai.learning.models import Counter

PLACES = "status"  # the series of places in the list of what was revoked


def draw(*, series: str, many: int) -> range:
    """
    Return so many numbers of a series, from 1 on, one after the other.

    Part of the transaction that uses them: whoever else draws from the series waits for its end.
    """
    Counter.objects.get_or_create(name=series)
    Counter.objects.filter(name=series).update(last=F("last") + many)
    last = Counter.objects.values_list("last", flat=True).get(name=series)
    return range(last - many + 1, last + 1)
