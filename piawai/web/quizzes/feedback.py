"""The three questions after the end."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import feedback as queries
from piawai.learning.services import feedback as services
from piawai.lib import clock
from piawai.web.quizzes import forms


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TEST_TAKE)
def give(request: Request, code: str) -> HttpResponse:
    """Ask what a participant thinks of a session, once."""
    person = request.holder.person
    if person is None:
        raise Http404
    own = get_object_or_404(queries.to_ask(person=person, on=clock.today()), code=code)
    form = forms.Feedback(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.give_feedback(enrolment=own, **form.cleaned_data, on=clock.today(), at=clock.now())
        except services.UnableToGiveFeedback as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your answers are shown together with those of others only."))
            return redirect("home")
    context = {
        "title": _("What do you think of %(programme)s?") % {"programme": own.session.programme.name},
        "form": form,
    }
    return render(request, "quizzes/feedback.html", context, status=422 if form.errors else 200)
