"""The reader's system-call filter, written out call by call; refuses every call it does not list.

Linux seccomp-BPF (`man 2 seccomp`, kernel `Documentation/userspace-api/seccomp_filter.rst`). It was chosen over a
network namespace because it works in the same way for root and for an unprivileged account in a container without
user namespaces, and because it shuts the file system as well as the network. Three tables: calls that computing and
answering need; calls that only an intruder makes, which end the process; all others fail with EPERM.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from typing import Final

from overt.enrol.errors import SandboxUnavailable

_SYSCALLS: Final[dict[str, dict[str, int]]] = {
    "x86_64": {
        "read": 0, "write": 1, "readv": 19, "writev": 20, "close": 3, "lseek": 8, "fstat": 5, "munmap": 11,
        "mremap": 25, "madvise": 28, "brk": 12, "futex": 202, "rt_sigaction": 13, "rt_sigprocmask": 14,
        "rt_sigreturn": 15, "sigaltstack": 131, "sched_yield": 24, "sched_getaffinity": 204, "getcpu": 309,
        "membarrier": 324, "rseq": 334, "set_robust_list": 273, "clock_gettime": 228, "clock_getres": 229,
        "clock_nanosleep": 230, "nanosleep": 35, "gettimeofday": 96, "getpid": 39, "gettid": 186, "getrusage": 98,
        "getrandom": 318, "poll": 7, "ppoll": 271, "restart_syscall": 219, "exit": 60, "exit_group": 231,
        "mmap": 9, "mprotect": 10, "open": 2, "openat": 257, "creat": 85,
        "socket": 41, "socketpair": 53, "connect": 42, "bind": 49, "listen": 50, "accept": 43, "accept4": 288,
        "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "recvfrom": 45, "recvmsg": 47, "recvmmsg": 299,
        "fork": 57, "vfork": 58, "clone": 56, "clone3": 435, "execve": 59, "execveat": 322, "ptrace": 101,
        "process_vm_readv": 310, "process_vm_writev": 311, "kill": 62, "pidfd_open": 434, "pidfd_getfd": 438,
        "unshare": 272, "setns": 308, "mount": 165, "chroot": 161, "pivot_root": 155, "bpf": 321,
        "perf_event_open": 298, "io_uring_setup": 425, "userfaultfd": 323, "keyctl": 250, "memfd_create": 319,
        "open_by_handle_at": 304, "seccomp": 317,
    },
    "aarch64": {
        "read": 63, "write": 64, "readv": 65, "writev": 66, "close": 57, "lseek": 62, "fstat": 80, "munmap": 215,
        "mremap": 216, "madvise": 233, "brk": 214, "futex": 98, "rt_sigaction": 134, "rt_sigprocmask": 135,
        "rt_sigreturn": 139, "sigaltstack": 132, "sched_yield": 124, "sched_getaffinity": 123, "getcpu": 168,
        "membarrier": 283, "rseq": 293, "set_robust_list": 99, "clock_gettime": 113, "clock_getres": 114,
        "clock_nanosleep": 115, "nanosleep": 101, "gettimeofday": 169, "getpid": 172, "gettid": 178,
        "getrusage": 165, "getrandom": 278, "ppoll": 73, "restart_syscall": 128, "exit": 93, "exit_group": 94,
        "mmap": 222, "mprotect": 226, "openat": 56,
        "socket": 198, "socketpair": 199, "connect": 203, "bind": 200, "listen": 201, "accept": 202,
        "accept4": 242, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "recvfrom": 207, "recvmsg": 212,
        "recvmmsg": 243, "clone": 220, "clone3": 435, "execve": 221, "execveat": 281, "ptrace": 117,
        "process_vm_readv": 270, "process_vm_writev": 271, "kill": 129, "pidfd_open": 434, "pidfd_getfd": 438,
        "unshare": 97, "setns": 268, "mount": 40, "chroot": 51, "pivot_root": 41, "bpf": 280,
        "perf_event_open": 241, "io_uring_setup": 425, "userfaultfd": 282, "keyctl": 219, "memfd_create": 279,
        "open_by_handle_at": 265, "seccomp": 277,
    },
}  # fmt: skip
"""System-call numbers, from the kernel's `unistd_64.h` (x86_64) and `asm-generic/unistd.h` (aarch64)."""

