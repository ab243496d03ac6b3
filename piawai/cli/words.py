"""The words of the command line itself: help pages and wrong usage, in the chosen language."""

import re
from typing import Any

import typer
from django.utils.translation import gettext as _
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_CHOICES = re.compile(r"is not one of (?P<choices>.+?)\.?$")
_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def name_panels() -> None:
    """Give the headings and marks of help pages in the language that is active."""
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.DEFAULT_STRING = _("[default: {}]")
    rich_utils.ENVVAR_STRING = _("[environment: {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")


class Command(TyperCommand):
    """A command whose help page speaks the active language."""

    def get_usage(self, ctx: Any) -> str:
        """Return the line that shows how the command is called."""
        return _usage(super().get_usage(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        """Return options and arguments without the programmer's names of their types, which tell a reader nothing."""
        params: list[Any] = super().get_params(ctx)
        for param in params:
            if param.param_type_name == "argument":
                param.display_type_rich = _no_type
            elif param.is_flag:
                param.metavar = ""
        return params

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows this page."""
        return _explained(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group of commands whose help page speaks the active language."""

    def get_usage(self, ctx: Any) -> str:
        """Return the line that shows how a command of the group is called."""
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows this page."""
        return _explained(super().get_help_option(ctx))


class Program(typer.Typer):
    """A Typer application all of whose commands speak the active language."""

    def __init__(self, *, help: str, **settings: Any) -> None:  # noqa: A002 (Typer's name)
        super().__init__(
            cls=Group,
            help=help,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            options_metavar=_("[OPTIONS]"),
            subcommand_metavar=_("COMMAND [ARGUMENTS]..."),
            **settings,
        )

    def command(self, name: str | None = None, **settings: Any) -> Any:
        """Return the decorator that adds a command."""
        return super().command(name, **{"cls": Command, "options_metavar": _("[OPTIONS]"), **settings})


def _no_type(ctx: Any) -> None:
    del ctx


def _usage(line: str) -> str:
    return line.replace("Usage:", _("Usage:"), 1)


def _explained(option: Any) -> Any:
    if option is not None:
        option.help = _("Show this page and end.")
        option.metavar = ""
    return option


def wrong_usage(fault: TyperException) -> list[str]:
    """Return what is wrong with a call and what would pass, a line each."""
    if not fault.format_message():  # a group without a command: its help page has been shown
        return []
    context: Any = getattr(fault, "ctx", None)
    command = "piawai" if context is None else context.command_path
    return [_problem(fault), _("Help: %(command)s --help") % {"command": command}]


def _problem(fault: TyperException) -> str:
    name, message = type(fault).__name__, fault.format_message()
    parameter = _parameter(fault)
    if name == "MissingParameter":
        return _("Missing: %(parameter)s.") % {"parameter": parameter}
    if name == "BadParameter":
        choices = _CHOICES.search(fault.message)
        if choices:
            text = _("%(parameter)s must be one of %(choices)s.")
            return text % {"parameter": parameter, "choices": choices["choices"].replace("'", "")}
        if getattr(fault, "param", None) is None and not getattr(fault, "param_hint", None):
            return str(fault.message)  # about several options, which its words name
        return _("%(parameter)s: %(problem)s") % {"parameter": parameter, "problem": fault.message}
    if name == "NoSuchOption":
        near = ", ".join(getattr(fault, "possibilities", None) or ())
        known = _(" Similar: %(options)s.") % {"options": near} if near else ""
        return _("There is no option %(option)s.") % {"option": getattr(fault, "option_name", "")} + known
    if name == "BadOptionUsage":
        text = _("%(option)s needs a value.") if "requires" in message else _("%(option)s takes no value.")
        return text % {"option": getattr(fault, "option_name", "")}
    return _other(message)


def _other(message: str) -> str:
    quoted = re.search(r"'(?P<word>[^']*)'", message)
    if message.startswith("No such command") and quoted:
        return _("There is no command %(command)s.") % {"command": quoted["word"]}
    extra = re.search(r"\((?P<words>[^()]*)\)$", message)
    if "extra argument" in message and extra:
        return _("Too many arguments: %(arguments)s.") % {"arguments": extra["words"]}
    if message.startswith("Missing command"):
        return _("A command is missing.")
    return message


def _parameter(fault: TyperException) -> str:
    hint = getattr(fault, "param_hint", None)
    if isinstance(hint, str):
        return hint
    parameter: Any = getattr(fault, "param", None)
    if parameter is None:
        found = _OPTION.search(fault.format_message())
        return found[0] if found else ""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))
