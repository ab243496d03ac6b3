"""
The dictionary of competencies, what each job demands, what each person was found to hold, and the gaps between.

`Standing` is the read model: what holds for a person today. Not here: how someone learns (`learning`).
"""
