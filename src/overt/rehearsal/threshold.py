"""The threshold that rehearsals with drawn people use, by engine. It is for drawn people only and says nothing about
real faces: drawn people share one sculptor, so a threshold meant for people would alert for most of them.
"""

from collections.abc import Mapping
from types import MappingProxyType

REHEARSAL_THRESHOLD: Mapping[str, str] = MappingProxyType({"dlib": "0.70", "onnx": "0.75"})
