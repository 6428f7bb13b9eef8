"""Reads the frames of a drawn or measuring video in order, for what is measured beside the live pipeline."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from overt.vision.values import Frame


def frames_of(video: Path, every: int = 1) -> Iterator[Frame]:
    """Yield every n-th frame as RGB; its clock is the video's own."""
    import av

    with av.open(str(video)) as container:
        for index, decoded in enumerate(container.decode(video=0)):
            if index % every == 0:
                seconds = float(decoded.time or 0.0)
                pixels = np.asarray(decoded.to_ndarray(format="rgb24"), np.uint8)
                yield Frame(pixels, index, seconds, seconds)
