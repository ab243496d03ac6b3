"""The addresses of the site, one line an area."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("piawai.web.home.urls")),
    path("akun/", include("piawai.web.accounts.urls")),
    path("bahasa/", set_language, name="set_language"),
]
