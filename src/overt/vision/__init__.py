"""Arrays in, values out: engines, passports, tracker, passages, templates, matching, image quality, pixelation.

This room turns pixels into faces, tracks, shots, templates and candidates. It holds no keys, no names and no database,
never imports Django, never writes a picture, a track or a template to disk, and never infers who or what kind of
person a face belongs to: it only says how alike two faces are. It knows a passer-by for the length of one passage
through the zone of recognition and cannot know them again after it.
"""

from overt.vision.engine import DetectorSettings, Engine
from overt.vision.errors import VisionError
from overt.vision.passports import Passport
from overt.vision.values import Candidate, Faces, Frame, Gallery, Layout, Pixels, Quality, Shot
from overt.vision.zone import Zone

__all__ = [
    "Candidate",
    "DetectorSettings",
    "Engine",
    "Faces",
    "Frame",
    "Gallery",
    "Layout",
    "Passport",
    "Pixels",
    "Quality",
    "Shot",
    "VisionError",
    "Zone",
]
