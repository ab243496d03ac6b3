"""Taking a test: what it asks, one question a page, the check before sending, and the result."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import quizzes as queries
from piawai.learning.services import quizzes as services
from piawai.learning.terms import QuizKind
from piawai.lib import clock
from piawai.web import lists
from piawai.web.quizzes import forms

Row = Any  # a row of a scope: views know no models


@require_safe
@require(Permission.TEST_TAKE)
def quizzes(request: Request) -> HttpResponse:
    """Show the tests that wait for the reader, and those taken."""
    taken = [row for row in _mine(request).order_by("-started_at") if queries.is_over(row, at=clock.now())]
    context = {
        "title": _("My tests"),
        "waiting": [
            {"name": _name(row), "url": reverse("quiz", args=[row.pk]), "until": row.closes_on}
            for row in _to_take(request)
        ],
        "taken": [
            {"name": _name(row.quiz), "url": reverse("quiz_result", args=[row.code]), "mark": queries.reached(row)}
            for row in taken
        ],
    }
    return render(request, "quizzes/quizzes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TEST_TAKE)
def quiz(request: Request, number: int) -> HttpResponse:
    """Say what a test asks, and begin it; whoever has begun goes on where he or she stopped."""
    begun = _mine(request).filter(quiz=number).first()
    if begun is not None:
        return _on(begun)
    found = get_object_or_404(_to_take(request), pk=number)
    if request.method == "POST" and request.holder.person is not None:
        try:
            made = services.begin(quiz=found, person=request.holder.person, on=clock.today(), at=clock.now())
        except services.UnableToTakeQuiz as refusal:
            messages.error(request, str(refusal))
            return redirect("quizzes")
        return redirect("quiz_question", code=made.code, number=1)
    facts = (
        (_("Questions"), lists.words(found.count)),
        (_("Time"), _("%(minutes)s minutes") % {"minutes": lists.words(found.minutes)}),
        (_("Passed from"), _("%(mark)s percent") % {"mark": lists.words(found.pass_mark)}),
        (_("Open until"), lists.words(found.closes_on)),
    )
    after = found.kind == QuizKind.AFTER
    context = {
        "title": _name(found),
        "facts": [{"label": label, "text": text} for label, text in (facts if after else (*facts[:2], facts[3]))],
        "after": after,
    }
    return render(request, "quizzes/quiz.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TEST_TAKE)
def quiz_question(request: Request, code: str, number: int) -> HttpResponse:
    """Ask one question, save the answer, and go on to the next one or to the check."""
    attempt = _found(request, code)
    if queries.is_over(attempt, at=clock.now()):
        return redirect("quiz_result", code=code)
    asked = queries.questions(attempt)
    if not 1 <= number <= len(asked):
        raise Http404
    question = asked[number - 1]
    form = forms.Answer(
        request.POST if request.method == "POST" else None,
        options=question.options,
        label=_("Choose one answer"),
        initial={"option": "" if question.chosen is None else str(question.chosen)},
    )
    if form.is_valid():
        try:
            services.answer(attempt=attempt, item=question.item, option=form.cleaned_data["option"], at=clock.now())
        except services.UnableToTakeQuiz as refusal:
            messages.error(request, str(refusal))
            return redirect("quiz_result", code=code)
        return redirect(_after(request, code, number, len(asked)))
    words = {"number": number, "count": len(asked), "name": _name(attempt.quiz)}
    context = {
        "title": _("%(name)s · question %(number)s of %(count)s") % words,
        "question": question,
        "form": form,
        "until": lists.moment(attempt.due_at),
        "before": reverse("quiz_question", args=[code, number - 1]) if number > 1 else "",
    }
    return render(request, "quizzes/question.html", context, status=422 if form.errors else 200)


def _after(request: Request, code: str, number: int, count: int) -> str:
    if request.POST.get("act") == "later":
        return reverse("quizzes")
    if number == count or request.GET.get("periksa") == "1":
        return reverse("quiz_check", args=[code])
    return reverse("quiz_question", args=[code, number + 1])


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TEST_TAKE)
def quiz_check(request: Request, code: str) -> HttpResponse:
    """Show which questions are answered before the test is sent; then send it."""
    attempt = _found(request, code)
    if queries.is_over(attempt, at=clock.now()):
        return redirect("quiz_result", code=code)
    if request.method == "POST":
        try:
            services.submit(attempt=attempt, at=clock.now())
        except services.UnableToTakeQuiz as refusal:
            messages.error(request, str(refusal))
        return redirect("quiz_result", code=code)
    asked = queries.questions(attempt)
    context = {
        "title": _("Check before you send: %(name)s") % {"name": _name(attempt.quiz)},
        "facts": [
            {
                "label": _("Question %(number)s") % {"number": one.number},
                "text": _("not answered yet") if one.chosen is None else dict(one.options)[one.chosen],
                "change_url": f"{reverse('quiz_question', args=[code, one.number])}?periksa=1",
            }
            for one in asked
        ],
        "empty": sum(one.chosen is None for one in asked),
        "until": lists.moment(attempt.due_at),
    }
    return render(request, "quizzes/check.html", context)


@require_safe
@require(Permission.TEST_TAKE)
def quiz_result(request: Request, code: str) -> HttpResponse:
    """Say what was reached, whether it is passed, and what follows."""
    attempt = _found(request, code)
    if not queries.is_over(attempt, at=clock.now()):
        return _on(attempt)
    mark, after = queries.reached(attempt), attempt.quiz.kind == QuizKind.AFTER
    context = {
        "title": _("Result: %(name)s") % {"name": _name(attempt.quiz)},
        "mark": mark,
        "right": attempt.right,
        "of": len(attempt.items),
        "least": attempt.quiz.pass_mark,
        "after": after,
        "passed": mark >= attempt.quiz.pass_mark,
        "sent": lists.moment(attempt.submitted_at) if attempt.submitted_at else "",
        "number": attempt.code,
    }
    return render(request, "quizzes/result.html", context)


def _on(attempt: Row) -> HttpResponse:
    """Lead to where the reader stopped: the first question without an answer, the check, or the result."""
    if queries.is_over(attempt, at=clock.now()):
        return redirect("quiz_result", code=attempt.code)
    number = next((one.number for one in queries.questions(attempt) if one.chosen is None), None)
    if number is None:
        return redirect("quiz_check", code=attempt.code)
    return redirect("quiz_question", code=attempt.code, number=number)


def _mine(request: Request) -> QuerySet[Any]:
    """Return the reader's own attempts."""
    person = request.holder.person
    if person is None:
        raise Http404
    return queries.attempts_of(person)


def _to_take(request: Request) -> QuerySet[Any]:
    person = request.holder.person
    if person is None:
        raise Http404
    return queries.to_take(person=person, on=clock.today(), at=clock.now())


def _found(request: Request, code: str) -> Row:
    """Return one of the reader's own attempts; any other is not found."""
    return get_object_or_404(_mine(request), code=code)


def _name(quiz: Row) -> str:
    return _("%(kind)s: %(programme)s") % {
        "kind": str(quiz.get_kind_display()).capitalize(),
        "programme": quiz.session.programme.name,
    }
