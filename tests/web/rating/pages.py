"""What tests of pages of ratings read: addresses, answers, words."""

from typing import Any

from django.urls import reverse

from piawai.competencies.models import Answer, Sheet


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


def answer(sheet: Sheet, code: str = "M.1") -> Answer:
    return Answer.objects.get(sheet=sheet, asked__competency__code=code)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())
