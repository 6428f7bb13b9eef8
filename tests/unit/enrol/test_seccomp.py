"""The reader's filter, run by a small interpreter of classic BPF for both machines it is written for."""

from __future__ import annotations

import errno
import os
import struct

import pytest

from overt.enrol import seccomp
from overt.enrol.errors import SandboxUnavailable

ALLOW, KILL, EPERM = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINES = tuple(ARCH)


def decide(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter returns for one system call."""
    program = list(struct.iter_unpack("=HBBI", seccomp.filter_program(machine)))
    padded = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("=IIQ6Q", number, ARCH[machine] if arch is None else arch, 0, *padded)
    at, held = 0, 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (held,) = struct.unpack_from("=I", data, value)
        else:
            holds = held == value if code == 0x15 else bool(held & value)
            at += if_true if holds else if_false


def number(machine: str, name: str) -> int:
    return seccomp._SYSCALLS[machine][name]


@pytest.mark.parametrize("machine", MACHINES)
def test_computing_and_answering_are_allowed(machine: str) -> None:
    for name in ("read", "write", "brk", "futex", "munmap", "exit_group", "getrandom", "clock_gettime"):
        assert decide(machine, number(machine, name)) == ALLOW, name


@pytest.mark.parametrize("machine", MACHINES)
def test_network_processes_and_programs_end_the_reader(machine: str) -> None:
    for name in ("socket", "connect", "sendto", "clone", "clone3", "execve", "ptrace", "kill", "io_uring_setup", "bpf"):
        assert decide(machine, number(machine, name)) == KILL, name


@pytest.mark.parametrize("machine", MACHINES)
def test_opening_for_writing_ends_the_reader_and_for_reading_fails(machine: str) -> None:
    opened = number(machine, "openat")
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_RDONLY | os.O_APPEND):
        assert decide(machine, opened, 0, 0, flags) == KILL
    assert decide(machine, opened, 0, 0, os.O_RDONLY | os.O_CLOEXEC) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_memory_may_be_had_but_not_executable(machine: str) -> None:
    for name in ("mmap", "mprotect"):
        assert decide(machine, number(machine, name), 0, 4096, 0x3) == ALLOW
        assert decide(machine, number(machine, name), 0, 4096, 0x7) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_nobody_listed_fails(machine: str) -> None:
    listed = set(seccomp._SYSCALLS[machine].values())
    for call in set(range(600)) - listed:
        assert decide(machine, call) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_of_another_machine_end_the_reader(machine: str) -> None:
    other = next(arch for name, arch in ARCH.items() if name != machine)
    i386 = 0x40000003
    for arch in (other, i386):
        assert decide(machine, number(machine, "read"), arch=arch) == KILL


def test_the_second_call_table_of_x86_64_is_not_let_through() -> None:
    x32 = 0x40000000
    for call in seccomp._SYSCALLS["x86_64"].values():
        assert decide("x86_64", call | x32) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_named_in_the_rules_has_a_number_and_no_two_share_one(machine: str) -> None:
    numbers = seccomp._SYSCALLS[machine]
    assert len(set(numbers.values())) == len(numbers)
    only_on_x86_64 = {"fork", "vfork", "creat", "open", "poll"}
    named = {*seccomp._ALLOWED, *seccomp._FATAL, *seccomp._WITHOUT_PROT_EXEC, *seccomp._READ_ONLY_REFUSED, "seccomp"}
    assert named - set(numbers) <= (set() if machine == "x86_64" else only_on_x86_64)
    assert set(numbers) <= named


def test_a_machine_without_a_filter_reads_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(SandboxUnavailable, match="no watchlist picture is read"):
        seccomp.install()
