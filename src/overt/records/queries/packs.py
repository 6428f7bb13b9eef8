"""Which law pack binds: the site's new deployments, and each deployment that was ever made; it refuses to guess."""

from functools import lru_cache

from overt.law import packs
from overt.law.packs import LawPack
from overt.records.models import Deployment, LawPackVersion, PackState


def version_in_force() -> LawPackVersion | None:
    """Return the version that binds new deployments; None on a site that never recorded one."""
    return LawPackVersion.objects.filter(state=PackState.AGREED).order_by("-number").first()


def pack_in_force() -> LawPack:
    """Return the pack that binds new deployments: the last one agreed, else the one every site begins with."""
    version = version_in_force()
    return pack_of_version(version) if version else packs.load(packs.DEFAULT)


def pack_of(deployment: Deployment) -> LawPack:
    """Return the one pack that binds a deployment: the text it was made under, whatever the site agreed on since.

    Where nobody holds that text any more the pack of that name, or else the one in force, stands in: it can no longer
    be submitted, authorised, started or resumed then, but ending and erasing must not wait.
    """
    version = LawPackVersion.objects.filter(digest=deployment.pack_digest, state=PackState.AGREED).first()
    if version:
        return pack_of_version(version)
    return packs.load(deployment.pack) if deployment.pack in packs.names() else pack_in_force()


def pack_of_version(version: LawPackVersion) -> LawPack:
    """Return a version's pack, read from its own text."""
    return _parsed(version.name, version.content)


@lru_cache(maxsize=64)
def _parsed(name: str, content: str) -> LawPack:
    return packs.parse(name, content.encode())
