"""What each code of a problem means, and what would pass. The codes are lasting; the words are translated."""

from django.utils.translation import gettext_lazy as _

NEAREST = _("The nearest known one is %(nearest)s.")

_CELLS = {
    "ambiguous_number": _("The number could be read in two ways. Write it without a thousands separator."),
    "control_character": _("The cell holds a sign that cannot be stored. Type its text anew."),
    "day_out_of_range": _("The day lies outside the years %(least)s to %(most)s."),
    "digits_lost": _(
        "Digits are lost: the spreadsheet has turned a long number into a rounded one. Format the column as text and "
        "enter all digits again."
    ),
    "foreign_digits": _("The digits are of another script. Write them as 0 to 9."),
    "formula_error": _("The cell holds the error of a formula. Write the value itself."),
    "fraction_not_code": _("A number with a fraction is no code. Format the column as text and write the code."),
    "impossible_day": _("There is no such day in the calendar."),
    "level_off_scale": _("%(part)s: a level is a whole number from 1 to 5."),
    "negative_rupiah": _("The amount is below zero. Whole rupiah from 0 would pass, such as 1500000."),
    "nip_not_18_digits": _("The number has %(digits)s digits; a NIP has 18."),
    "nip_not_digits": _("A NIP has 18 digits and no other signs."),
    "not_a_choice": _("Not one of the values that pass: %(choices)s."),
    "not_a_code": _("TRUE or FALSE is no code. Format the column as text and write the code."),
    "not_a_day": _("This is no day. 31-12-2026, 2026-12-31 or a date cell would pass."),
    "not_a_number": _("This is no number. 12 or 12,5 would pass."),
    "not_a_whole_number": _("This is no whole number. 12 would pass."),
    "not_levels": _("“%(part)s” is no competency with a level. M.3:3; T.IT.1:2 would pass."),
    "not_levels_with_counts": _("“%(part)s” is no competency with level and number. M.3:3×2; T.IT.1:2 would pass."),
    "not_rupiah": _("This is no amount in rupiah. 1500000 or Rp1.500.000 would pass."),
    "not_yes_or_no": _("Neither yes nor no. YA or TIDAK would pass."),
    "out_of_range": _("The number lies outside %(least)s to %(most)s."),
    "repeated_code": _("%(part)s is named twice in the cell. Keep one."),
    "text_too_long": _("The text has %(length)s characters; at most %(most)s can be kept."),
    "turned_into_day": _("The spreadsheet has made a date of the code. Format the column as text and write the code."),
    "year_not_day": _("This is a year, not a day. 31-12-2026 would pass."),
}

_ROWS = {
    "before_birth": _("The day lies before the person was born (%(born)s)."),
    "disagrees": _("Row %(row)s says “%(other)s” for the same %(key)s. Make both say the same."),
    "ends_before_start": _("The last day lies before the first, %(first)s."),
    "future_day": _("The day lies after %(on)s, the day of this import."),
    "indicator_missing": _("Other rows of this level have an indicator. Write one here, or remove the row."),
    "minimum_over_seats": _("The minimum is larger than the seats, %(seats)s."),
    "missing_columns": _("The file lacks columns that are needed: %(columns)s. The template has them all."),
    "missing_one_of": _("One of %(columns)s must be filled in."),
    "missing_value": _("The cell is empty; a value is needed."),
    "more_problems": _("There are more problems than can be listed; the rows from here on were not looked at."),
    "not_in_force": _("No rule (%(rule)s) was in force on that day; the first applies from %(first)s."),
    "rates_oneself": _("Nobody rates themselves as superior, peer or subordinate. Name the rater, or use DIRI."),
    "published_words": _(
        "These words are published since %(day)s and stay as they are. Write changed words with a later BERLAKU MULAI."
    ),
    "option_left_out": _("An option before this one is empty. Fill the options from the first on."),
    "option_twice": _("This option stands twice. Keep one."),
    "option_of_key_missing": _("The right option is empty. Write it, or name another one: 1 to %(most)s would pass."),
    "repeated_key": _("Row %(row)s has the same %(key)s. Keep one of the two rows."),
    "opened_session": _(
        "This session has been opened, is over or was cancelled: it stays %(was)s. What must differ gets a new code."
    ),
    "opened_programme": _("Sessions of this programme have been opened: it stays %(was)s. Write another name for it."),
    "seats_given": _("People hold %(held)s seats of this session, or they are kept for units. Leave it that many."),
    "two_persons": _("PNS ID and NIP belong to two different people that are known. Correct one of the two numbers."),
    "unit_needed": _("For %(kind)s the unit is needed."),
    "unit_or_job_needed": _("A transfer needs the new unit, the new job, or both."),
    "unit_loop": _("The unit stands below itself: following the units above leads back to it."),
    "unknown_competency": _("No competency has the code %(value)s. Import it first (kamus), or correct the code."),
    "unknown_form": _("No form of training has this id. These would pass: %(choices)s."),
    "unknown_job": _("No job has this id. Write its name (JABATAN NAMA) as well, then it is created."),
    "unknown_job_class": _("“%(part)s” is no class of job. These would pass: %(choices)s."),
    "unknown_parent": _("The unit above is neither in the file nor known. Add it, or correct the ID."),
    "unknown_person": _("Nobody with this number is known. Import the person first (pegawai), or correct the number."),
    "unknown_programme": _("No programme has this name. Import the catalogue first (katalog), or correct the name."),
    "unknown_session": _("No session has this code. Import the catalogue first (katalog), or correct the code."),
    "unknown_unit": _("No unit has this ID. Import it first (unor), or correct the ID."),
    "revives": _(
        "The certificate ran out on %(last)s. A correction cannot prolong it; its renewal has its own number."
    ),
    "valid_until_before_end": _("The validity ends before the training did, on %(last)s."),
}

