"""Opens onnxruntime sessions the one way this room uses them: on the processor, one thread, from checked bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from overt.vision.errors import EngineUnusable
from overt.vision.values import Floats


class Port(Protocol):
    """An input or output of a model; a size that may vary is a name or None in `shape`."""

    name: str
    shape: list[int | str | None]


class Session(Protocol):
    """What this room uses of an onnxruntime session; several threads may call `run` at once."""

    def run(self, outputs: Sequence[str], inputs: Mapping[str, Floats]) -> list[Floats]:
        """Return these outputs for these inputs."""
        ...

    def get_inputs(self) -> list[Port]:
        """Return the model's inputs."""
        ...

    def get_outputs(self) -> list[Port]:
        """Return the model's outputs."""
        ...


def open_session(model: bytes, told: str) -> Session:
    """Open a model on one thread; `told` is what the error calls it.

    Under load two threads inside one session are slower than one; parallel work is one session call a thread.
    """
    import onnxruntime

    runtime: Any = onnxruntime
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # a planned block a thread held 70 MB more at 1080p and was no faster
    options.execution_mode = runtime.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        session: Session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EngineUnusable("model_unreadable", f"{told} is not a model that onnxruntime can run: {error}.") from error
    return session
