"""Samples of the inspectorate: people drawn at random, whom it may read for a while."""

import datetime as dt
import hashlib
import random
import secrets

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.access.models import Sample, SampledPerson
from piawai.access.recipients import accounts_with
from piawai.access.terms import MOST_SAMPLED, MOST_SAMPLES, SAMPLE_LASTS, SAMPLED_OF, Holder, Permission
from piawai.accounts.models import User
from piawai.audit.services import log
from piawai.lib.errors import Refusal
from piawai.lib.security_log import tell
from piawai.people.models import Person, Unit

_DAY = dt.timedelta(days=1)


class UnableToDraw(Refusal):
    """Too many are asked for, nobody is there, no reason is given, or too many were drawn lately."""


class UnableToEndSample(Refusal):
    """The sample has ended already."""


@transaction.atomic
def draw(*, holder: Holder, unit: Unit | None, size: int, reason: str, at: dt.datetime) -> Sample:
    """
    Draw people at random from those who hold a post in a unit or below it or, without one, from everybody.

    The reader is never among them. What the same account drew today from the same unit for the same reason is
    returned as it is. What was drawn counts for 30 days, ended or not, whoever of the inspectorate drew it.

    :raises UnableToDraw: if `size` is not 1 to 50, no reason is given, nobody is there, the account has drawn too many
        samples lately, or more than a third of the people there would have been drawn.
    """
    if not 1 <= size <= MOST_SAMPLED:
        text = _("A sample has 1 to %(most)s people.")
        raise UnableToDraw(text % {"most": MOST_SAMPLED}, code="size")
    if not reason.strip():
        raise UnableToDraw(_("Write the reason: it stands in the log."), code="reason_missing")
    today = timezone.localdate(at)
    drawers = {holder.code, *accounts_with(permission=Permission.SAMPLES_DRAW, on=today)}
    list(User.objects.select_for_update().filter(code__in=drawers).order_by("pk"))  # one draw at a time
    lately = Sample.objects.filter(drawn_at__gt=at - SAMPLE_LASTS)
    own = lately.filter(drawn_by=holder.code)
    same = own.filter(ends_on__gte=today, unit=unit, reason=reason.strip(), starts_on=today).first()
    if same is not None:
        return same
    if own.count() >= MOST_SAMPLES:
        text = _("You have drawn %(count)s samples within 30 days, ended or not. Wait before you draw another.")
        raise UnableToDraw(text % {"count": MOST_SAMPLES}, code="too_many")
    pool = _pool(unit).exclude(code=holder.code)
    codes = list(pool.order_by("code").values_list("code", flat=True))
    if not codes:
        raise UnableToDraw(_("Nobody holds a post in this unit."), code="nobody")
    before = pool.filter(Exists(SampledPerson.objects.filter(person=OuterRef("pk"), sample__in=lately))).count()
    left = max(0, len(codes) // SAMPLED_OF - before)
    if size > left:
        text = _(
            "%(drawn)s of the %(pool)s people here were drawn within 30 days, ended or not. "
            "A third at most may be: ask for %(left)s or fewer, or choose a larger unit."
        )
        raise UnableToDraw(text % {"drawn": before, "pool": len(codes), "left": left}, code="share")
    seed = secrets.token_hex(16)
    drawn = drawn_with(seed=seed, codes=codes, size=size)
    sample = Sample.objects.create(
        unit=unit,
        reason=reason.strip(),
        size=len(drawn),
        pool=len(codes),
        pool_digest=hashlib.sha256("\n".join(codes).encode()).hexdigest(),
        seed=seed,
        starts_on=today,
        ends_on=today + SAMPLE_LASTS - _DAY,
        drawn_by=holder.code,
        drawn_at=at,
    )
    people = Person.objects.filter(code__in=drawn).order_by("pk")
    SampledPerson.objects.bulk_create(SampledPerson(sample=sample, person=person) for person in people)
    details = {"unit": unit.siasn_id if unit else "", "size": sample.size, "pool": sample.pool, "seed": seed}
    log(action="access.draw_sample", by=holder.code, at=at, subject=f"sample {sample.pk}", details=details)
    tell(event="sample_drawn", at=at, account=holder.code, details={"sample": str(sample.pk)})
    return sample


def drawn_with(*, seed: str, codes: list[str], size: int) -> list[str]:
    """Return the codes that a seed draws from codes in order: the same ones each time."""
    return random.Random(seed).sample(codes, min(size, len(codes)))  # noqa: S311 (repeatable; the seed is unguessable)


@transaction.atomic
def end_sample(*, sample: Sample, by: str, at: dt.datetime) -> None:
    """
    End a sample at once: its people can no longer be read.

    :raises UnableToEndSample: if it has ended already.
    """
    today = timezone.localdate(at)
    if not Sample.objects.filter(pk=sample.pk, ends_on__gte=today).update(ends_on=today - _DAY):
        raise UnableToEndSample(_("This sample has ended already."), code="ended")
    log(action="access.end_sample", by=by, at=at, subject=f"sample {sample.pk}")
    tell(event="sample_ended", at=at, account=by, details={"sample": str(sample.pk)})


def _pool(unit: Unit | None) -> QuerySet[Person]:
    present = Person.objects.filter(post__isnull=False)
    return present if unit is None else present.filter(post__unit__path__startswith=unit.path)
