"""
Every list of the site: search, sort, page, print, PDF and XLSX, from one description.

A view describes columns and hands in the rows its scope allows; `respond` shows the page, or gives the same
rows (same search, filter and order, all pages) as a file.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _

from piawai.formats import pdf, reports
from piawai.formats.writing import Rupiah
from piawai.lib import clock, days
from piawai.lib.stems import stem
from piawai.lib.text import may_hold_nip, nip_in

PAGE = 25
LIST = "alamat"  # names in a search form the list's own address, where `searching.search` sends it on
ONE = "orang"  # names in an address the one person, by public code, to whom a list is narrowed
MOST_ROWS = 10_000  # of a file; more are refused with words, not cut off
Row = TypeVar("Row")
Value = str | int | float | dt.date | None


@dataclass(frozen=True)
class Column:
    """One column. `sort` names the fields to order by; without it the list cannot be sorted by it."""

    name: str
    label: Any
    value: Callable[[Any], Value]
    sort: tuple[str, ...] = ()
    numeric: bool = False
    link: Callable[[Any], str] | None = None
    header: bool = False
    tag: Callable[[Any], str] | None = None
    choose: Callable[[Any], str] | None = None  # what a box beside the text sends when ticked, "" for no box
    most: int | None = None  # signs that a page shows, the rest as "…"; None for all. Print and files hold the whole


@dataclass(frozen=True)
class Cell:
    """One cell as a page shows it."""

    text: str
    url: str = ""
    numeric: bool = False
    tag: str = ""
    header: bool = False
    label: str = ""
    choose: str = ""


@dataclass(frozen=True)
class Heading:
    """A column's head with the way to sort by it."""

    label: str
    numeric: bool
    sort_url: str
    sorted: str


@dataclass(frozen=True)
class Export:
    """A way to take the list away."""

    label: str
    url: str


