"""A new generation takes over from one that others write to: in parts, without a loss, whenever it ends."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from consumers.index import IndexConsumer, ask_rebuild, rebuild_asked
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.watch import Watch
from search import elastic_takeover
from search.elastic_aliases import note, swap
from search.elastic_mapping import FORMAT
from search.elastic_takeover import Takeover
from tests.cli.command import Rasid
from tests.drills.cluster import (
    consuming,
    everything_arrived_once,
    fill,
    generations,
    in_the_index,
    index_at,
    sendings,
    store_articles,
    watch_on,
)
from tests.elastic.server import Server

OURS, THEIRS, PAGE = 10, 23, 5
THEIR_FIRST = 101
"""Numbers of the other machine's articles begin here."""


@pytest.fixture
def client(elasticsearch: Server) -> Iterator[Elasticsearch]:
    with elasticsearch.client() as client:
        yield client


@pytest.fixture
def ours(rasid: Rasid, elasticsearch: Server, index_name: str, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A machine that is to build the index anew, in a first part of its own articles; each part of taking
    over is small."""
    monkeypatch.setattr("search.elastic_generations.ElasticGenerations.batch", OURS)
    monkeypatch.setattr("search.elastic_takeover.PAGE", PAGE)
    monkeypatch.setattr("search.elastic_takeover.IDS", PAGE)
    rasid.configure(index=index_at(elasticsearch, index_name))
    store_articles(rasid.watch, OURS)
    fill(rasid.watch)
    with Store(rasid.watch.data) as store:
        ask_rebuild(store)
    return rasid.watch


@pytest.fixture
def theirs(ours: Watch, elasticsearch: Server, index_name: str, tmp_path: Path) -> Watch:
    """Another machine, which writes to the same index."""
    watch = watch_on(elasticsearch, index_name, tmp_path / "theirs")
    store_theirs(watch, THEIRS)
    fill(watch)
    return watch


def store_theirs(watch: Watch, count: int) -> list[str]:
    """The other machine's articles, so many in all; their ids."""
    return store_articles(watch, THEIR_FIRST + count - 1, first=THEIR_FIRST)


def forget(watch: Watch, identity: str) -> None:
    with Store(watch.data) as store:
        store.forget(identity, "asked to")


def unfinished(client: Elasticsearch, name: str) -> list[str]:
    found = client.indices.get(index=f"{name}-articles-*", features="aliases")
    return [index for index, said in found.items() if not said["aliases"]]


def copied(client: Elasticsearch, name: str) -> int:
    """Documents of the other machine in the generation that is not searched yet."""
    return sum(len(in_the_index(client, index)) for index in unfinished(client, name)) - OURS


def searched(client: Elasticsearch, name: str) -> str:
    (index,) = client.indices.get(index=name, features="aliases")
    return index


def is_held(client: Elasticsearch, name: str) -> bool:
    (said,) = client.indices.get_settings(index=name).values()
    return "write" in said["settings"]["index"].get("blocks", {})


def test_what_others_have_written_is_copied_in_small_parts_while_all_go_on(
    ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    with consuming(ours) as consumer, consuming(theirs) as other:
        assert consumer.step() == OURS
        parts = [0]
        while copied(client, index_name) < THEIRS:
            assert consumer.step()
            parts.append(copied(client, index_name))
            if len(parts) == 3:
                store_theirs(theirs, THEIRS + 1)
                store_articles(ours, OURS + 1)
                assert (other.step(), consumer.step()) == (1, 1)
                parts.append(copied(client, index_name))
                assert len(in_the_index(client, index_name)) == OURS + THEIRS + 2
        drain(consumer)

    growth = [after - before for before, after in pairwise(parts)]
    assert max(growth) <= PAGE + 1, parts
    fill(theirs)
    everything_arrived_once(elasticsearch, ours, theirs)
    assert len(generations(elasticsearch, index_name)) == 1


def test_copying_that_was_cut_off_goes_on_where_it_was(
    ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    with consuming(ours) as consumer:
        while copied(client, index_name) < 3 * PAGE:
            consumer.step()
    (begun,) = unfinished(client, index_name)
    fill(ours)

    assert sendings(elasticsearch, begun) == (OURS + THEIRS, 0)
    assert generations(elasticsearch, index_name) == {begun}
    everything_arrived_once(elasticsearch, ours, theirs)


def test_what_a_machine_forgets_after_it_was_copied_does_not_come_back(
    ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    identities = store_theirs(theirs, THEIRS)
    forgotten = {identities[0], identities[7], identities[3 * PAGE], identities[-1]}
    with consuming(ours) as consumer:
        while copied(client, index_name) <= 3 * PAGE:
            consumer.step()
        for identity in forgotten:
            forget(theirs, identity)
        fill(theirs)
        drain(consumer)

    assert len(generations(elasticsearch, index_name)) == 1
    found = {hit["_id"] for hit in in_the_index(client, index_name)}
    assert set(identities) - found == forgotten
    assert len(found) == OURS + THEIRS - len(forgotten)


def test_what_a_machine_forgets_while_the_copies_are_looked_over_does_not_come_back(
    ours: Watch,
    theirs: Watch,
    client: Elasticsearch,
    elasticsearch: Server,
    index_name: str,
) -> None:
    """After its copy was found in order, before others have to wait."""
    forgotten = min(store_theirs(theirs, THEIRS))
    with consuming(ours) as consumer:
        while copied(client, index_name) < THEIRS:
            consumer.step()
        assert not is_held(client, index_name)
        forget(theirs, forgotten)
        fill(theirs)
        drain(consumer)

    assert forgotten not in {hit["_id"] for hit in in_the_index(client, index_name)}
    everything_arrived_once(elasticsearch, ours, theirs)


def test_what_another_machine_does_in_the_moment_of_the_swap_waits_and_arrives(
    ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    with consuming(ours) as consumer, consuming(theirs) as other:
        while not is_held(client, index_name):
            assert consumer.step()
        (*_, identity) = store_theirs(theirs, THEIRS + 1)
        forget(theirs, store_theirs(theirs, 1)[0])
        store_articles(ours, OURS + 1)
        with pytest.raises(Unavailable, match="takes nothing until its block is lifted"):
            other.step()
        drain(consumer)
        drain(other)

    everything_arrived_once(elasticsearch, ours, theirs)
    assert identity in {hit["_id"] for hit in in_the_index(client, index_name)}


def test_who_stops_in_the_moment_of_the_swap_leaves_an_index_that_takes_what_comes(
    ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    with consuming(ours) as consumer:
        while not is_held(client, index_name):
            assert consumer.step()
    store_theirs(theirs, THEIRS + 1)
    fill(theirs)

    everything_arrived_once(elasticsearch, ours, theirs)
    (begun,) = unfinished(client, index_name)
    fill(ours)
    assert generations(elasticsearch, index_name) == {begun}
    fill(theirs)
    everything_arrived_once(elasticsearch, ours, theirs)


def test_what_has_not_arrived_in_all_copies_is_left_for_the_moment_of_the_swap(
    ours: Watch,
    theirs: Watch,
    client: Elasticsearch,
    elasticsearch: Server,
    index_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A number below it may still be taken by what comes. One node has no copy that lags: the server's word
    for it is changed."""
    numbers = Takeover._operations

    def lagging(takeover: Takeover, index: str) -> dict[str, int]:
        said = numbers(takeover, index)
        return said | {"global_checkpoint": said["max_seq_no"] - 3}

    monkeypatch.setattr(Takeover, "_operations", lagging)
    with consuming(ours) as consumer:
        while not is_held(client, index_name):
            assert consumer.step()
        assert copied(client, index_name) == THEIRS - 3
        drain(consumer)

    everything_arrived_once(elasticsearch, ours, theirs)


def test_an_index_whose_shard_is_not_started_is_told_of_and_waited_for(
    ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    nowhere = "index.routing.allocation.require._name"
    with consuming(ours) as consumer:
        assert consumer.step() == OURS
        client.indices.close(index=index_name)
        client.indices.put_settings(index=index_name, settings={nowhere: "nobody"})
        client.indices.open(index=index_name, wait_for_active_shards=0)
        with pytest.raises(Unavailable, match="its shard is not started"):
            consumer.step()
        client.indices.put_settings(index=index_name, settings={nowhere: None})
        client.cluster.health(index=index_name, wait_for_status="yellow")
        drain(consumer)

    everything_arrived_once(elasticsearch, ours, theirs)


@pytest.mark.parametrize("late", ["copying", "swapping", "swapping, the index before is gone"])
def test_of_two_machines_that_rebuild_at_once_the_later_one_begins_again_with_the_new_index(
    ours: Watch,
    theirs: Watch,
    client: Elasticsearch,
    elasticsearch: Server,
    index_name: str,
    monkeypatch: pytest.MonkeyPatch,
    late: str,
) -> None:
    before = searched(client, index_name)
    with Store(theirs.data) as store:
        ask_rebuild(store)

    def swap_late(*arguments: Any) -> None:
        """The other machine has just swapped."""
        monkeypatch.setattr(elastic_takeover, "swap", swap)
        while searched(client, index_name) == before:
            assert winner.step()
        if late != "swapping":
            drain(winner)
        swap(*arguments)

    with consuming(ours) as winner, consuming(theirs) as loser:
        while not is_held(client, index_name):
            assert winner.step()
        if late == "copying":
            while copied(client, index_name) <= 2 * THEIRS:  # its own, and none of ours yet
                assert loser.step()
            drain(winner)
        else:
            monkeypatch.setattr(elastic_takeover, "swap", swap_late)
        with pytest.raises(Unavailable) as told:
            drain(loser)
        now = searched(client, index_name)
        assert str(told.value) == f"{before} was replaced by {now}, which is now filled"
        assert not is_held(client, index_name)
        assert len(in_the_index(client, index_name)) == OURS + THEIRS

        drain(winner)
        store_theirs(theirs, THEIRS + 1)
        drain(loser)

    fill(ours)
    everything_arrived_once(elasticsearch, ours, theirs)
    assert generations(elasticsearch, index_name) == {searched(client, index_name)}


DYING = textwrap.dedent("""
    import os, signal, sys
    from search import elastic_takeover
    from tests.drills.cluster import fill
    from crawler.watch import load

    swap = elastic_takeover.swap

    def dying(*arguments):
        if sys.argv[2] == "after the swap":
            swap(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    elastic_takeover.swap = dying
    fill(load(sys.argv[1]))
""")


def die(rasid: Rasid, moment: str) -> None:
    died = subprocess.run([sys.executable, "-c", DYING, str(rasid.config), moment], check=False)
    assert died.returncode == -signal.SIGKILL


def test_killed_before_the_swap_the_next_process_goes_on(
    rasid: Rasid,
    ours: Watch,
    theirs: Watch,
    client: Elasticsearch,
    elasticsearch: Server,
    index_name: str,
) -> None:
    die(rasid, "before the swap")
    assert is_held(client, index_name)
    (begun,) = unfinished(client, index_name)
    held, left = rasid("index", "status", "--json").json["problems"]
    assert "takes nothing while machine" in held
    assert "`rasid index rebuild`" in held
    assert left.startswith(f"{begun} was begun by machine ")
    store_articles(ours, OURS + 1)
    with consuming(ours) as consumer:
        assert consumer.step() == 1, "the index takes again what comes"
        drain(consumer)

    assert generations(elasticsearch, index_name) == {begun}
    assert not is_held(client, index_name)
    fill(theirs)
    everything_arrived_once(elasticsearch, ours, theirs)
    assert rasid("index", "status", "--json").json["problems"] == []


def test_an_index_whose_hold_was_ended_by_hand_is_in_order(
    rasid: Rasid, ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    """As the documentation has it, where the machine that held it is gone."""
    die(rasid, "before the swap")
    client.indices.delete(index=unfinished(client, index_name))
    client.indices.put_settings(index=f"{index_name}-write", settings={"index.blocks.write": None})
    store_theirs(theirs, THEIRS + 1)
    fill(theirs)

    assert rasid("index", "status", "--json").json["problems"] == []
    everything_arrived_once(elasticsearch, ours, theirs)


def test_what_a_machine_that_is_gone_has_begun_is_told_of_until_somebody_deletes_it(
    rasid: Rasid, ours: Watch, theirs: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    with consuming(theirs) as consumer, Store(theirs.data) as store:
        machine = store.machine()
        ask_rebuild(store)
        assert consumer.step()
    (begun,) = unfinished(client, index_name)
    shutil.rmtree(theirs.data)

    (problem,) = rasid("index", "status", "--json").json["problems"]
    assert problem.startswith(f"{begun} was begun by machine {machine} and is not finished: ")
    assert problem.endswith(f"if that machine is gone, `DELETE {begun}`")
    client.indices.delete(index=begun)
    assert rasid("index", "status", "--json").json["problems"] == []


def test_killed_after_the_swap_nothing_is_sent_twice_and_what_is_left_over_is_told(
    rasid: Rasid, ours: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    die(rasid, "after the swap")
    with consuming(ours) as consumer:
        assert consumer.step() == 0
    with Store(ours.data) as store:
        assert not rebuild_asked(store)
    (left,) = unfinished(client, index_name)
    status = rasid("index", "status", "--json").json
    assert status["lag"] == 0
    (problem,) = status["problems"]
    assert problem == f"{left} was replaced and is left over; `rasid index create` removes it"

    assert rasid("index", "create", "--json").json["problems"] == []
    assert unfinished(client, index_name) == []
    everything_arrived_once(elasticsearch, ours)


def test_what_cannot_be_copied_keeps_its_index_until_somebody_deletes_it(
    rasid: Rasid, ours: Watch, theirs: Watch, client: Elasticsearch, index_name: str
) -> None:
    """A document of another machine in a form that this program cannot read."""
    strange = {"id": "strange", "machine": "theirs", "version": 1, "document": "{}{"}
    client.index(index=f"{index_name}-write", id="strange", document=strange, refresh=True)
    fill(ours)

    (kept,) = unfinished(client, index_name)
    assert len(in_the_index(client, index_name)) == OURS + THEIRS
    (problem,) = rasid("index", "status", "--json").json["problems"]
    assert f"{kept} was replaced and kept: 1 documents of other machines" in problem
    with Store(ours.data) as store:
        ask_rebuild(store)
    fill(ours)
    assert unfinished(client, index_name) == [kept]


@pytest.mark.parametrize("other", ["names", "translations", "record", "format"])
def test_a_rebuild_that_would_be_another_now_begins_anew(
    rasid: Rasid, ours: Watch, client: Elasticsearch, elasticsearch: Server, index_name: str, other: str
) -> None:
    with consuming(ours) as consumer:
        assert consumer.step() == OURS
    (begun,) = unfinished(client, index_name)
    if other == "record":
        with Store(ours.data) as store:
            store.rename_machine()
    if other == "format":
        note(client, begun, rasid_format=FORMAT - 1)
    more = {
        "names": {"names": {"huawei": ["Huawei", "هواوي"]}},
        "translations": {"translate": {"to": "fr", "from": ["ar"]}},
    }
    rasid.configure(index=index_at(elasticsearch, index_name), **more.get(other, {}))
    with consuming(rasid.watch) as consumer:
        assert consumer.step() == OURS
        (now,) = set(unfinished(client, index_name)) - {begun}
        drain(consumer)

    everything_arrived_once(elasticsearch, rasid.watch)
    assert generations(elasticsearch, index_name) == ({now, begun} if other == "record" else {now})
    if other == "record":
        (problem,) = rasid("index", "status", "--json").json["problems"]
        assert problem.startswith(f"{begun} was begun by machine ")


def drain(consumer: IndexConsumer) -> None:
    while consumer.step():
        pass
