"""What the tests of running cameras may ask for; defined in `fixtures`, since other tests ask for it too."""

from tests.live.fixtures import dlib_engine, drawn_clip, mark_clip, who

__all__ = ["dlib_engine", "drawn_clip", "mark_clip", "who"]
