"""Put a new site key in place of the old one; the record of it stands before anything is changed."""

from overt import vault
from overt.actions import site
from overt.actions.act import act
from overt.actions.system import SOFTWARE
from overt.vault import KeyStore


def rotate_site_key(store: KeyStore) -> None:
    """Rotate, and keep the new key in this store; what was cut short is finished by whoever opens the vault next."""
    with act(SOFTWARE, "rotate_site_key") as acting:
        acting.record("site.key_rotated", store=store.name)
        vault.rotate_site_key(site.home(), store)
