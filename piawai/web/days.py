"""Days as people type them."""

DAY_FORMATS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")  # the day first, whatever the language
