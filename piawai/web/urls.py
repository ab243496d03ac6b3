"""The addresses of the site, one line an area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("piawai.web.home.urls")),
    path("akun/", include("piawai.web.accounts.urls")),
]
