"""A source's address may hold a password: it is used and never told."""

import pytest

from overt.live.errors import SourceRefused
from overt.live.source_spec import SourceKind, SourceSpec


def test_an_address_tells_what_kind_of_source_it_is() -> None:
    assert SourceSpec.parse("rtsp://10.0.0.5/live").kind is SourceKind.RTSP
    assert SourceSpec.parse("RTSPS://10.0.0.5/live").kind is SourceKind.RTSP
    assert SourceSpec.parse("/dev/video2").kind is SourceKind.DEVICE
    assert SourceSpec.parse("clips/gate.mp4").kind is SourceKind.FILE


@pytest.mark.parametrize("text", ["http://example.org/a.mp4", "file:///etc/passwd", "concat://a|b", "udp://1.2.3.4"])
def test_any_other_scheme_is_refused(text: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        SourceSpec.parse(text)
    assert refused.value.code == "source_unknown"


@pytest.mark.parametrize(
    "address", ["rtsp://operator:s3cret@10.0.0.5:554/live?token=t0ken", "rtsp://operator:s3cret@["]
)
def test_nothing_that_is_printed_of_a_source_holds_its_password(address: str) -> None:
    spec = SourceSpec.parse(address)
    for told in (repr(spec), str(spec), spec.label, f"{spec!s}"):
        assert not any(secret in told for secret in ("s3cret", "operator", "t0ken"))


def test_a_camera_cannot_be_read_frame_by_frame() -> None:
    with pytest.raises(SourceRefused):
        SourceSpec.parse("rtsp://10.0.0.5/live", every_frame=True)
