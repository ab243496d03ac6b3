"""A page that shows every component once, with the addresses that the frame names; for the tests only."""

import datetime as dt
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.i18n import set_language

from piawai.web.lists import Column, Listing

PAGE = Path(__file__).with_name("styleguide.html")
NAMES = ("Rina Setiawati", "Budi Prasetyo", "Siti Nurhaliza binti Abdurrahman Wahid", "Agus Salim")


class Example(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Nama lengkap", help_text="Seperti di KTP.")
    years = forms.IntegerField(label="Masa kerja (tahun)")
    day = forms.DateField(label="Tanggal", required=False)
    unit = forms.ChoiceField(label="Unit", choices=[("", "Pilih unit"), ("1", "Dinas Kesehatan " * 6)])
    answer = forms.ChoiceField(label="Paling sering", choices=[("1", "Ya"), ("2", "Tidak")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label="Hari", choices=[("1", "Senin"), ("2", "Selasa")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="Saya sudah membaca")
    reason = forms.CharField(label="Alasan", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Berkas", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Filter(forms.Form):
    """A filter of the list."""

    division = forms.ChoiceField(label="Bidang", choices=[("", "Semua bidang"), ("1", "P2P")], required=False)


class Invented(Listing):
    """A list without a database."""

    @cached_property
    def found(self) -> Any:
        """Invented rows."""
        return [SimpleNamespace(name=NAMES[number % len(NAMES)], days=number * 1234) for number in range(60)]


def listing(request: HttpRequest) -> Listing:
    """Return a list with all that a list can have."""
    return Invented(
        request=request,
        title="Pegawai",
        columns=(
            Column("nama", "Nama", lambda row: row.name, sort=("name",), link=lambda row: "/contoh/", header=True),
            Column("unit", "Unit", lambda row: "Dinas Kesehatan, Pengendalian Penduduk dan Keluarga Berencana"),
            Column("hari", "Hari", lambda row: row.days, sort=("days",), numeric=True),
            Column("status", "Status", lambda row: "Selesai", tag=lambda row: "green"),
        ),
        rows=None,
        source="SIMPEG",
        on=dt.date(2026, 11, 24),
        search=("name",),
        search_label="Cari nama",
        filters=Filter(request.GET),
        empty="Tidak ada pegawai.",
    )


def heat() -> SimpleNamespace:
    """Return a heat map with a cell of every step, an unknown one and a hidden one."""
    steps = [("0,0", 0), ("0,4", 1), ("0,8", 2), ("1,2", 3), ("1,9", 4), ("–", None)]
    cells = [
        SimpleNamespace(mean=mean, step=step, known=12, unknown=3, short="12/15", url="/contoh/", hidden=False)
        for mean, step in steps
    ]
    cells.append(
        SimpleNamespace(mean="", step=None, known=0, unknown=0, short="< 5", url="", hidden=True, why="disembunyikan")
    )
    labels = ("Integritas", "Kerja sama", "Komunikasi", "Pelayanan publik", "Digital", "Mengelola perubahan", "Adab")
    columns = [
        SimpleNamespace(label=label, url="/contoh/", code=f"M.{place}") for place, label in enumerate(labels, start=1)
    ]
    units = ("Sekretariat", "Bidang Pencegahan dan Pengendalian Penyakit")
    rows = [SimpleNamespace(label=unit, url="/contoh/", cells=cells) for unit in units]
    return SimpleNamespace(caption="Kesenjangan menurut unit", columns=columns, rows=rows)


def tasks() -> list[SimpleNamespace]:
    """Return tasks with and without date, minutes and state."""
    full = SimpleNamespace(
        verb="Isi penilaian diri",
        url="/contoh/",
        detail="4 dari 9 pertanyaan",
        due=dt.date(2026, 11, 27),
        minutes=6,
        state="Sedang diisi",
    )
    bare = SimpleNamespace(verb="Jawab undangan kelas", url="/contoh/", detail="", due=None, minutes=0, state="")
    return [full, bare]


def show(request: HttpRequest) -> HttpResponse:
    """Answer with the page; `salah` in the query shows the form with its errors."""
    entries = [
        SimpleNamespace(label=label, url=f"/contoh/?{place}", current="page" if place == 0 else "", entries=())
        for place, label in enumerate(("Beranda", "Kompetensi saya", "Pegawai", "Kesenjangan", "Kelas", "Penilaian"))
    ]
    entries = [*entries[:5], SimpleNamespace(label="Data", url="", current="", entries=entries[5:])]
    context = {
        "holder": SimpleNamespace(name="Rina Setiawati binti Abdurrahman"),
        "navigation": entries,
        "crumbs": [SimpleNamespace(label="Beranda", url="/"), SimpleNamespace(label="Pegawai", url="/contoh/")],
        "form": Example({}) if "salah" in request.GET else Example(),
        "facts": [
            SimpleNamespace(label="Nama", text=NAMES[2], url="", change_url="/contoh/"),
            SimpleNamespace(label="Unit", text="Dinas Kesehatan", url="/contoh/", change_url=""),
        ],
        "colours": ["grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"],
        "listing": listing(request),
        "heat": heat(),
        "tasks": tasks(),
        "parts": [("Integritas", 1.3), ("Mengelola perubahan organisasi", 0.4), ("Digital", 0)],
    }
    text = PAGE.read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(text).render(context, request))


urlpatterns = [
    path("", show, name="home"),
    path("contoh/", show),
    path("bantuan/", show, name="help"),
    path("cari/", show, name="search"),
    path("masuk/", show, name="account_login"),
    path("bahasa/", set_language, name="set_language"),
]
