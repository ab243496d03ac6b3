"""Reading results, the certificates we issued, and those that others issued."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from piawai.learning.models import Certificate, CompletedTraining, Enrolment, ExternalCertificate, Result, Session
from piawai.learning.queries.completed import known_trainings
from piawai.learning.rules.trainings import training_reference
from piawai.learning.terms import SEATED, EnrolmentState, ExternalState
from piawai.lib.text import name_key
from piawai.people.models import Person, Unit

_DETAILS = ("enrolment__person", "enrolment__unit", "enrolment__session__programme", "enrolment__session__partner")


def with_details(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Return the same certificates with person, session and the competencies it reaches read at once."""
    joined = certificates.select_related(*_DETAILS, "enrolment__result")
    return joined.prefetch_related("enrolment__session__outcomes__competency")


def certificates_of(scope: QuerySet[Person]) -> QuerySet[Certificate]:
    """Return the certificates of some people."""
    return with_details(Certificate.objects.filter(enrolment__person__in=scope))


def certificates_of_session(session: Session) -> QuerySet[Certificate]:
    """Return the certificates of a session that were not revoked, in the order of their numbers."""
    return certificates_of_session_id(session.pk)


def certificates_of_session_id(number: int) -> QuerySet[Certificate]:
    """Return the certificates of a session, by its id, that were not revoked, in the order of their numbers."""
    rows = Certificate.objects.filter(enrolment__session=number, revoked_at__isnull=True)
    return with_details(rows).order_by("number")


def certificate_by_code(code: str) -> Certificate | None:
    """Return the certificate that anybody who knows its code may check, None where there is none."""
    return with_details(Certificate.objects.filter(code=code)).first()


def all_certificates() -> QuerySet[Certificate]:
    """Return the certificates that were not revoked, in the order of their numbers."""
    return with_details(Certificate.objects.filter(revoked_at__isnull=True)).order_by("issued_on", "number")


def revoked_places(*, first: int, many: int) -> frozenset[int]:
    """Return which of so many places of the status list, from `first` on, are revoked: counted from 0."""
    rows = Certificate.objects.filter(
        revoked_at__isnull=False, status_index__gte=first, status_index__lt=first + many
    ).values_list("status_index", flat=True)
    return frozenset(place - first for place in rows)


def places_used() -> int:
    """Return how many places of the status lists are in use."""
    last = Certificate.objects.order_by("-status_index").values_list("status_index", flat=True).first()
    return 0 if last is None else last + 1


def certified_numbers(*, people: Collection[int]) -> set[tuple[int, str]]:
    """Return the numbers of the certificates that we issued to some people, with the person's id."""
    rows = Certificate.objects.values_list("enrolment__person_id", "number")
    return {(person, number) for person, number in rows.iterator() if person in people}


def training_of(certificate: Certificate) -> CompletedTraining | None:
    """Return the completed training that a certificate attests, None where it is not known any more."""
    enrolment = certificate.enrolment
    reference = training_reference(
        name=enrolment.session.programme.name,
        starts_on=enrolment.session.starts_on,
        number=certificate.number,
        known=known_trainings(people=[enrolment.person_id])[enrolment.person_id],
    )
    return CompletedTraining.objects.current().filter(person=enrolment.person_id, reference=reference).first()


def trainings_to_report() -> list[CompletedTraining]:
    """
    Return the completed trainings that we know first: certified by us and not revoked, or accepted from elsewhere.

    What a list had reported before it was accepted is not among them. By person and first day. Of ours the number is
    that of the certificate, whatever another list calls it.
    """
    issued = {
        (person, starts_on, name_key(name)): (number, revoked_at is not None)
        for person, starts_on, name, number, revoked_at in Certificate.objects.values_list(
            "enrolment__person_id",
            "enrolment__session__starts_on",
            "enrolment__session__programme__name",
            "number",
            "revoked_at",
        )
    }
    before = CompletedTraining.objects.filter(
        person=OuterRef("person"), reference=OuterRef("training__reference"), recorded_at__lt=OuterRef("decided_at")
    )
    news = ExternalCertificate.objects.filter(state=ExternalState.ACCEPTED).exclude(Exists(before))
    accepted = set(news.values_list("person_id", "training__reference"))
    found = []
    rows = CompletedTraining.objects.current().select_related("person").order_by("person__code", "starts_on", "pk")
    for row in rows.iterator():
        number, revoked = issued.get((row.person_id, row.starts_on, name_key(row.name)), ("", False))
        if revoked or not (number or (row.person_id, row.reference) in accepted):
            continue
        row.certificate = number or row.certificate
        found.append(row)
    return found


def undecided(session: Session) -> QuerySet[Enrolment]:
    """Return who took part in a session and whose result is not locked yet, by name."""
    rows = Enrolment.objects.filter(session=session, state=EnrolmentState.APPROVED)
    return rows.select_related("person", "unit", "result").order_by("person__name", "pk")


def results_of(session: Session) -> QuerySet[Result]:
    """Return the results of a session."""
    return Result.objects.filter(enrolment__session=session).select_related("enrolment__person")


def is_decided(session: Session) -> bool:
    """Return whether nobody holds a seat of a session any more whose result is still to come."""
    return not Enrolment.objects.filter(session=session, state__in=SEATED).exists()


def issuer_name() -> str:
    """Return the name of the organisation: that of its topmost unit, "" before any is known."""
    return Unit.objects.filter(parent__isnull=True).order_by("pk").values_list("name", flat=True).first() or ""


def external_of(scope: QuerySet[Person]) -> QuerySet[ExternalCertificate]:
    """Return the certificates of others that some people uploaded."""
    return ExternalCertificate.objects.filter(person__in=scope).select_related("person", "training")


def external_waiting(scope: QuerySet[Person]) -> QuerySet[ExternalCertificate]:
    """Return the uploaded certificates that wait to be checked."""
    return external_of(scope).filter(state=ExternalState.WAITING)


def external_by_code(code: str, *, scope: QuerySet[Person]) -> ExternalCertificate | None:
    """Return an uploaded certificate of one of some people, None where there is none."""
    return external_of(scope).filter(code=code).first()
