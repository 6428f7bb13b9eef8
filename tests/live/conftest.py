"""What the tests of running cameras may ask for; defined in `fixtures`, since other tests ask for it too."""

import pytest

from tests.live.fixtures import dlib_engine, drawn_clip, mark_clip, who

__all__ = ["dlib_engine", "drawn_clip", "mark_clip", "who"]

FIRST = ("test_demonstration.py", "test_rtsp.py", "test_session.py", "test_pipeline.py", "test_kill_rounds.py")
"""The demonstration takes longest, and these wait more than they compute; two processes then end about together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in the order in which the processes of a run take them."""
    order = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: order.get(item.path.name, len(FIRST)))
