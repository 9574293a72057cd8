"""The local SSH agent: it signs, and its keys never leave it. Loads paramiko. Clause: B6."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import paramiko
from paramiko.agent import AgentKey, AgentSSH

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.remote import Ended
from helpdesk.remote.asking import ConnectFailed
from helpdesk.remote.steps import Step

USABLE = ("ssh-ed25519", "ecdsa-sha2-", "ssh-rsa", "sk-ssh-ed25519@", "sk-ecdsa-sha2-")
"""Kinds of keys that are used; DSA keys are skipped."""


@contextmanager
def agent_keys(step: Step) -> Iterator[tuple[AgentKey, ...]]:
    """The agent's keys, while the block runs.

    Raises:
        ConnectFailed: there is no agent, or it holds no key that can be used.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            yield _keys(connection, step)
        finally:
            with suppress(OSError):  # whoever still waits for an answer stops waiting
                connection.shutdown(socket.SHUT_RDWR)


def _keys(connection: socket.socket, step: Step) -> tuple[AgentKey, ...]:
    path = os.environ.get("SSH_AUTH_SOCK", "")
    agent = AgentSSH()

    def find() -> None:
        if not path:
            raise FileNotFoundError
        connection.connect(path)
        agent._connect(connection)  # type: ignore[attr-defined]  # private; paramiko's own way opens a socket it may lose

    try:
        step.run(find)
    except (FileNotFoundError, ConnectionRefusedError):
        raise _failed(
            msg("No SSH agent is running here."),
            msg("Start one with ssh-agent and add your key with ssh-add, or choose another way to sign in."),
        ) from None
    except (paramiko.SSHException, OSError, TypeError, ValueError, struct.error):
        raise _failed(
            msg("The SSH agent does not answer as it should."), msg("Check whether ssh-add -l works.")
        ) from None
    keys = tuple(key for key in agent.get_keys() if key.get_name().startswith(USABLE))
    if not keys:
        raise _failed(msg("The SSH agent holds no key that can be used."), msg("Add your key with ssh-add."))
    return keys


def _failed(what: Message, todo: Message) -> ConnectFailed:
    return ConnectFailed(Ended.SIGN_IN_FAILED, what, todo=todo)
