"""The addresses of the site, one line an area."""

from django.urls import URLPattern, URLResolver, include, path

from piawai.web.help import help_page
from piawai.web.language import set_language
from piawai.web.searching import search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("piawai.web.home.urls")),
    path("", include("piawai.web.seeing.urls")),
    path("", include("piawai.web.competencies.urls")),
    path("", include("piawai.web.qualifications.urls")),
    path("", include("piawai.web.people.urls")),
    path("", include("piawai.web.dictionary.urls")),
    path("", include("piawai.web.objections.urls")),
    path("", include("piawai.web.audit.urls")),
    path("", include("piawai.web.development.urls")),
    path("", include("piawai.web.rounds.urls")),
    path("", include("piawai.web.learning.urls")),
    path("", include("piawai.web.offers.urls")),
    path("", include("piawai.web.partners.urls")),
    path("", include("piawai.web.attending.urls")),
    path("", include("piawai.web.quizzes.urls")),
    path("", include("piawai.web.behaviour.urls")),
    path("", include("piawai.web.certificates.urls")),
    path("", include("piawai.web.study.urls")),
    path("", include("piawai.web.rating.urls")),
    path("", include("piawai.web.messages.urls")),
    path("", include("piawai.web.importing.urls")),
    path("bantuan/", help_page, name="help"),
    path("cari/", search, name="search"),
    path("akun/", include("piawai.web.accounts.urls")),
    path("bahasa/", set_language, name="set_language"),
]
