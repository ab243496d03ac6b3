"""
Persons, units (a tree), jobs, dated placements, absences and posts of the day, holidays, and public services.

Not here: what a job demands or a person can do (`competencies`), sign-in (`accounts`).
"""
