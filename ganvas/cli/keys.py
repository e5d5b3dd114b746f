"""`ganvas keys`: make, show and share the keys that sign what is published."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ganvas.cli.common import Config, Json, show, verb
from ganvas.errors import KeyRefused


class Action(StrEnum):
    """What to do with keys."""

    new = "new"
    bring = "bring"
    list = "list"
    show = "show"
    export = "export"
    trust = "trust"


@verb
def command(
    action: Annotated[Action, typer.Argument(help="new, bring, list, show, export or trust.")],
    name: Annotated[
        str, typer.Argument(metavar="[NAME|FILE]", help="The key; for trust, a PEM file.", show_default=False)
    ] = "",
    holder: Annotated[
        str | None, typer.Option("--holder", metavar="NAME", help="new: the name that everybody will see.")
    ] = None,
    certificates: Annotated[
        Path | None,
        typer.Option("--certificates", metavar="PEM", help="bring: the certificates, the signing one first."),
    ] = None,
    private: Annotated[Path | None, typer.Option("--private", metavar="PEM", help="bring: the private key.")] = None,
    into: Annotated[Path | None, typer.Option("--into", metavar="FILE", help="export: where to write.")] = None,
    keyring: Annotated[bool, typer.Option("--keyring", help="new: let the system's keyring unlock it.")] = False,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            "--passphrase-file", metavar="FILE", help="Its first line is the passphrase; or GANVAS_PASSPHRASE."
        ),
    ] = None,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Make, bring, list, show, export or trust the keys that sign what is published."""
    if not name and action is not Action.list:
        raise KeyRefused(f"ganvas keys {action}: name a {'PEM file' if action is Action.trust else 'key'}")
    options = {"holder": holder, "certificates": certificates, "private": private, "into": into}
    value, text = DO[action](name, options | {"keyring": keyring, "passphrase_file": passphrase_file})
    show(value, as_json, text)


def _new(name: str, options: dict[str, Any]) -> tuple[Any, str]:
    from ganvas.provenance import keys

    words = "" if options["keyring"] else _words(name, options)
    return _told(keys.make(name, options["holder"] or name, words, options["keyring"]))


def _bring(name: str, options: dict[str, Any]) -> tuple[Any, str]:
    from ganvas.provenance import keys

    if not options["certificates"] or not options["private"]:
        raise KeyRefused("ganvas keys bring: name both --certificates PEM and --private PEM")
    return _told(keys.bring(name, options["certificates"], options["private"], _words(name, options)))


def _words(name: str, options: dict[str, Any]) -> str:
    from ganvas.provenance import passphrase

    return passphrase.given(options["passphrase_file"]) or passphrase.ask(name, twice=True)


def _list(_name: str, _options: dict[str, Any]) -> tuple[Any, str]:
    from ganvas.provenance import keys

    found = keys.listing()
    lines = [f"{key.name}: {key.holder}, until {key.expires:%Y-%m-%d}" for key in found]
    return [key.model_dump(mode="json") for key in found], "\n".join(lines) or "no key yet; ganvas keys new NAME"


def _show(name: str, _options: dict[str, Any]) -> tuple[Any, str]:
    from ganvas.provenance import keys

    return _told(keys.show(name))


def _export(name: str, options: dict[str, Any]) -> tuple[Any, str]:
    from ganvas.files import write_whole
    from ganvas.provenance import keys

    pem, into = keys.export(name), options["into"]
    if into is None:
        return {"name": name, "certificates": pem.decode()}, pem.decode().rstrip()
    write_whole(into, pem)
    return {"name": name, "path": str(into)}, f"{into}: who trusts these certificates knows {name}'s signature"


def _trust(name: str, _options: dict[str, Any]) -> tuple[Any, str]:
    from ganvas.provenance import keys

    known = keys.trust(Path(name))
    return {"trusted": known}, f"known from now on: {', '.join(known)}"


def _told(key: Any) -> tuple[Any, str]:
    lines = f"{key.name}: {key.holder}, until {key.expires:%Y-%m-%d}", f"certificate {key.sha256}"
    return key.model_dump(mode="json"), "\n".join([*lines, f"root        {key.root_sha256}"])


DO = {
    Action.new: _new,
    Action.bring: _bring,
    Action.list: _list,
    Action.show: _show,
    Action.export: _export,
    Action.trust: _trust,
}
