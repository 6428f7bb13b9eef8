"""Give the test process a site folder of its own before any setting is read; loaded by `-p tests.isolation`."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="overt-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ["OVERT_HOME"] = str(_folder)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
