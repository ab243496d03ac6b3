"""What everything may use: errors, the clock, periods, text. Imports nothing of piawai."""
