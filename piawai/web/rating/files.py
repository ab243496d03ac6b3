"""Files put to an answer: adding, taking away, and giving out to whoever may read the sheet."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access.guards import Request, signed_in
from piawai.competencies.queries import sheets as queries
from piawai.competencies.services import evidence_files as services
from piawai.competencies.services.sheets import UnableToAnswer
from piawai.lib import clock
from piawai.web.rating import forms, shown, views


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rating_evidence(request: Request, token: str, number: int) -> HttpResponse:
    """Show the files of an answer, and take another one."""
    sheet = views.found(request, token)
    questions = queries.questions(sheet=sheet)
    if not shown.takes_files(sheet) or not 1 <= number <= len(questions):
        raise Http404
    question = questions[number - 1]
    form = forms.File(request.POST, request.FILES) if request.method == "POST" else forms.File()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.add_evidence(
                sheet=sheet,
                asked=question.code,
                name=file.name or "",
                content=file.read(),
                by=request.holder.code,
                on=clock.today(),
                at=clock.now(),
            )
        except (services.UnableToKeepEvidence, UnableToAnswer) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file has been saved with your answer."))
            return redirect("rating_evidence", token=token, number=number)
    context = {
        "title": _("Evidence: %(what)s") % {"what": question.name},
        "about": shown.about(sheet),
        "sheet": sheet,
        "question": question,
        "form": form,
        "most": services.MOST_FILES,
        "changeable": not shown.ended(sheet) and views.open_now(sheet),
    }
    return render(request, "rating/evidence.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def evidence_file(request: Request, token: str) -> HttpResponse:
    """Give out a file to whoever may read its sheet, to be kept, never to be shown inside the site."""
    file = queries.evidence_file(token=token, sheets=views.mine(request))
    content = services.content_of(file=file) if file is not None else None
    if file is None or content is None:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.file_name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=file.media_type, headers=headers)


@require_POST
@signed_in
def evidence_remove(request: Request, token: str) -> HttpResponse:
    """Take a file away from an answer that has not been sent."""
    file = queries.evidence_file(token=token, sheets=views.mine(request))
    if file is None:
        raise Http404
    numbers = {one.code: one.number for one in queries.questions(sheet=file.answer.sheet)}
    number = numbers[file.answer.asked.competency.code]
    try:
        services.remove_evidence(file=file, by=request.holder.code, on=clock.today(), at=clock.now())
    except (services.UnableToKeepEvidence, UnableToAnswer) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The file has been removed."))
    return redirect("rating_evidence", token=file.answer.sheet.token, number=number)
