"""The tables, a file a subject; Django finds them here."""

from piawai.competencies.models.dictionary import (
    Competency,
    FormerCompetency,
    Indicator,
    LevelText,
    Relation,
    Version,
)
from piawai.competencies.models.evidence import Assessment, Estimate, Qualification, QualificationEvent, RaterModel
from piawai.competencies.models.rounds import (
    Accreditation,
    Answer,
    EvidenceFile,
    Nomination,
    Objection,
    Ratee,
    Round,
    RoundClass,
    RoundCompetency,
    RoundUnit,
    Sheet,
)
from piawai.competencies.models.standards import JobForm, ProfileHolding, ServiceNeed, Standard
from piawai.competencies.models.standings import Standing, StandingPeriod

__all__ = [
    "Accreditation",
    "Answer",
    "Assessment",
    "Competency",
    "Estimate",
    "EvidenceFile",
    "FormerCompetency",
    "Indicator",
    "JobForm",
    "LevelText",
    "Nomination",
    "Objection",
    "ProfileHolding",
    "Qualification",
    "QualificationEvent",
    "Ratee",
    "RaterModel",
    "Relation",
    "Round",
    "RoundClass",
    "RoundCompetency",
    "RoundUnit",
    "ServiceNeed",
    "Sheet",
    "Standard",
    "Standing",
    "StandingPeriod",
    "Version",
]
