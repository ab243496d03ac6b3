"""The reader's messages: what waits to be read, where each leads, and a text to pass on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access.guards import Request, signed_in
from piawai.jobs import queries
from piawai.jobs.services import mark_read
from piawai.lib import clock
from piawai.web import lists


@require_safe
@signed_in
def messages(request: Request) -> HttpResponse:
    """List the reader's messages, those not read yet first."""
    listing = lists.Listing(
        request=request,
        title=_("Messages"),
        rows=queries.messages_unread_first(to=request.holder.code),
        columns=(
            lists.Column(
                "pesan",
                _("Message"),
                lambda row: row.subject,
                sort=("subject",),
                link=lambda row: reverse("message_open", args=[row.pk]),
                header=True,
            ),
            lists.Column("kapan", _("When"), lambda row: lists.moment(row.made_at), sort=("made_at",)),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: _("read") if row.read_at else _("not read yet"),
                sort=("seen",),
                tag=lambda row: "grey" if row.read_at else "yellow",
            ),
            lists.Column(
                "salin",
                _("Pass on"),
                lambda _row: _("Copy for WhatsApp"),
                link=lambda row: reverse("message", args=[row.pk]),
            ),
        ),
        search=("subject", "body"),
        search_label=_("Words of the message"),
        order=("seen", "-made_at", "-pk"),
        source="Piawai",
        on=clock.today(),
        empty=_("You have no messages. There is nothing to do."),
    )
    return lists.respond(request, listing, template="messages/messages.html")


@require_safe
@signed_in
def message(request: Request, number: int) -> HttpResponse:
    """Show one message, with a text to copy that holds nothing about anybody."""
    row = get_object_or_404(queries.messages_to(to=request.holder.code), pk=number)
    mark_read(message=row, at=clock.now())
    link = request.build_absolute_uri(row.link or reverse("messages"))
    context = {
        "title": row.subject,
        "row": row,
        "moment": lists.moment(row.made_at),
        "open": reverse("message_open", args=[row.pk]) if row.link else "",
        "unread": request.holder.unread - (row.read_at is None),
        "copied": f"{row.subject}. {row.body} {link}",
        "crumbs": [{"label": _("Messages"), "url": reverse("messages")}],
    }
    return render(request, "messages/message.html", context)


@require_safe
@signed_in
def message_open(request: Request, number: int) -> HttpResponse:
    """Note that a message was read, and follow it to its page."""
    row = get_object_or_404(queries.messages_to(to=request.holder.code), pk=number)
    mark_read(message=row, at=clock.now())
    return redirect(row.link) if row.link else redirect("message", number=row.pk)