@dataclass
class Listing:
    """
    A list as the reader asked for it: `q` searches, `urut` sorts (`-` first: backwards), `hal` turns the page.

    `source` and `on` are printed with every figure; `exportable` is whether the reader may take it away as a file.
    """

    request: HttpRequest
    title: str
    columns: Sequence[Column]
    rows: Any  # a QuerySet; of a MadeListing a sequence
    source: str
    on: dt.date
    search: tuple[str, ...] = ()
    stems: str = ""  # the field of Indonesian stems that is searched besides, "" for none
    search_label: str = ""
    search_post: str = ""  # where the search is sent by POST: what may be typed must not stand in an address
    nip: str = ""  # the field of the NIP, where rows may be searched by it: by POST to the list's own address
    order: tuple[str | OrderBy, ...] = ("pk",)
    filters: Any = None
    exportable: bool = True
    empty: str = ""
    described: tuple[str, ...] = field(default=())  # what narrows the list beyond its search, in words

    @property
    def posted_to(self) -> str:
        """Where the search is sent: by POST, since anything may be typed; "" where nothing can be searched for."""
        if not self.search:
            return ""
        return self.search_post or (self.request.path if self.nip else reverse("search"))

    own_name = LIST  # for the form

    @cached_property
    def searched(self) -> str:
        """What is searched for, "" for nothing."""
        return " ".join(self.request.GET.get("q", "").replace("\0", "").split())[:100] if self.search else ""

    @property
    def code(self) -> str:
        """The field of the public code of the person whose NIP a row may be searched by."""
        return f"{self.nip.removesuffix('nip')}code"

    @cached_property
    def one(self) -> str:
        """The public code of the one person whom the list is narrowed to, "" for none."""
        return self.request.GET.get(ONE, "").replace("\0", "")[:20] if self.nip else ""

    @cached_property
    def sorting(self) -> tuple[str, bool]:
        """The column sorted by ("" for the list's own order), and whether backwards."""
        asked = self.request.GET.get("urut", "")
        name, backwards = asked.removeprefix("-"), asked.startswith("-")
        known = any(column.name == name and column.sort for column in self.columns)
        return (name, backwards) if known else ("", False)

    @cached_property
    def found(self) -> QuerySet[Any]:
        """The rows searched for, in the order asked for."""
        rows: QuerySet[Any] = self.rows.filter(**{self.code: self.one}) if self.one else self.rows
        for word in self.searched.split():
            either = Q()
            for lookup in self.search:
                either |= Q(**{f"{lookup}__icontains": word})
            if self.stems:
                either |= Q(**{f"{self.stems}__contains": stem(word)})
            rows = rows.filter(either)
        name, backwards = self.sorting
        fields = next((column.sort for column in self.columns if column.name == name), ())
        ways = [F(path).desc(nulls_last=True) if backwards else F(path).asc(nulls_last=True) for path in fields]
        return rows.order_by(*ways, *self.order)

    @cached_property
    def page(self) -> Page[Any]:
        """The rows of the page asked for; a page that is none gives the nearest. What fits on one is not counted."""
        pages = Paginator(self.found, PAGE)
        if asked := self.request.GET.get("hal"):
            return pages.get_page(asked)
        first = list(self.found[: PAGE + 1])
        if len(first) <= PAGE:
            pages.count = len(first)
        return Page(first[:PAGE], 1, pages)

    @property
    def total(self) -> int:
        """How many rows were found."""
        return self.page.paginator.count

    @property
    def printing(self) -> bool:
        """Whether all rows are shown at once, to be printed."""
        return self.request.GET.get("format") == "cetak"

    @cached_property
    def cells(self) -> list[list[Cell]]:
        """The rows of the page, cell by cell."""
        shown = self.found[:MOST_ROWS] if self.printing else self.page.object_list
        return [
            [
                Cell(
                    text=words(column.value(row)) if self.printing else _short(words(column.value(row)), column.most),
                    url=column.link(row) if column.link else "",
                    numeric=column.numeric,
                    tag=column.tag(row) if column.tag else "",
                    header=column.header,
                    label=str(column.label),
                    choose=column.choose(row) if column.choose and not self.printing else "",
                )
                for column in self.columns
            ]
            for row in shown
        ]

    @cached_property
    def headings(self) -> list[Heading]:
        """The heads of the columns."""
        name, backwards = self.sorting
        found = []
        for column in self.columns:
            here = column.name == name
            there = f"-{column.name}" if here and not backwards else column.name
            sorted_ = ("descending" if backwards else "ascending") if here else ""
            url = self.address(urut=there, hal=None) if column.sort else ""
            found.append(Heading(str(column.label), column.numeric, url, sorted_))
        return found

    @property
    def page_urls(self) -> dict[str, str]:
        """The ways to the pages before and after, where there are any."""
        found = {}
        if self.page.has_previous():
            found["previous"] = self.address(hal=str(self.page.previous_page_number()))
        if self.page.has_next():
            found["next"] = self.address(hal=str(self.page.next_page_number()))
        return found

    @property
    def exports(self) -> list[Export]:
        """The ways to take the list away: print for every reader, files where allowed."""
        found = [Export(_("Print"), self.address(format="cetak", hal=None))]
        if self.exportable:
            found += [Export("PDF", self.address(format="pdf", hal=None))]
            found += [Export("Excel", self.address(format="xlsx", hal=None))]
        return found

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form must carry along: the order, and the filters that have no field in it."""
        own = {"q", ONE, "hal", "format", *(self.filters.fields if self.filters else ())}
        return [(name, str(value)) for name, value in self.request.GET.items() if name not in own]

    @property
    def head(self) -> list[str]:
        """What is printed above the list: what narrows it, the day it holds for, where it comes from."""
        found = list(self.described)
        if self.one:
            found.append(_("One person, found by NIP"))
        if self.searched:
            found.append(_("Searched for: %(text)s") % {"text": self.searched})
        found.append(_("As on %(day)s") % {"day": words(self.on)})
        found.append(_("Source: %(source)s") % {"source": self.source})
        return found

    def address(self, **changes: str | None) -> str:
        """Return the list's own address with some parameters changed (None: without it)."""
        query = self.request.GET.copy()
        query.pop("format", None)
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def report(self) -> reports.Report:
        """Return the list as plain data, for a file."""
        who = getattr(self.request, "holder", None)
        by = _("Made %(moment)s by %(who)s") % {
            "moment": moment(clock.now()),
            "who": who.name if who else "",
        }
        return reports.Report(
            title=self.title,
            head=(*self.head, by),
            columns=tuple(reports.ReportColumn(str(column.label), column.numeric) for column in self.columns),
            rows=tuple(tuple(column.value(row) for column in self.columns) for row in self.found[:MOST_ROWS]),
        )


