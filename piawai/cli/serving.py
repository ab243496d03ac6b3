"""The site behind `piawai serve`: what must be true before it starts, its processes, and how they end together."""

import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management import call_command
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from whitenoise.storage import CompressedManifestStaticFilesStorage

from piawai.accounts.queries import demo_accounts_outside_demo
from piawai.cli import database, show
from piawai.cli.stopping import told_to_stop
from piawai.lib.errors import Refusal
from piawai.lib.home import home

LOCAL = "127.0.0.1"
APPLICATION = "piawai.config.wsgi:application"
WORKERS = 2
THREADS = 4  # of each worker
SHORTEST_KEY = 40  # signs; `piawai init` makes 67
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 15.0
TICK = 0.2

_PIAWAI = "import sys; from piawai.cli.main import main; sys.exit(main())"


class UnableToServe(Refusal):
    """The site would not work, or not be safe, as the installation is."""


def serve(*, host: str, port: int) -> int:
    """
    Run the site and the background worker until told to stop, and return the exit status.

    0 after SIGINT or SIGTERM, 1 where a process ended by itself; the other is stopped then.

    :raises UnableToServe: if something must be put right first; nothing has been started.
    """
    check(host=host, port=port)
    collect()
    connection.close()  # the children open their own
    with told_to_stop() as told, contextlib.ExitStack() as ending:
        running = {
            name: ending.enter_context(_process(command)) for name, command in commands(host=host, port=port).items()
        }
        if not _answers(host, port, running, told):
            return _end_of(running, told)
        show.say(_("Piawai runs at %(address)s. Ctrl+C stops it.") % {"address": address(host=host, port=port)})
        sys.stdout.flush()
        while not told.is_set() and all(process.poll() is None for process in running.values()):
            told.wait(TICK)
        return _end_of(running, told)


def check(*, host: str, port: int) -> None:
    """
    Refuse to start what would not work or not be safe.

    :raises UnableToServe: if tables or key are missing, the key could be guessed, accounts of the demo stand outside
        it, people elsewhere would come without TLS or see the inside of faults, or the port is taken.
    """
    _refuse_unprepared()
    _refuse_open_doors()
    elsewhere = [name for name in (host, *settings.ALLOWED_HOSTS) if not is_local(name)]
    if elsewhere and not settings.HTTPS:
        text = _(
            "%(hosts)s: others would reach the site, and passwords would travel unprotected. Put a proxy with TLS in "
            "front and set PIAWAI_HTTPS=1, or leave out PIAWAI_HOSTS and --host to serve this computer alone."
        )
        raise UnableToServe(text % {"hosts": ", ".join(dict.fromkeys(elsewhere))}, code="no_tls")
    if elsewhere and settings.DEBUG:
        text = _(
            "DEBUG is on: whoever meets a fault would see the inside of the site. Switch it off, or serve %(host)s."
        )
        raise UnableToServe(text % {"host": LOCAL}, code="debug")
    if any("*" in name for name in settings.ALLOWED_HOSTS):
        raise UnableToServe(_("PIAWAI_HOSTS must name the hosts of the site; * would admit any."), code="any_host")
    _refuse_taken(host, port)


def _refuse_unprepared() -> None:
    file = database.sqlite_file()
    waiting = database.pending() if file is None or file.exists() else ["-"]
    if waiting:
        text = _("The database is not ready: %(count)s changes of its tables are waiting. Run this first: piawai init")
        raise UnableToServe(text % {"count": show.number(len(waiting))}, code="not_prepared")
    if not (home() / "secret_key").exists():
        text = _("Folder %(folder)s has no secret key yet. Run: piawai init")
        raise UnableToServe(text % {"folder": home()}, code="no_key")


def _refuse_open_doors() -> None:
    key = (home() / "secret_key").read_text(encoding="ascii").strip()
    if len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 4 or "insecure" in key:
        text = _("The key in %(folder)s could be guessed. Delete the file secret_key there, then run: piawai init")
        raise UnableToServe(text % {"folder": home()}, code="weak_key")
    if demo_accounts_outside_demo():
        text = _(
            "This database holds accounts of the demo, whose password everybody knows. Serve the demo with: piawai "
            "demo. For a city of your own let PIAWAI_HOME name an empty folder."
        )
        raise UnableToServe(text, code="demo_accounts")


def _refuse_taken(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], found[1]) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(found[4])
    except OSError as fault:
        text = _("%(host)s, port %(port)s cannot be used (%(reason)s). Choose another with --port.")
        reason = fault.strerror or str(fault)
        raise UnableToServe(text % {"host": host, "port": port, "reason": reason}, code="port") from fault


def is_local(host: str) -> bool:
    """Return whether a name or address reaches this computer alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def address(*, host: str, port: int) -> str:
    """Return where a browser finds the site."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def collect() -> None:
    """Put the pages' static files, compressed and named by content, where the server finds them."""
    command = collectstatic.Command()
    command.storage = CompressedManifestStaticFilesStorage(
        location=str(settings.STATIC_ROOT), base_url=settings.STATIC_URL
    )
    call_command(command, interactive=False, verbosity=0)


def commands(*, host: str, port: int) -> Mapping[str, list[str]]:
    """Return the processes of the site, by name: the server and, beside it, the background worker."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    server += ["--host", host, "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    server += ["--workers-kill-timeout", "10", APPLICATION]
    return {"server": server, "worker": [sys.executable, "-c", _PIAWAI, "--lang", get_language() or "id", "worker"]}


@contextlib.contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process in a group of its own, so that Ctrl+C reaches this one alone; end it in the end."""
    environment = {**os.environ, "PIAWAI_HOME": str(home().absolute())}
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, process_group=0)  # noqa: S603 (ours)
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(host: str, port: int, running: Mapping[str, subprocess.Popen[bytes]], told: threading.Event) -> bool:
    """Return whether the server takes connections before its time is over, a process ends or the end is wanted."""
    last = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < last and not told.is_set():
        if any(process.poll() is not None for process in running.values()):
            return False
        with contextlib.suppress(OSError), socket.create_connection((_reachable(host), port), timeout=1):
            return True
        told.wait(TICK)
    return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": LOCAL, "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)


def _end_of(running: Mapping[str, subprocess.Popen[bytes]], told: threading.Event) -> int:
    if told.is_set():
        return 0
    ended = [name for name, process in running.items() if process.poll() is not None]
    text = _("The %(name)s has ended by itself; everything is stopped. Its own words stand above.")
    show.note(text % {"name": ", ".join(ended) or "server"})
    return 1
