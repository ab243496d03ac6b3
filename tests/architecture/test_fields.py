"""Every stored field says how sensitive it is."""

import tomllib

from django.apps import apps

from tests.architecture.sources import PACKAGE

WORDS = frozenset({"open", "personal", "sensitive"})


def listed() -> dict[str, dict[str, str]]:
    """Return what `access/fields.toml` says: app and model to field to word."""
    tables = tomllib.loads((PACKAGE / "access" / "fields.toml").read_text(encoding="utf-8"))
    return {f"{app}.{model}": fields for app, models in tables.items() for model, fields in models.items()}


def stored() -> dict[str, set[str]]:
    """Return the fields of every model of ours, without automatic keys and reverse relations."""
    return {
        f"{model._meta.app_label}.{model.__name__}": {
            field.name for field in model._meta.get_fields() if field.concrete and not field.auto_created
        }
        for model in apps.get_models()
        if model.__module__.startswith("piawai.")
    }


class TestFields:
    """The list of sensitive fields is the models', no more and no less."""

    def test_lists_every_field_of_every_model(self) -> None:
        assert {name: set(fields) for name, fields in listed().items()} == stored()

    def test_uses_three_words_only(self) -> None:
        assert {word for fields in listed().values() for word in fields.values()} == WORDS

    def test_numbers_of_persons_are_never_open(self) -> None:
        person = listed()["people.Person"]

        assert {person[name] for name in ("nip", "nik", "born_on", "phone", "email", "office_email")}.isdisjoint(
            {"open"}
        )
