"""The server of the tests is a real one."""

from __future__ import annotations

import pytest
from elasticsearch import ApiError, AuthenticationException

from tests.elastic.server import Elasticsearch, Server


def test_it_answers_and_each_test_has_an_index_of_its_own(elasticsearch: Server, index_name: str) -> None:
    with elasticsearch.client() as client:
        assert client.info()["version"]["number"].startswith("8.")
        assert not client.indices.exists(index=index_name)
        client.index(index=index_name, id="1", document={"word": "harbour"}, refresh=True)
        assert client.count(index=index_name, q="word:harbour")["count"] == 1


def test_keys_may_do_what_they_are_given_alone(secured_elasticsearch: Server, index_name: str) -> None:
    reading = {"reader": {"indices": [{"names": [f"{index_name}*"], "privileges": ["read"]}]}}
    with secured_elasticsearch.client() as client:
        client.index(index=index_name, id="1", document={"word": "harbour"}, refresh=True)
        key = client.security.create_api_key(name=index_name, role_descriptors=reading)["encoded"]
    with secured_elasticsearch.client(api_key=key) as client:
        assert client.count(index=index_name)["count"] == 1
        with pytest.raises(ApiError, match="unauthorized"):
            client.index(index=index_name, document={"word": "quay"})
    nobody = Server(secured_elasticsearch.url, ca=secured_elasticsearch.ca)
    with nobody.client() as client, pytest.raises(AuthenticationException):
        client.info()


def test_killed_and_started_again_it_has_its_documents() -> None:
    with Elasticsearch() as server, server.client() as client:
        client.index(index="kept", id="1", document={"word": "harbour"})
        server.kill()
        server.start()
        assert client.get(index="kept", id="1")["_source"] == {"word": "harbour"}
