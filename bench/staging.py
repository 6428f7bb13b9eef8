"""What the benchmarks share: a demonstration site in a scratch folder, with Django set up for it."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from overt.cli.demonstration.site import empty_home, write_settings
from overt.cli.init import make_site
from overt.cli.site import use_home


@contextmanager
def scratch_site(video: Path, engine: str, more_cameras: Sequence[str] = ()) -> Iterator[Path]:
    """Make a demonstration site whose cameras all show this video; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="overt-bench-") as folder:
        home = Path(folder) / "site"
        use_home(home)
        empty_home(home)
        write_settings(home, video, engine)
        with (home / "overt.toml").open("a", encoding="utf-8") as settings:
            settings.writelines(f"{name} = {json.dumps(str(video))}\n" for name in more_cameras)
        make_site(home)
        yield home
