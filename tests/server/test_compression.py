"""Content codings: what is chosen, what is left alone, and validators that know the coding."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph_server import compression

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "Kvalifikasiya, квалификация, qualification. " * 200
DECODE = {"gzip": gzip.decompress, "zstd": zstd.decompress}


class Pieces(Iterator[bytes]):
    """Pieces of an answer, counted when they are taken; an error among them is raised."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self._pieces = iter(pieces)
        self.taken = 0
        self.closed = False

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.taken += 1
        if isinstance(piece, Exception):
            raise piece
        return piece

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A client of an application with an answer of each kind."""
    app = flask.Flask(__name__)
    compression.set_up(app)
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text(TEXT)
    large.write_bytes(bytes(5 * 1024 * 1024))

    @app.route("/text")
    def text() -> flask.Response:
        response = flask.Response(TEXT, mimetype=flask.request.args.get("as", "text/plain"))
        response.headers.update(flask.request.args.items())
        response.set_etag("abc")
        response.vary.add("Accept")
        return response.make_conditional(flask.request)

    @app.route("/weak")
    def weak() -> flask.Response:
        return flask.Response(TEXT, headers={"ETag": 'W/"abc"'})

    @app.route("/tiny")
    def tiny() -> str:
        return "tiny"

    @app.route("/file/<name>")
    def file(name: str) -> flask.Response:
        return flask.send_file(tmp_path / name, conditional=True)

    return app.test_client()


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0.5,zstd;q=0.5", "zstd"),
        ("br, deflate", "identity"),
        ("*", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("*;q=0", "identity"),
        ("gzip;q=0", "identity"),
        ("identity", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity, gzip", "gzip"),
        ("gzip; q = 0.3 , nonsense;;;, =", "gzip"),
        ("gzip;q=2", "identity"),
        ("gzip;q=nan", "identity"),
        ("x," * 2000 + "gzip", "identity"),
    ],
)
def test_the_client_chooses_the_coding(accept, coding):
    assert compression.choose(accept) == coding


@pytest.mark.parametrize("coding", compression.CODINGS)
def test_a_text_is_compressed(client, coding):
    response = client.get("/text", headers={"Accept-Encoding": coding})
    assert response.headers["Content-Encoding"] == coding
    assert DECODE[coding](response.data).decode() == TEXT
    assert int(response.headers["Content-Length"]) == len(response.data) < len(TEXT) / 10
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    assert response.headers["ETag"] == f'"abc-{coding}"'


def test_who_does_not_ask_for_a_coding_gets_the_text_and_is_told_that_there_are_others(client):
    response = client.get("/text")
    assert response.text == TEXT
    assert "Content-Encoding" not in response.headers
    assert "Accept-Encoding" in response.vary
    assert response.headers["ETag"] == '"abc"'


@pytest.mark.parametrize("media_type", ["image/png", "application/zip", "application/gzip"])
def test_what_is_no_text_is_left_alone(client, media_type):
    response = client.get(f"/text?as={media_type}", headers={"Accept-Encoding": "gzip"})
    assert response.text == TEXT
    assert "Accept-Encoding" not in response.vary


@pytest.mark.parametrize(
    "header", ["Content-Encoding=br", "Cache-Control=no-transform", "Content-Range=bytes 0-9/100"]
)
def test_what_must_not_be_changed_is_left_alone(client, header):
    response = client.get(f"/text?{header}", headers={"Accept-Encoding": "gzip"})
    assert response.text == TEXT
    assert response.headers["ETag"] == '"abc"'


def test_what_is_tiny_is_left_alone(client):
    response = client.get("/tiny", headers={"Accept-Encoding": "gzip"})
    assert response.text == "tiny"
    assert "Accept-Encoding" in response.vary


def test_head_says_what_get_says(client):
    headers = {"Accept-Encoding": "gzip"}
    got, head = client.get("/text", headers=headers), client.head("/text", headers=headers)
    assert head.data == b""
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == got.headers[name]


# -- validators


@pytest.mark.parametrize("sent", ['"abc-gzip"', '"x", "abc-gzip"', '"abc"', 'W/"abc-gzip"'])
def test_a_validator_with_its_coding_is_known_again(client, sent):
    headers = {"Accept-Encoding": "gzip", "If-None-Match": sent}
    response = client.get("/text", headers=headers)
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == sent.rpartition(" ")[2].removeprefix("W/")
    assert "Accept-Encoding" in response.vary


def test_of_several_validators_the_one_of_the_chosen_coding_is_named(client):
    headers = {"Accept-Encoding": "gzip, zstd", "If-None-Match": '"abc-gzip", "abc-zstd", "abc-gzip"'}
    assert client.get("/text", headers=headers).headers["ETag"] == '"abc-zstd"'


@pytest.mark.parametrize("accept", ["identity", "zstd", "gzip;q=0"])
def test_what_the_client_has_in_a_coding_that_it_does_not_take_now_is_sent_again(client, accept):
    headers = {"Accept-Encoding": accept, "If-None-Match": '"abc-gzip"'}
    assert client.get("/text", headers=headers).status_code == 200


def test_another_validator_is_not_known(client):
    headers = {"Accept-Encoding": "gzip", "If-None-Match": '"abcd-gzip"'}
    assert client.get("/text", headers=headers).status_code == 200


def test_a_weak_validator_stays_as_it_is(client):
    response = client.get("/weak", headers={"Accept-Encoding": "gzip"})
    assert (response.headers["Content-Encoding"], response.headers["ETag"]) == ("gzip", 'W/"abc"')


# -- files


def test_a_small_file_is_compressed_and_gives_no_parts_of_what_is_sent(client):
    with client.get("/file/small.txt", headers={"Accept-Encoding": "gzip"}) as response:
        assert gzip.decompress(response.data).decode() == TEXT
        assert "Accept-Ranges" not in response.headers
        assert "Content-Length" not in response.headers


def test_a_part_of_a_file_is_left_alone(client):
    headers = {"Accept-Encoding": "gzip", "Range": "bytes=0-1999"}
    with client.get("/file/small.txt", headers=headers) as response:
        assert response.status_code == 206
        assert response.data == TEXT.encode()[:2000]
        assert "Content-Encoding" not in response.headers


def test_a_large_file_is_left_alone(client):
    with client.get("/file/large.txt", headers={"Accept-Encoding": "gzip"}) as response:
        assert len(response.data) == 5 * 1024 * 1024
        assert response.headers["Accept-Ranges"] == "bytes"


# -- streams


def stream(pieces: Pieces, coding: str) -> tuple[flask.Response, Iterator[bytes]]:
    """Return the answer of an application that sends ``pieces``, and its body to be read piece by piece."""
    app = flask.Flask(__name__)
    compression.set_up(app)
    app.add_url_rule("/", view_func=lambda: flask.Response(pieces, mimetype="text/csv"))
    response = app.test_client().get("/", headers={"Accept-Encoding": coding}, buffered=False)
    return response, response.iter_encoded()


@pytest.mark.parametrize(
    ("coding", "decompressor"),
    [("gzip", zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)), ("zstd", zstd.ZstdDecompressor())],
)
def test_a_stream_is_compressed_piece_by_piece(coding, decompressor):
    pieces = Pieces(b"first", b"second", b"third")
    response, body = stream(pieces, coding)
    assert response.headers["Content-Encoding"] == coding
    assert pieces.taken <= 1
    assert [decompressor.decompress(next(body)) for _ in range(3)] == [b"first", b"second", b"third"]
    assert decompressor.decompress(b"".join(body)) == b""
    assert decompressor.eof
    response.close()
    assert pieces.closed


@pytest.mark.parametrize(
    ("coding", "decompressor"),
    [("gzip", zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)), ("zstd", zstd.ZstdDecompressor())],
)
def test_a_stream_that_breaks_off_has_no_end(coding, decompressor):
    pieces = Pieces(b"first", RuntimeError("broken"))
    response, body = stream(pieces, coding)
    assert decompressor.decompress(next(body)) == b"first"
    with pytest.raises(RuntimeError):
        next(body)
    assert not decompressor.eof
    response.close()
    assert pieces.closed


# -- what is served


@pytest.mark.parametrize("path", ["/en/", "/catalogue.ttl", "/feeds/atom", "/static/style.css"])
def test_pages_data_and_feeds_are_compressed(app, path):
    client = app.test_client()
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": "zstd"}) as coded:
        assert plain.status_code == coded.status_code == 200
        assert zstd.decompress(coded.data) == plain.data
