"""Errors that streaming actions report among their events, each in its own way."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest

from ..support.servers import Server, ok
from .streams import Pieces, Toys, events, piece

BUSY: dict[str, tuple[dict[str, Any], str]] = {
    "hunyuan": ({"ErrorMsg": {"Msg": "busy", "Code": 2003}}, "2003"),
    "hunyuan, with more": (
        {"Choices": [], "ErrorMsg": {"Msg": "busy", "Code": 4001}, "Id": "x"},
        "4001",
    ),
    "cloudmate": ({"ErrorCode": "Overloaded", "ErrorMessage": "busy"}, "Overloaded"),
    "ig": ({"Code": 7, "Message": "busy", "Data": None}, "7"),
    "trtc": (
        {"Type": "error", "Error": {"Code": "InternalError", "Message": "busy"}},
        "InternalError",
    ),
    "a number": ({"Error": {"Code": 12, "Message": "busy"}}, "12"),
    "OpenAI": ({"error": {"code": "slow_down", "message": "busy"}}, "slow_down"),
    "OpenAI, type": (
        {"error": {"code": None, "type": "slow", "message": "busy"}},
        "slow",
    ),
}


@pytest.mark.parametrize("way", BUSY)
@pytest.mark.parametrize("dressed", [False, True])
async def test_error_among_events(
    toy: ModuleType, toys: Toys, server: Server, way: str, dressed: bool
) -> None:
    said, code = BUSY[way]
    event = json.dumps({"Response": said} if dressed else said).encode()
    server.plays(events(piece("a"), b"data: " + event + b"\n\n"), ok())
    async with toys() as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"]
        assert isinstance(error, toy.errors.ApiError)
        assert (error.code, error.message) == (code, "busy")
        assert (error.request_id, error.action) == ("req-stream", "Tell")
        assert error.sent is True
        await client.echo()


@pytest.mark.parametrize(
    "said", [{"success": False, "index": 3}, {"Error": {"Message": "busy"}}]
)
async def test_error_without_a_code(
    toy: ModuleType, toys: Toys, server: Server, said: dict[str, Any]
) -> None:
    """Such as waf's; its text is in the error."""
    event = f"data: {json.dumps(said)}\n\n".encode()
    server.plays(events(piece("a") + event), ok())
    async with toys() as client:
        _, error = await Pieces(client).until_error()
        assert isinstance(error, toy.errors.ResponseError)
        assert error.reason == "the service sent an error"
        assert error.body == json.dumps(said)


@pytest.mark.parametrize(
    "members",
    [
        {"ErrorMsg": None},
        {"ErrorMsg": {"Msg": "", "Code": 0}},
        {"ErrorCode": "", "ErrorMessage": ""},
        {"Code": 0, "Message": "success"},
        {"Code": 200, "Message": "OK"},
        {"Code": 5},
        {"success": True, "end": True},
        {"error": None},
    ],
)
async def test_events_that_say_that_all_is_well(
    toys: Toys, server: Server, members: dict[str, Any]
) -> None:
    server.plays(events(piece("a", **members)))
    async with toys() as client:
        assert await Pieces(client).texts() == ["a"]


async def test_stream_that_nobody_asked_for(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """An action that is called without `stream` finds the error of the events, too."""
    said = {"ErrorMsg": {"Msg": "busy", "Code": 2003}}
    server.plays(events(piece("a"), f"data: {json.dumps(said)}\n\n".encode()))
    async with toys() as client:
        with pytest.raises(toy.errors.ApiError, match="2003: busy"):
            await client.chat(text="Hi")
