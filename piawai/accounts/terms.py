"""The words of sign-in: its limits, and why they are as they are."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Local policy, not law: slips printed on a Friday must still work on Monday.
CODE_LASTS = dt.timedelta(hours=72)

# Local policy: guessing gets nowhere, and whoever mistypes gets in again within a coffee.
TRIES = 10
TRIES_WITHIN = dt.timedelta(minutes=15)

# Local policy: links that devices on which nobody signed in before may ask for within that time, all together. More
# than forgotten passwords make, and too few to keep the worker from its other jobs.
LINKS_OF_STRANGERS = 60

# A code of an authenticator app is accepted one period of 30 seconds early or late; twice that is safely over.
APP_CODE_LASTS = dt.timedelta(minutes=3)


class AccountState(TextChoices):
    """How far someone has come to an account. `INVITED` may have held a code, which has run out."""

    NONE = "belum", _("no account")
    INVITED = "diundang", _("invited, never signed in")
    CODE = "kode", _("has a code")
    SIGNED_IN = "masuk", _("has signed in")
    CLOSED = "ditutup", _("closed")
