"""Pictures that take over their reader, seen from the service: each costs itself, is refused in words, and no more."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.create_deployment import create_deployment
from overt.actions.values import EngineFacts
from overt.enrol import host, service
from overt.enrol.sandbox import Limits
from overt.records.ids import new_id
from overt.records.models import Deployment, PictureState, WatchlistPicture
from overt.vision.passports import passport
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

ENGINE = "dlib"
DIGEST = passport(ENGINE).digest
WORKER = """
import os, socket, time
import numpy as np
from overt.enrol import worker
from overt.enrol.protocol import Answer, Measure, Request
from overt.enrol.reading import encode_template
from overt.enrol.sandbox import Limits
from overt.vault.envelope import Label, seal, unseal
from overt.vault.kinds import RecordKind

def sealed(request, template, key=None, record=None):
    label = Label(request.deployment, RecordKind.WATCHLIST_TEMPLATE, record or request.picture)
    return seal(key or request.template_key, label, template)

def answer(request, refusals=(), measures=(), template=b""):
    return Answer(request.picture, "{digest}", refusals, measures, template)

def attack(request):
{attack}

def work(request):
    label = Label(request.deployment, RecordKind.WATCHLIST_PICTURE, request.picture)
    picture = unseal(request.picture_key, label, request.envelope)
    if picture == b"hostile":
        return attack(request)
    numbers = np.cos(np.arange(128) * len(picture)).astype(np.float32)
    return answer(request, template=sealed(request, encode_template(numbers)))

control = socket.socket(fileno=os.dup(0))
control.sendall(worker.READY + b"{digest}")
worker.serve(control, work, Limits(memory_bytes=128 * 1024 * 1024, cpu_seconds=1))
"""

ATTACKS = {
    "opens a connection": ("socket.socket()", "forbidden"),
    "writes a file": ("open('{home}/written', 'w')", "forbidden"),
    "starts a process": ("os.fork()", "forbidden"),
    "reads the keys": ("open('{home}/keys/site.key', 'rb').read()", "fault"),
    "crashes": ("os.abort()", "fault"),
    "hangs": ("time.sleep(60)", "too_long"),
    "computes without end": ("\nwhile True: pass", "processor"),
    "exhausts memory": ("bytearray(1 << 30)", "memory"),
    "tells its owners to call somebody": ("return answer(request, ('call_0800_123_for_help',))", "malformed"),
    "gives a warning of the service's": ("return answer(request, ('same_person_twice',))", "malformed"),
    "gives a template of another size": (
        "return answer(request, template=sealed(request, b'short'))",
        "template_unsound",
    ),
    "gives a template that is no numbers": (
        "return answer(request, template=sealed(request, np.full(128, np.nan, '<f4').tobytes()))",
        "template_unsound",
    ),
    "gives a template sealed with another key": (
        "return answer(request, template=sealed(request, bytes(512), key=request.picture_key))",
        "template_unsound",
    ),
    "gives a template for another record": (
        "return answer(request, template=sealed(request, bytes(512), record='0' * 32))",
        "template_unsound",
    ),
    "gives the picture in place of a template": (
        "return answer(request, template=request.envelope)",
        "template_unsound",
    ),
}


@pytest.fixture
def draft(home: Path) -> tuple[make.People, Deployment]:
    told = passport(ENGINE)
    facts = EngineFacts(ENGINE, told.digest, frozenset(told.fit_for), tuple(str(end) for end in told.threshold_scale))
    who = make.people()
    return who, create_deployment(who.team_member, make.plan(engine=facts))


def listed(draft: tuple[make.People, Deployment], picture: bytes) -> WatchlistPicture:
    who, deployment = draft
    entry = add_to_watchlist(
        who.team_member,
        deployment,
        label=f"Subject {new_id()}",
        category="volunteer",
        reason="drawn",
        pictures=[picture],
    )
    return entry.pictures.get()


def let_readers_run(monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    code = WORKER.format(attack=textwrap.indent(attack.strip("\n"), "    "), digest=DIGEST)
    monkeypatch.setattr(host, "worker_command", lambda options: [sys.executable, "-c", code])
    monkeypatch.setattr(host, "Limits", lambda: Limits(wall_seconds=5.0 if "sleep(60)" in attack else 60.0))


@pytest.mark.clause("M-51")
@pytest.mark.parametrize(("attack", "reason"), ATTACKS.values(), ids=ATTACKS.keys())
def test_a_picture_that_takes_over_its_reader_is_refused_in_words_and_the_next_is_accepted(
    draft, home: Path, monkeypatch, attack: str, reason: str
) -> None:
    before, hostile, after = (listed(draft, picture) for picture in (b"first", b"hostile", b"second!"))
    let_readers_run(monkeypatch, attack.format(home=home))
    assert service.check_waiting(site.vault(), ENGINE) == 3
    refused = WatchlistPicture.objects.get(pk=hostile.pk)
    assert (refused.state, refused.reasons) == (PictureState.REFUSED, [reason])
    assert refused.quality_json["words"].endswith(".")
    assert "0800" not in str(refused.quality_json)
    assert not refused.template_sealed
    for picture in (before, after):
        assert WatchlistPicture.objects.get(pk=picture.pk).state == PictureState.ACCEPTED
    assert not (home / "written").exists()


def test_a_picture_in_work_when_its_worker_was_killed_is_read_again_and_accepted(draft, monkeypatch) -> None:
    rows = [listed(draft, picture) for picture in (b"first", b"hostile", b"second!")]
    let_readers_run(monkeypatch, "time.sleep(1.5); return answer(request, ('no_face',))")
    killed: list[int] = []
    start = host.ReaderHost._start

    def start_and_kill_once(self: host.ReaderHost) -> object:
        control = start(self)
        if not killed and self.process_id is not None:
            killed.append(self.process_id)
            threading.Timer(1.0, os.kill, (self.process_id, signal.SIGKILL)).start()
        return control

    monkeypatch.setattr(host.ReaderHost, "_start", start_and_kill_once)
    assert service.check_waiting(site.vault(), ENGINE) == 3
    assert killed
    states = [WatchlistPicture.objects.get(pk=row.pk) for row in rows]
    assert [row.state for row in states] == ["accepted", "refused", "accepted"]
    assert states[1].reasons == ["no_face"]