_WARNINGS = {
    "assessor_unknown": _("Nobody with this number is known; it is kept as an outside assessor's."),
    "email_shape": _("This is no e-mail address. One such as nama@contoh.go.id would pass."),
    "job_names_differ": _("Row %(row)s gives the job of this id another name: “%(other)s”. One of the two is kept."),
    "job_new": _("The job was named for the first time and has been created."),
    "job_since_before_known": _("The post already known began later than this; the new post begins on %(on)s."),
    "job_since_future": _("The day lies in the future; the new post begins on %(on)s."),
    "leader_unknown": _("Nobody with this number is known yet; the unit has this head once the person is imported."),
    "nip_birth_date": _("The birth date in the NIP is not %(born)s."),
    "nip_future": _("The NIP names an appointment in the future."),
    "nip_sequence": _("The NIP ends in 000, which is no number of a person."),
    "nip_sex": _("The sex in the NIP is not the one stated."),
    "nip_shape": _("The number has the shape of neither a NIP of a PNS nor an NI PPPK."),
    "nip_under_age": _("By the NIP the person was appointed before the age of 18."),
    "other_sheets": _("Only the first filled sheet is read. Not read: %(sheets)s."),
    "period_not_ended": _("The period ends on %(last)s, after the day of this import."),
    "phone_shape": _("Nobody can be called by this. A number such as 0812-3456-7890 or +62 812 3456 7890 would pass."),
    "predicate_off_matrix": _("Results and behaviour make %(expected)s by the matrix. Both are kept."),
    "self_by_other": _("An own rating, but the number is another person's. It is kept as the person's own."),
    "unknown_group": _("This is no class of job, so it decides nothing. These would: %(choices)s."),
    "siasn_id_differs": _("The person known by this NIP had another PNS ID; the new one is kept."),
}

PROBLEMS = {**_CELLS, **_ROWS, **_WARNINGS}

FILES = {
    "cell_too_long": _("A cell of row %(row)s has more than %(most)s characters. Shorten it."),
    "broken_quotes": _(
        "In row %(row)s a quotation mark is not closed, or stands inside a cell without being doubled. Mend it there."
    ),
    "damaged": _("The file is damaged and cannot be read. Open it in a spreadsheet program and save it anew as XLSX."),
    "dtd": _("The file holds a document type definition, which no spreadsheet needs. It may be an attack."),
    "duplicate_header": _("The column %(header)s is there twice. Rename or remove one."),
    "empty_file": _("The file is empty."),
    "file_too_large": _("The file is larger than %(most)s MB. Split it."),
    "line_too_long": _("Line %(line)s is too long to be a row of a table. Save the file anew as CSV or XLSX."),
    "missing_file": _("There is no such file."),
    "no_header": _("The file has no filled sheet. Its first filled row must hold the headers, as in the template."),
    "not_a_file": _("This is a folder, not a file."),
    "not_a_table": _("The file is of the kind %(found)s. Save it as XLSX or CSV."),
    "not_utf8": _("Line %(line)s is not UTF-8 text. Save the file as CSV UTF-8 or as XLSX."),
    "nul_byte": _("Line %(line)s holds signs that are no text. Save the file anew as CSV UTF-8 or as XLSX."),
    "packed_too_tightly": _("The file unpacks to more than %(most)s times its size, as an attack would."),
    "row_too_wide": _("Row %(row)s has %(cells)s cells, but the header only %(headers)s. Look for a stray delimiter."),
    "too_many_cells": _("The sheet is too wide and long to be read. Remove what lies far from the table."),
    "too_many_columns": _("The file has more than %(most)s columns. Remove those that are not needed."),
    "too_many_formula_errors": _("More than %(most)s cells hold errors of formulas. Write the values themselves."),
    "too_many_parts": _("The file has more than %(most)s parts, as no spreadsheet has. Save the table anew as XLSX."),
    "too_many_rows": _("The file has more than %(most)s rows. Split it."),
    "unopenable_file": _("The file cannot be opened (%(reason)s)."),
    "unpacked_too_large": _("The file unpacks to more than %(most)s MB. Split it."),
    "unsafe_part": _("The file has an unsafe part (%(part)s), as an attack would. Save the table anew as XLSX."),
    "xml_encoding": _("A part of the file is encoded in %(encoding)s. Save the table anew as XLSX."),
}