def words(value: Value) -> str:
    """Return a value as people of the chosen language write it; nothing known is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, dt.date):
        return days.in_words(value)
    if isinstance(value, Rupiah):
        return rupiah(value)
    if isinstance(value, int | float):
        return formats.localize(value)
    return value


def _short(text: str, most: int | None) -> str:
    return text if most is None else shorten(text, most, placeholder=" …")


def moment(at: dt.datetime | None) -> str:
    """Return a moment as people of the chosen language write it, in the time of the place; none is a dash."""
    return words(None) if at is None else days.moment_in_words(at)


def rupiah(amount: int) -> str:
    """Return an amount of money: Rp1.500.000.000 in Indonesian."""
    return f"Rp{formats.number_format(amount, force_grouping=True)}"


@dataclass
class MadeListing(Listing):
    """A list of rows that were worked out rather than read: searched, sorted and paged by what its columns say."""

    @cached_property
    def found(self) -> Any:
        """The rows searched for, in the order asked for: `search` names columns."""
        by_name = {column.name: column for column in self.columns}
        asked = [word.casefold() for word in self.searched.split()]

        def says(row: Any) -> str:
            return " ".join(words(by_name[name].value(row)) for name in self.search).casefold()

        rows = [row for row in self.rows if not asked or all(word in says(row) for word in asked)]
        name, backwards = self.sorting
        if name:
            value = by_name[name].value
            known = sorted((row for row in rows if value(row) is not None), key=value, reverse=backwards)  # type: ignore[arg-type]  # a column holds one kind
            rows = [*known, *(row for row in rows if value(row) is None)]
        return rows


def respond(
    request: HttpRequest, listing: Listing, *, template: str, context: dict[str, object] | None = None
) -> HttpResponse:
    """
    Return the page of a list or, where `format` asks for one, the list as a file.

    A NIP in the address is taken out of it, and a list too long for a file or for print is refused in words.
    A search sent by POST leads to the list that it finds, a NIP to the rows of its holder alone.
    """
    if request.method == "POST":
        return redirect(_asked_by_post(request, listing))
    if may_hold_nip(text=request.GET.get("q", "")):
        messages.error(request, _("A NIP is never written in an address. Search for the name."))
        return redirect(listing.address(q=None))
    wanted = request.GET.get("format", "")
    if wanted and listing.total > MOST_ROWS:
        text = _("The list has %(rows)s rows; a file or print holds at most %(most)s. Narrow the list first.")
        messages.error(request, text % {"rows": words(listing.total), "most": words(MOST_ROWS)})
        return redirect(listing.address())
    if wanted in {"pdf", "xlsx"} and listing.exportable:
        return file(listing.report(), kind=wanted, language=getattr(request, "LANGUAGE_CODE", "id"))
    return render(request, template, {"listing": listing, "title": listing.title, **(context or {})})


def _asked_by_post(request: HttpRequest, listing: Listing) -> str:
    """Return the address of the list as a form asked for it, in which no NIP stands."""
    typed = request.POST.get("q", "")
    others = {"csrfmiddlewaretoken", ONE, LIST}
    asked = {name: str(value) for name, value in request.POST.items() if value and name not in others}
    asked = {name: value for name, value in asked.items() if not may_hold_nip(text=value)}
    digits = nip_in(text=typed)
    if digits and listing.nip:
        code = listing.rows.filter(**{listing.nip: digits}).values_list(listing.code, flat=True).order_by("pk").first()
        if code is None:
            messages.error(request, _("Nobody with this NIP is in this list. Check the 18 digits."))
        else:
            asked[ONE] = code
    elif may_hold_nip(text=typed):
        messages.error(request, not_a_nip())
    query = urlencode(asked)
    return f"{request.path}?{query}" if query else request.path


def not_a_nip() -> str:
    """Return what is said to whoever typed so many digits that they may be a NIP, but are none."""
    return _("A NIP has 18 digits. Check the digits you typed, or search for the name.")


def file(report: reports.Report, *, kind: str, language: str) -> HttpResponse:
    """Return a report as a file to keep: `kind` is pdf or xlsx."""
    if kind == "pdf":
        content, media = pdf.pdf(report, language=language), "application/pdf"
    else:
        content = reports.xlsx(report)
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = slugify(report.title) or "piawai"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media, headers=headers)
