"""
The whole policy: which role may do what, and how far.

One row a permission, as the access matrix has it (docs/reference/access.md). What is not named is refused. A
role's reach UNIT means the units for which it is held, with all units below.
"""

from collections.abc import Mapping

from piawai.access.terms import Permission, Reach, Role

_OURS = tuple(role for role in Role if role != Role.PARTNER)  # a partner sees what is its own, nothing of others

POLICY: Mapping[Permission, Mapping[Role, Reach]] = {
    Permission.PEOPLE_LIST: {
        Role.HEAD: Reach.UNIT,
        Role.OPERATOR: Reach.UNIT,
        Role.BKPSDM: Reach.ALL,
        Role.SECRETARY: Reach.ALL,
        Role.MAYOR: Reach.ALL,
    },
    Permission.PERSON_READ: {
        Role.EMPLOYEE: Reach.OWN,
        Role.SUPERIOR: Reach.STAFF,
        Role.HEAD: Reach.UNIT,
        Role.OPERATOR: Reach.UNIT,
        Role.BKPSDM: Reach.ALL,
        Role.SECRETARY: Reach.ALL,
        Role.MAYOR: Reach.ALL,
    },
    Permission.PEOPLE_EXPORT: {Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.CORRECTION_ASK: {Role.EMPLOYEE: Reach.OWN},
    Permission.CORRECTIONS_ANSWER: {Role.BKPSDM: Reach.ALL},
    Permission.SCORES_LIST: {Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.SCORES_READ: {
        Role.EMPLOYEE: Reach.OWN,
        Role.SUPERIOR: Reach.STAFF,
        Role.HEAD: Reach.UNIT,
        Role.BKPSDM: Reach.ALL,
    },
    Permission.SCORES_EXPORT: {Role.EMPLOYEE: Reach.OWN, Role.BKPSDM: Reach.ALL},
    Permission.AGGREGATES_READ: {
        Role.HEAD: Reach.UNIT,
        Role.BKPSDM: Reach.ALL,
        Role.SECRETARY: Reach.ALL,
        Role.MAYOR: Reach.ALL,
    },
    Permission.FIT_READ: {Role.BKPSDM: Reach.ALL},
    Permission.ROUNDS_READ: {Role.BKPSDM: Reach.ALL},
    Permission.ROUNDS_MANAGE: {Role.BKPSDM: Reach.ALL},
    Permission.ROUND_PROGRESS: {
        Role.HEAD: Reach.UNIT,
        Role.BKPSDM: Reach.ALL,
        Role.SECRETARY: Reach.ALL,
        Role.MAYOR: Reach.ALL,
    },
    Permission.SHEETS_ANSWER: {Role.EMPLOYEE: Reach.OWN},
    Permission.SHEETS_ASSESS: {Role.ASSESSOR: Reach.OWN},
    Permission.NOMINATIONS_CONFIRM: {Role.SUPERIOR: Reach.STAFF, Role.BKPSDM: Reach.ALL},
    Permission.ASSESSORS_KEEP: {Role.BKPSDM: Reach.ALL},
    Permission.PERFORMANCE_LIST: {Role.SUPERIOR: Reach.STAFF, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.OBJECTION_MAKE: {Role.EMPLOYEE: Reach.OWN},
    Permission.OBJECTIONS_READ: {Role.EMPLOYEE: Reach.OWN, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.OBJECTIONS_ANSWER: {Role.BKPSDM: Reach.ALL},
    Permission.PLAN_READ: {Role.EMPLOYEE: Reach.OWN, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.PLAN_EXPORT: {Role.BKPSDM: Reach.ALL},
    Permission.PLAN_FIGURES: {Role.BKPSDM: Reach.ALL, Role.SECRETARY: Reach.ALL, Role.MAYOR: Reach.ALL},
    Permission.PLAN_DRAFT: {Role.BKPSDM: Reach.ALL, Role.SECRETARY: Reach.ALL},
    Permission.PLAN_APPROVE: {Role.MAYOR: Reach.ALL},
    Permission.LOCKS_CHANGE: {Role.BKPSDM: Reach.ALL},
    Permission.ENROLMENTS_READ: {Role.EMPLOYEE: Reach.OWN, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.ENROLMENTS_EXPORT: {Role.BKPSDM: Reach.ALL},
    Permission.ENROLMENT_ASK: {Role.EMPLOYEE: Reach.OWN},
    Permission.ENROLMENTS_AGREE: {Role.HEAD: Reach.UNIT},
    Permission.ENROLMENTS_KEEP: {Role.BKPSDM: Reach.ALL},
    Permission.CATALOGUE_READ: dict.fromkeys(_OURS, Reach.ALL),
    Permission.SESSIONS_KEEP: {Role.BKPSDM: Reach.ALL},
    Permission.STANDARDS_READ: dict.fromkeys(_OURS, Reach.ALL),
    Permission.NEEDS_SEND: {Role.BKPSDM: Reach.ALL},
    Permission.DICTIONARY_CHANGE: {Role.BKPSDM: Reach.ALL},
    Permission.STANDARDS_CHANGE: {Role.BKPSDM: Reach.ALL},
    Permission.PARTNERS_KEEP: {Role.BKPSDM: Reach.ALL},
    Permission.MONEY_READ: {Role.BKPSDM: Reach.ALL, Role.SECRETARY: Reach.ALL, Role.MAYOR: Reach.ALL},
    Permission.PARTNER_SESSIONS: {Role.PARTNER: Reach.OWN},
    Permission.HOURS_READ: {Role.EMPLOYEE: Reach.OWN, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.ATTENDANCE_LIST: {Role.BKPSDM: Reach.ALL, Role.PARTNER: Reach.OWN},
    Permission.ATTENDANCE_READ: {Role.EMPLOYEE: Reach.OWN, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.ATTENDANCE_TAKE: {Role.BKPSDM: Reach.ALL, Role.PARTNER: Reach.OWN},
    Permission.TEST_TAKE: {Role.EMPLOYEE: Reach.OWN},
    Permission.BEHAVIOUR_ANSWER: {Role.EMPLOYEE: Reach.OWN},
    Permission.BEHAVIOUR_FIGURES: {Role.BKPSDM: Reach.ALL},
    Permission.ITEMS_KEEP: {Role.BKPSDM: Reach.ALL},
    Permission.RESULTS_RECORD: {Role.BKPSDM: Reach.ALL, Role.PARTNER: Reach.OWN},
    Permission.RESULTS_LOCK: {Role.BKPSDM: Reach.ALL},
    Permission.CERTIFICATES_READ: {Role.EMPLOYEE: Reach.OWN, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.CERTIFICATES_EXPORT: {Role.EMPLOYEE: Reach.OWN, Role.BKPSDM: Reach.ALL},
    Permission.CERTIFICATE_UPLOAD: {Role.EMPLOYEE: Reach.OWN},
    Permission.QUALIFICATIONS_LIST: {Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.QUALIFICATIONS_CHANGE: {Role.BKPSDM: Reach.ALL},
    Permission.STUDY_ASK: {Role.EMPLOYEE: Reach.OWN},
    Permission.STUDIES_READ: {Role.EMPLOYEE: Reach.OWN, Role.HEAD: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.STUDY_SUPPORT: {Role.HEAD: Reach.UNIT},
    Permission.STUDIES_KEEP: {Role.BKPSDM: Reach.ALL},
    Permission.PRIOR_ASK: {Role.EMPLOYEE: Reach.OWN},
    Permission.PRIOR_KEEP: {Role.BKPSDM: Reach.ALL},
    Permission.PRIOR_ASSESS: {Role.ASSESSOR: Reach.OWN},
    Permission.IMPORTS_READ: {Role.BKPSDM: Reach.ALL},
    Permission.IMPORTS_MAKE: {Role.BKPSDM: Reach.ALL},
    Permission.LOG_READ: {Role.INSPECTORATE: Reach.ALL},
    Permission.SAMPLES_DRAW: {Role.INSPECTORATE: Reach.ALL},
    Permission.ACCOUNTS_LIST: {Role.OPERATOR: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.ACCOUNTS_RESET: {Role.OPERATOR: Reach.UNIT, Role.BKPSDM: Reach.ALL},
    Permission.ROLES_CHANGE: {Role.BKPSDM: Reach.ALL},
}

# What the inspectorate may do besides, for the people of a sample that was drawn and still lasts: read, never change.
OF_A_SAMPLE = frozenset(
    {
        Permission.PEOPLE_LIST,
        Permission.PERSON_READ,
        Permission.PEOPLE_EXPORT,
        Permission.SCORES_READ,
        Permission.SCORES_EXPORT,
        Permission.PLAN_READ,
    }
)

# A head's word on own people, in what BKPSDM opens or grants: it puts no head above BKPSDM, who helps heads to sign in.
SECONDED = frozenset({Permission.ENROLMENTS_AGREE, Permission.STUDY_SUPPORT})
