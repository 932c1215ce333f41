"""Kept answers, and one computation for many requests; the engine is one whose steps the tests decide."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from nqfgraph.errors import QueryError, QueryTimeout, StoreBusy, StoreError, StoreUnavailable
from nqfgraph_server.sparql.cache import ResultCache
from nqfgraph_server.sparql.flight import Stream
from nqfgraph_server.sparql.kept import Kept

MEBIBYTE = 1024 * 1024
PATIENCE = 10.0


class Answering:
    """An answer whose pieces come when they are let go; an error among them is raised."""

    def __init__(
        self, *pieces: bytes | StoreError, gate: threading.Event | None = None, ahead: int = 0
    ) -> None:
        self._pieces = iter(pieces)
        self._left = len(pieces)
        self._gate = gate
        self._ahead = ahead
        self.whole = gate is None
        self.closed = False
        self.before_end: Callable[[], object] = bool

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._gate is not None and self._ahead <= 0:
            assert self._gate.wait(PATIENCE)
        self._ahead -= 1
        piece = next(self._pieces, None)
        if piece is None:
            self.before_end()
            raise StopIteration
        if isinstance(piece, StoreError):
            raise piece
        return piece

    def close(self) -> None:
        self.closed = True


class Engine:
    """Counts what it is asked, and answers with what the test made."""

    def __init__(self, *answers: Answering | StoreError, gate: threading.Event | None = None) -> None:
        self.asked = 0
        self._answers = list(answers)
        self._gate = gate
        self._lock = threading.Lock()

    def __call__(self, abandoned: Callable[[], bool] | None) -> Answering:
        with self._lock:
            self.asked += 1
            answer = self._answers.pop(0)
        if self._gate is not None:
            assert self._gate.wait(PATIENCE)
        if isinstance(answer, StoreError):
            raise answer
        return answer


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.001)


@pytest.fixture
def cache() -> ResultCache:
    return ResultCache(1)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(64) as executor:
        yield executor


def content(found: object) -> bytes:
    """Return all of an answer, and let it go."""
    if isinstance(found, Kept):
        return found.content
    assert isinstance(found, Stream | Answering)
    whole = b"".join(found)
    found.close()
    return whole


def ask(cache: ResultCache, engine: Engine, key: str = "key", seconds: float = PATIENCE) -> bytes:
    return content(cache.answer(key, engine, seconds=seconds))


# -- keeping


def test_a_question_that_was_answered_is_not_asked_again(cache):
    engine = Engine(Answering(b"a", b"b"))
    assert [ask(cache, engine) for _ in range(3)] == [b"ab"] * 3
    assert engine.asked == 1
    found = cache.statistics()
    assert (found.entries, found.hits, found.misses, found.waits) == (1, 2, 1, 0)


def test_an_answer_without_content_is_kept_too(cache):
    engine = Engine(Answering())
    assert ask(cache, engine) == ask(cache, engine) == b""
    assert engine.asked == 1


def test_different_questions_have_different_answers(cache):
    engine = Engine(Answering(b"a"), Answering(b"b"))
    assert ask(cache, engine, "1") + ask(cache, engine, "2") + ask(cache, engine, "1") == b"aba"


def test_an_answer_is_kept_whatever_time_was_given_for_it(cache):
    engine = Engine(Answering(b"a"))
    assert ask(cache, engine, seconds=1.0) == ask(cache, engine, seconds=2.0)
    assert engine.asked == 1


def test_the_cache_takes_no_more_than_its_size_and_forgets_what_is_unused_longest(cache):
    size = 50_000
    engine = Engine(*(Answering(bytes(size)) for _ in range(60)))
    for number in range(40):
        ask(cache, engine, str(number))
        ask(cache, engine, "0")
        assert cache.statistics().bytes <= MEBIBYTE
    assert engine.asked == 40
    ask(cache, engine, "39")
    assert engine.asked == 40
    ask(cache, engine, "1")
    assert engine.asked == 41
    assert cache.statistics().entries == MEBIBYTE // (size + 1000)


def test_a_cache_of_no_size_keeps_nothing():
    engine = Engine(Answering(b"a"), Answering(b"b"))
    cache = ResultCache(0)
    assert ask(cache, engine) + ask(cache, engine) == b"ab"
    assert cache.statistics().entries == 0


def test_a_failure_is_not_kept(cache):
    engine = Engine(QueryError("wrong"), Answering(b"a"))
    with pytest.raises(QueryError):
        ask(cache, engine)
    assert ask(cache, engine) == b"a"


def test_a_compressed_form_is_made_once_and_counted(cache):
    engine = Engine(Answering(b"text " * 1000))
    kept = cache.answer("key", engine, seconds=1)
    before = cache.statistics().bytes
    coded = cache.coded("key", kept, "gzip")
    assert gzip.decompress(coded.content) == kept.content
    assert cache.coded("key", kept, "gzip") is coded
    assert cache.statistics().bytes == before + len(coded.content)
    algorithm, _, value = coded.digest.partition("=:")
    assert (algorithm, b64decode(value[:-1])) == ("sha-256", hashlib.sha256(coded.content).digest())


def test_the_compressed_form_of_a_forgotten_answer_is_not_counted(cache):
    kept = Kept(b"text " * 1000)
    assert gzip.decompress(cache.coded("unknown", kept, "gzip").content) == kept.content
    assert cache.statistics().bytes == 0


# -- many at once


def test_many_who_ask_the_same_at_once_make_one_computation(cache, threads):
    gate = threading.Event()
    engine = Engine(Answering(b"a"), gate=gate)
    answers = [threads.submit(ask, cache, engine) for _ in range(64)]
    wait_for(lambda: cache.statistics().waits == 63)
    gate.set()
    assert {each.result(PATIENCE) for each in answers} == {b"a"}
    assert engine.asked == 1


def test_a_long_answer_is_streamed_to_the_first_and_given_whole_to_the_others(cache, threads):
    gate = threading.Event()
    engine = Engine(Answering(b"first", b"second", gate=gate, ahead=1))
    first = cache.answer("key", engine, seconds=PATIENCE)
    assert isinstance(first, Stream)
    assert next(first) == b"first"
    others = [threads.submit(ask, cache, engine) for _ in range(3)]
    wait_for(lambda: cache.statistics().waits == 3)
    gate.set()
    assert [each.result(PATIENCE) for each in others] == [b"firstsecond"] * 3
    assert list(first) == [b"second"]
    first.close()
    assert ask(cache, engine) == b"firstsecond"
    assert engine.asked == 1


def test_a_client_that_takes_its_answer_slowly_holds_up_nobody(cache):
    engine = Engine(answer := Answering(b"first", b"second", gate=threading.Event(), ahead=9))
    slow = cache.answer("key", engine, seconds=PATIENCE)
    assert next(slow) == b"first"
    assert ask(cache, engine) == b"firstsecond"
    slow.close()
    assert engine.asked == 1
    assert not answer.closed


def test_what_is_too_large_is_computed_for_each(cache, threads):
    def large() -> Answering:
        return Answering(*[bytes(30_000)] * 4, gate=threading.Event(), ahead=9)

    gate = threading.Event()
    engine = Engine(large(), large(), large(), gate=gate)
    answers = [threads.submit(ask, cache, engine) for _ in range(3)]
    wait_for(lambda: cache.statistics().waits == 2)
    gate.set()
    assert [each.result(PATIENCE) for each in answers] == [bytes(120_000)] * 3
    assert engine.asked == 3
    assert cache.statistics().entries == 0


def test_what_is_whole_at_once_goes_to_all_who_wait_though_it_is_too_large_to_be_kept(cache, threads):
    gate = threading.Event()
    engine = Engine(Answering(bytes(120_000)), Answering(b"anew"), gate=gate)
    answers = [threads.submit(ask, cache, engine) for _ in range(3)]
    wait_for(lambda: cache.statistics().waits == 2)
    gate.set()
    assert [each.result(PATIENCE) for each in answers] == [bytes(120_000)] * 3
    assert ask(cache, engine) == b"anew"


@pytest.mark.parametrize("error", [QueryError("wrong"), QueryTimeout(1), StoreBusy("full")])
def test_who_waits_gets_the_error_of_the_query(cache, threads, error):
    gate = threading.Event()
    engine = Engine(error, gate=gate)
    answers = [threads.submit(ask, cache, engine) for _ in range(5)]
    wait_for(lambda: cache.statistics().waits == 4)
    gate.set()
    assert [each.exception(PATIENCE) for each in answers] == [error] * 5
    assert engine.asked == 1


def test_who_waits_tries_again_when_the_first_was_unlucky(cache, threads):
    gate = threading.Event()
    engine = Engine(StoreUnavailable("crashed"), Answering(b"a"), gate=gate)
    answers = [threads.submit(ask, cache, engine) for _ in range(5)]
    wait_for(lambda: cache.statistics().waits == 4)
    gate.set()
    failures = [each for each in answers if each.exception(PATIENCE)]
    assert [type(each.exception()) for each in failures] == [StoreUnavailable]
    assert engine.asked == 2


def test_an_error_behind_the_first_piece_breaks_the_stream_and_reaches_who_waits(cache, threads):
    gate = threading.Event()
    engine = Engine(Answering(b"first", QueryTimeout(1), gate=gate, ahead=1))
    first = cache.answer("key", engine, seconds=PATIENCE)
    assert next(first) == b"first"
    other = threads.submit(ask, cache, engine)
    wait_for(lambda: cache.statistics().waits == 1)
    gate.set()
    assert isinstance(other.exception(PATIENCE), QueryTimeout)
    with pytest.raises(QueryTimeout):
        next(first)
    first.close()
    assert cache.statistics().entries == 0


def test_an_error_beyond_what_is_held_breaks_the_stream(cache):
    engine = Engine(Answering(*[bytes(70_000)] * 2, QueryTimeout(1), gate=threading.Event(), ahead=9))
    stream = cache.answer("key", engine, seconds=PATIENCE)
    assert len(next(stream)) == 70_000
    with pytest.raises(QueryTimeout):
        list(stream)
    stream.close()


def test_who_waits_longer_than_allowed_is_told_so(cache, threads):
    gate = threading.Event()
    engine = Engine(Answering(b"a"), gate=gate)
    first = threads.submit(ask, cache, engine, seconds=0.05)
    wait_for(lambda: engine.asked == 1)
    with pytest.raises(QueryTimeout, match=r"0\.05 seconds"):
        ask(cache, engine, seconds=0.05)
    gate.set()
    assert first.result(PATIENCE) == b"a"


def test_who_gave_it_less_time_does_not_decide_for_others(cache, threads):
    gate = threading.Event()
    engine = Engine(QueryTimeout(0.1), Answering(b"a"), gate=gate)
    hasty = threads.submit(ask, cache, engine, seconds=0.1)
    wait_for(lambda: engine.asked == 1)
    patient = threads.submit(ask, cache, engine)
    wait_for(lambda: engine.asked == 2)
    gate.set()
    assert isinstance(hasty.exception(PATIENCE), QueryTimeout)
    assert patient.result(PATIENCE) == b"a"


# -- clients that go away


def test_a_stream_that_nobody_reads_any_more_is_stopped(cache):
    answer = Answering(b"first", b"second", gate=threading.Event(), ahead=1)
    engine = Engine(answer, Answering(b"anew"))
    stream = cache.answer("key", engine, seconds=PATIENCE)
    next(stream)
    stream.close()
    assert answer.closed
    assert ask(cache, engine) == b"anew"


def test_a_stream_that_was_never_read_is_stopped_too(cache):
    answer = Answering(b"first", b"second", gate=threading.Event(), ahead=1)
    cache.answer("key", Engine(answer), seconds=PATIENCE).close()
    assert answer.closed


def test_a_computation_goes_on_for_others_when_the_first_has_gone(cache, threads):
    gate = threading.Event()
    answer = Answering(b"first", b"second", gate=gate, ahead=1)
    engine = Engine(answer)
    stream = cache.answer("key", engine, seconds=PATIENCE)
    next(stream)
    other = threads.submit(ask, cache, engine)
    wait_for(lambda: cache.statistics().waits == 1)
    stream.close()
    assert not answer.closed
    gate.set()
    assert other.result(PATIENCE) == b"firstsecond"


def test_a_query_is_given_up_only_if_nobody_else_waits_for_it(cache, threads):
    asked = threading.Event()
    gate = threading.Event()
    told: list[bool] = []

    def compute(abandoned: Callable[[], bool] | None) -> Answering:
        assert abandoned is not None
        asked.set()
        assert gate.wait(PATIENCE)
        told.append(abandoned())
        return Answering(b"a")

    def lead() -> bytes:
        return content(cache.answer("key", compute, seconds=PATIENCE, gone=lambda: True))

    first = threads.submit(lead)
    assert asked.wait(PATIENCE)
    other = threads.submit(ask, cache, Engine())
    wait_for(lambda: cache.statistics().waits == 1)
    gate.set()
    assert (first.result(PATIENCE), other.result(PATIENCE)) == (b"a", b"a")
    alone = cache.answer("another", compute, seconds=PATIENCE, gone=lambda: True)
    assert content(alone) == b"a"
    assert told == [False, True]


def test_a_client_that_has_gone_does_not_stop_what_another_waits_for(cache, threads):
    gate = threading.Event()
    gave_up: list[bool] = []

    def compute(abandoned: Callable[[], bool] | None) -> Answering:
        assert abandoned is not None
        answer = Answering(b"first", b"second", gate=gate, ahead=1)
        answer.before_end = lambda: gave_up.append(abandoned())
        return answer

    stream = cache.answer("key", compute, seconds=PATIENCE, gone=lambda: True)
    assert next(stream) == b"first"
    other = threads.submit(ask, cache, Engine())
    wait_for(lambda: cache.statistics().waits == 1)
    stream.close()
    gate.set()
    assert other.result(PATIENCE) == b"firstsecond"
    assert gave_up == [False]


def test_whether_the_client_has_gone_is_not_asked_where_nobody_can_tell(cache):
    def compute(abandoned: Callable[[], bool] | None) -> Answering:
        assert abandoned is None
        return Answering(b"a")

    assert content(cache.answer("key", compute, seconds=1)) == b"a"
