"""`overt keys`: where the site key rests, and a new one in its place."""

import json
from typing import Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder
from overt.cli.site import open_sound_site
from overt.vault.key_store import SECRETS, FileStore, KeyStore, PassphraseStore


def show() -> None:
    """Say where the site key rests and what opening it needs."""
    path = home_folder() / "keys" / "site.key"
    if not path.is_file():
        raise Unusable(f"There is no site key {path}; `overt init` makes one.")
    store = json.loads(path.read_bytes())["store"]
    needs = SECRETS.get(store)
    typer.echo(f"The site key rests in: {store}. " + (f"It needs {needs} in the environment." if needs else ""))


def rotate(
    store: Annotated[str, typer.Option(help="file, passphrase, pkcs11 or transit.")] = "file",
    module: Annotated[str, typer.Option(help="pkcs11: path of the module's library.")] = "",
    token: Annotated[str, typer.Option(help="pkcs11: label of the token.")] = "",
    address: Annotated[str, typer.Option(help="transit: https address of the key service.")] = "",
    key: Annotated[str, typer.Option(help="pkcs11, transit: name of the key there.")] = "overt",
    mount: Annotated[str, typer.Option(help="transit: where the engine is mounted.")] = "transit",
) -> None:
    """Make a new site key, keep it there, and let everything hang from it; records, lists and warrants stay open."""
    open_sound_site()
    from overt.actions.rotate_site_key import rotate_site_key

    chosen = _store(store, module, token, address, key, mount)
    rotate_site_key(chosen)
    typer.echo(f"The site has a new key, kept in: {store}. The old one was overwritten. Copies of it open nothing new.")


def _store(store: str, module: str, token: str, address: str, key: str, mount: str) -> KeyStore:
    if store == "file":
        return FileStore()
    if store == "passphrase":
        return PassphraseStore()
    if store == "pkcs11" and module and token:
        from overt.vault.pkcs11_store import Pkcs11Store

        return Pkcs11Store(module=module, token=token, label=key)
    if store == "transit" and address:
        from overt.vault.transit_store import TransitStore

        return TransitStore(address=address, key=key, mount=mount)
    raise Unusable("Name a store: file; passphrase; pkcs11 with --module and --token; transit with --address.")
