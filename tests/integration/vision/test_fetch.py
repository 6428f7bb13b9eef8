"""Fetching weights from a real web server that cuts, corrupts, redirects and refuses."""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from overt.vision.errors import FetchFailed
from overt.vision.fetch import FetchSettings, fetch
from overt.vision.passports import Weight
from tests.integration.vision.publisher import CONTENT, Publisher, publishing

QUICK = FetchSettings(attempts=4, wait_seconds=0.0, read_seconds=1.0, loopback=True)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing(Publisher()) as running:
        yield running


def weight(publisher: Publisher, path: str = "/weight.onnx", **values: object) -> Weight:
    pinned = Weight(
        role="template",
        file="weight.onnx",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        source="publisher",
        licence="MIT",
        training_data="none",
        size_bytes=len(CONTENT),
        url="https://publisher.example/weight.onnx",
    )
    return pinned.model_copy(update={"url": publisher.url(path)} | values)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def failure(*arguments: object, **named: object) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        fetch(*arguments, **named)  # type: ignore[arg-type]
    assert failed.value.sentence.endswith(".")
    return failed.value


def test_a_weight_is_fetched_and_nothing_else_is_left(publisher: Publisher, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = fetch(weight(publisher), tmp_path / "new", lambda had, of: seen.append((had, of)), QUICK)
    assert path.read_bytes() == CONTENT
    assert names(tmp_path / "new") == {"weight.onnx"}
    assert seen == sorted(seen)
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_weight_that_is_there_and_right_is_not_fetched_again(publisher: Publisher, tmp_path: Path) -> None:
    fetch(weight(publisher), tmp_path, settings=QUICK)
    fetch(weight(publisher), tmp_path, settings=QUICK)
    assert publisher.asked == ["whole"]


def test_a_damaged_weight_is_replaced(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "weight.onnx").write_bytes(CONTENT[:-1])
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT


def test_a_transfer_cut_twice_goes_on_where_it_stopped(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cuts = [200_000, 100_000]
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT
    assert publisher.asked == ["whole", "bytes=200000-", "bytes=300000-"]
    assert names(tmp_path) == {"weight.onnx"}


def test_a_transfer_given_up_goes_on_at_the_next_call(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cuts = [50_000] * 4
    assert failure(weight(publisher), tmp_path, settings=QUICK).code == "fetch_cut"
    assert names(tmp_path) == {"weight.onnx.part", "weight.onnx.etag"}
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT
    assert publisher.asked[-1] == "bytes=200000-"


def test_a_file_that_changed_between_two_parts_is_fetched_anew(publisher: Publisher, tmp_path: Path) -> None:
    publisher.content = bytes(len(CONTENT))
    publisher.cuts = [100_000]
    failure(weight(publisher), tmp_path, settings=FetchSettings(attempts=1, wait_seconds=0, loopback=True))
    publisher.content, publisher.etag = CONTENT, '"version-2"'
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_validator_a_cut_transfer_begins_again(
    publisher: Publisher, tmp_path: Path, etag: str
) -> None:
    publisher.etag = etag
    publisher.cuts = [100_000]
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT
    assert publisher.asked == ["whole", "whole"]


def test_a_publisher_that_ignores_the_range_is_read_from_the_start(publisher: Publisher, tmp_path: Path) -> None:
    publisher.ranges = False
    publisher.cuts = [100_000]
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT
    assert publisher.asked == ["whole", "bytes=100000-"]


def test_another_part_than_asked_for_is_not_appended(publisher: Publisher, tmp_path: Path) -> None:
    publisher.wrong_range = True
    publisher.cuts = [100_000]
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT
    assert publisher.asked == ["whole", "bytes=100000-", "whole"]


def test_one_corrupted_byte_is_thrown_away(publisher: Publisher, tmp_path: Path) -> None:
    publisher.content = CONTENT[:1000] + b"!" + CONTENT[1001:]
    failed = failure(weight(publisher), tmp_path, settings=QUICK)
    assert failed.code == "weight_wrong"
    assert names(tmp_path) == set()


def test_a_corrupted_answer_never_replaces_a_weight_that_was_there(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "weight.onnx").write_bytes(b"an older version")
    publisher.content = bytes(len(CONTENT))
    assert failure(weight(publisher), tmp_path, settings=QUICK).code == "weight_wrong"
    assert (tmp_path / "weight.onnx").read_bytes() == b"an older version"


def test_a_file_larger_than_pinned_is_not_read_to_its_end(publisher: Publisher, tmp_path: Path) -> None:
    publisher.content = CONTENT * 20
    seen: list[int] = []
    failed = failure(weight(publisher), tmp_path, lambda had, _of: seen.append(had), QUICK)
    assert failed.code == "file_too_large"
    assert max(seen) <= len(CONTENT)
    assert names(tmp_path) == set()


def test_a_file_shorter_than_pinned_is_not_kept(publisher: Publisher, tmp_path: Path) -> None:
    publisher.content = CONTENT[:5000]
    assert failure(weight(publisher), tmp_path, settings=QUICK).code in {"fetch_cut", "weight_wrong"}
    assert "weight.onnx" not in names(tmp_path)


def test_a_redirect_on_this_machine_is_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.redirects = {"/old": "/older", "/older": publisher.url()}
    assert fetch(weight(publisher, "/old"), tmp_path, settings=QUICK).read_bytes() == CONTENT


def test_redirects_in_a_circle_end(publisher: Publisher, tmp_path: Path) -> None:
    publisher.redirects = {"/a": "/b", "/b": "/a"}
    assert failure(weight(publisher, "/a"), tmp_path, settings=QUICK).code == "redirect_loop"


@pytest.mark.parametrize(
    "target", ["http://publisher.example/w", "ftp://127.0.0.1/w", "file:///etc/passwd", "http://[bad"]
)
def test_a_redirect_to_an_address_without_https_is_not_followed(
    publisher: Publisher, tmp_path: Path, target: str
) -> None:
    publisher.redirects = {"/a": target}
    failed = failure(weight(publisher, "/a"), tmp_path, settings=QUICK)
    assert failed.code in {"redirect_insecure", "redirect_broken", "fetch_cut"}
    assert names(tmp_path) == set()


def test_plain_http_is_refused_where_loopback_was_not_allowed(publisher: Publisher, tmp_path: Path) -> None:
    assert failure(weight(publisher), tmp_path, settings=FetchSettings(attempts=1)).code == "redirect_insecure"
    assert publisher.asked == []


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_address_that_has_moved_is_said_at_once(publisher: Publisher, tmp_path: Path, status: int) -> None:
    publisher.statuses = [status]
    failed = failure(weight(publisher), tmp_path, settings=QUICK)
    assert failed.code == "publisher_refused"
    assert str(status) in failed.sentence
    assert len(publisher.asked) == 1


def test_a_publisher_in_trouble_is_tried_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.statuses = [500, 503, 429]
    assert fetch(weight(publisher), tmp_path, settings=QUICK).read_bytes() == CONTENT


def test_a_publisher_that_stays_in_trouble_is_given_up_with_the_reason(publisher: Publisher, tmp_path: Path) -> None:
    publisher.statuses = [500] * 9
    failed = failure(weight(publisher), tmp_path, settings=QUICK)
    assert failed.code == "fetch_cut"
    assert "500" in failed.sentence


def test_a_publisher_that_falls_silent_is_not_waited_for_for_ever(publisher: Publisher, tmp_path: Path) -> None:
    publisher.stall = threading.Event()
    publisher.cuts = [1000]
    hurried = FetchSettings(attempts=1, wait_seconds=0, read_seconds=0.3, loopback=True)
    assert failure(weight(publisher), tmp_path, settings=hurried).code == "fetch_cut"
    publisher.stall.set()


def test_nobody_listening_is_a_sentence(tmp_path: Path) -> None:
    with publishing(Publisher()) as gone:
        pass
    assert failure(weight(gone), tmp_path, settings=QUICK).code == "fetch_cut"


def test_a_folder_that_cannot_be_written_is_a_sentence(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert failure(weight(publisher), tmp_path / "file" / "below", settings=QUICK).code == "folder_unwritable"


def test_a_weight_placed_by_hand_is_never_fetched(publisher: Publisher, tmp_path: Path) -> None:
    assert failure(weight(publisher, source="by_hand"), tmp_path, settings=QUICK).code == "not_fetchable"
    assert publisher.asked == []
