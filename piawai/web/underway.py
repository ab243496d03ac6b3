"""What is still being worked out while somebody reads the figures."""

from django.utils.translation import gettext as _

from piawai.competencies.queries.rounds import pages
from piawai.web import lists


def underway() -> tuple[str, ...]:
    """Return a line for the head of figures while a round is reported: the answers about how many people they count."""
    done, rated = pages.being_reported()
    if not rated:
        return ()
    counts = {"done": lists.words(done), "all": lists.words(rated)}
    return (_("A round is being worked out: %(done)s of %(all)s people so far") % counts,)
