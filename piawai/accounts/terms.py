"""The words of sign-in: its limits, and why they are as they are."""

import datetime as dt

# Local policy, not law: slips printed on a Friday must still work on Monday.
CODE_LASTS = dt.timedelta(hours=72)

# Local policy: guessing gets nowhere, and whoever mistypes gets in again within a coffee.
TRIES = 10
TRIES_WITHIN = dt.timedelta(minutes=15)

# A code of an authenticator app is accepted one period of 30 seconds early or late; twice that is safely over.
APP_CODE_LASTS = dt.timedelta(minutes=3)
