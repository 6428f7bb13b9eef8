"""The application's own promises: uploads in memory, a bounded body, answers that no cache keeps."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from io import BytesIO

import httpx
import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings

from overt.web.asgi import LARGEST_FORM_BYTES, Application, PrivateRequest, get_application


@pytest.fixture(scope="module")
def application() -> Application:
    return get_application()


def call(application: Application, method: str, path: str, **options: object) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=application)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(send())


def test_an_answer_is_private_unless_it_is_a_static_file(application: Application) -> None:
    answer = call(application, "GET", "/about")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert call(application, "GET", "/nowhere").headers["cache-control"] == "no-store"
    assert "no-store" not in call(application, "GET", "/static/overt/overt.css").headers["cache-control"]


def test_a_request_crosses_to_its_thread_a_few_times_and_not_for_each_middleware(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossings = []
    crosses = SyncToAsync.__call__

    async def counted(self: SyncToAsync, *arguments: object, **named: object) -> object:  # type: ignore[type-arg]
        crossings.append(self.func)
        return await crosses(self, *arguments, **named)

    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    assert call(application, "GET", "/about").status_code == 200
    assert len(crossings) < len(settings.MIDDLEWARE), crossings


def test_the_policy_allows_no_inline_script_or_style(application: Application) -> None:
    policy = call(application, "GET", "/about").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy


def test_a_body_past_the_limit_is_answered_413_with_a_sentence(application: Application) -> None:
    answer = call(application, "POST", "/sign-in", content=b"x" * (LARGEST_FORM_BYTES + 1))
    assert answer.status_code == 413
    assert "Go back and send less" in answer.text


def test_a_body_without_a_length_is_counted_too(application: Application) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b"x" * (LARGEST_FORM_BYTES // 16)

    assert call(application, "POST", "/sign-in", content=endless()).status_code == 413


def test_an_upload_never_makes_a_file(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an upload must not touch a disk")

    for name in ("SpooledTemporaryFile", "NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", refuse)
    large = b"\xff\xd8" + bytes(6 * 1024 * 1024)
    form = httpx.Request("POST", "http://127.0.0.1/apply/x/person", files={"pictures": ("a.jpg", large)})
    body = form.read()
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/apply/x/person",
        "query_string": b"",
        "headers": [(b"content-type", form.headers["content-type"].encode()), (b"content-length", b"%d" % len(body))],
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    held = asyncio.run(application.read_body(receive))
    assert isinstance(held, BytesIO)
    request = PrivateRequest(scope, held)
    assert request.FILES["pictures"].read() == large