_ALLOWED: Final = (
    "read", "write", "readv", "writev", "close", "lseek", "fstat", "munmap", "mremap", "madvise", "brk", "futex",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "sched_yield", "sched_getaffinity", "getcpu",
    "membarrier", "rseq", "set_robust_list", "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep",
    "gettimeofday", "getpid", "gettid", "getrusage", "getrandom", "poll", "ppoll", "restart_syscall", "exit",
    "exit_group",
)  # fmt: skip
_WITHOUT_PROT_EXEC: Final = ("mmap", "mprotect")
"""Memory may be had, but never executable: injected machine code stays data."""
_READ_ONLY_REFUSED: Final = {"open": 1, "openat": 2}
"""Opening for reading fails quietly (libraries look for optional files); the value is the place of the flags."""
_FATAL: Final = (
    "creat", "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg",
    "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "fork", "vfork", "clone", "clone3", "execve", "execveat",
    "ptrace", "process_vm_readv", "process_vm_writev", "kill", "pidfd_open", "pidfd_getfd", "unshare", "setns",
    "mount", "chroot", "pivot_root", "bpf", "perf_event_open", "io_uring_setup", "userfaultfd", "keyctl",
    "memfd_create", "open_by_handle_at",
)  # fmt: skip

_AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILL, _EPERM = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_PROT_EXEC = 0x4
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_PR_SET_NO_NEW_PRIVS = 38


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install() -> None:
    """Put every thread of this process under the filter, for good; raises `SandboxUnavailable` if it cannot."""
    numbers = _numbers()
    code = filter_program(platform.machine())
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise _unavailable("no_new_privs was refused")
    if libc.syscall(numbers["seccomp"], _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program)) != 0:
        raise _unavailable("the seccomp filter was refused")


def filter_program(machine: str) -> bytes:
    """Return the BPF program for `machine` ("x86_64" or "aarch64"): eight bytes an instruction."""
    numbers = _SYSCALLS[machine]
    program = [_op(_LOAD, _ARCH_AT), _op(_JUMP_EQUAL, _AUDIT_ARCH[machine], 1), _op(_RETURN, _KILL)]
    program.append(_op(_LOAD, _NUMBER_AT))
    for name, number in numbers.items():
        program += _rule(name, number)
    program.append(_op(_RETURN, _EPERM))
    return b"".join(program)


def _rule(name: str, number: int) -> list[bytes]:
    """Return the instructions for one call; they fall through when the call is another one."""
    if name in _ALLOWED:
        return [_op(_JUMP_EQUAL, number, 0, 1), _op(_RETURN, _ALLOW)]
    if name in _FATAL:
        return [_op(_JUMP_EQUAL, number, 0, 1), _op(_RETURN, _KILL)]
    if name in _WITHOUT_PROT_EXEC:
        return _by_argument(number, 2, _PROT_EXEC, _EPERM, _ALLOW)
    if name in _READ_ONLY_REFUSED:
        return _by_argument(number, _READ_ONLY_REFUSED[name], _WRITING, _KILL, _EPERM)
    return []


def _by_argument(number: int, argument: int, bits: int, if_any: int, otherwise: int) -> list[bytes]:
    return [
        _op(_JUMP_EQUAL, number, 0, 4),
        _op(_LOAD, _ARGUMENTS_AT + 8 * argument),
        _op(_JUMP_ANY_BIT, bits, 0, 1),
        _op(_RETURN, if_any),
        _op(_RETURN, otherwise),
    ]


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _numbers() -> dict[str, int]:
    if platform.system() != "Linux" or platform.machine() not in _SYSCALLS:
        raise _unavailable(f"it runs {platform.system()} on {platform.machine()}")
    return _SYSCALLS[platform.machine()]


def _unavailable(why: str) -> SandboxUnavailable:
    return SandboxUnavailable(
        f"This machine cannot lock up the picture reader ({why}), so no watchlist picture is read on it. "
        "Enrol on Linux 3.17 or later, x86_64 or aarch64, where seccomp filters are allowed."
    )
