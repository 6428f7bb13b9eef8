"""Finds the weight files a passport names and reads them only if their SHA-256 is pinned. It fetches nothing."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from pathlib import Path

from overt.vision.errors import EngineUnusable
from overt.vision.passports import Weight


def cache_folder() -> Path:
    """Return the folder for files we make or fetch ourselves: `~/.cache/overt`, or under XDG_CACHE_HOME."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "overt"


def models_folder() -> Path:
    """Return the folder weights are looked for in: OVERT_MODELS if set, else the cache folder."""
    named = os.environ.get("OVERT_MODELS", "")
    return Path(named) if named else cache_folder()


def locate(weight: Weight, models: Path | None = None) -> Path:
    """Return where this weight must lie, whether or not it does.

    A converted weight lies in the cache under a name with its hash: a models folder may be read-only.
    """
    if weight.source == "package":
        return package_file(weight.package or "", weight.file)
    if weight.source == "converted":
        return cache_folder() / f"{weight.sha256[:12]}-{weight.file}"
    return (models or models_folder()) / weight.file


def package_file(package: str, file: str) -> Path:
    """Return the path of a data file in an installed package, without importing the package."""
    found = importlib.util.find_spec(package)
    places = list(found.submodule_search_locations or ()) if found is not None else []
    if not places:
        raise EngineUnusable("package_missing", f"The package {package} is not installed; it holds {file}.")
    return Path(places[0]) / "models" / file


def read_verified(weight: Weight, models: Path | None = None) -> bytes:
    """Read a weight that is present and exactly the pinned one; a sentence saying what to do otherwise."""
    return read_checked(locate(weight, models), weight.sha256, weight)


def read_checked(path: Path, sha256: str, weight: Weight) -> bytes:
    """Read a file whose SHA-256 must be this one."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise EngineUnusable("weight_missing", f"{path.name} is not in {path.parent}. {how_to_get(weight)}") from None
    except OSError as error:
        raise EngineUnusable("weight_unreadable", f"{path} cannot be read: {error.strerror}.") from error
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        sentence = f"{path} is not the file the passport names: SHA-256 {found}, pinned {sha256}. {how_to_get(weight)}"
        raise EngineUnusable("weight_wrong", sentence)
    return data


def how_to_get(weight: Weight) -> str:
    """Tell a person what to do about a weight that is missing or wrong."""
    if weight.source == "package":
        return f"Install the package {weight.package} again."
    if weight.source == "publisher":
        return "Get it with `overt engines fetch`, or place it there by hand."
    if weight.source == "converted":
        return "Delete it; it is made again at the next start."
    return "Overt does not fetch this file; a person must place it there and answer for its licence."


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that no other process ever sees half of it; the last one to finish wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def prepared(weight: Weight, models: Path | None = None) -> None:
    """Make a converted weight if it is not there or not right; leave any other alone.

    Checked in and out: what it is made of must have the pinned hash, and so must what comes out.
    """
    if weight.source != "converted" or _is_right(locate(weight, models), weight.sha256):
        return
    from overt.vision.dlib_to_onnx import convert

    origin = package_file(weight.package or "", weight.made_from or "")
    made = convert(read_checked(origin, weight.made_from_sha256 or "", weight))
    found = hashlib.sha256(made).hexdigest()
    if found != weight.sha256:
        sentence = f"Converting {origin.name} gave SHA-256 {found}, pinned {weight.sha256}; the onnx package differs."
        raise EngineUnusable("conversion_differs", sentence)
    write_atomically(locate(weight, models), made)


def _is_right(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False
