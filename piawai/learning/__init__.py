"""
Programmes and sessions on offer, and the training that people have completed.

Not here: who needs what and the year's plan (`development`); what someone holds (`competencies`).
"""
