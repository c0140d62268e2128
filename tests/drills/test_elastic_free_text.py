"""What an analyst types into Kibana: free text, asked as Kibana asks it, crosses spellings and scripts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from crawler.store import Store
from tests.drills.cluster import fill, store_article, watch_on
from tests.elastic.server import Server
from tests.site.pages import Story

NAMES = {
    "huawei": ["Huawei", "Hiawei", "هواوي", "华为", "Хуавэй"],
    "uyghur": ["Uyghur", "Uighur", "الإيغور", "维吾尔", "уйгур", "ウイグル"],
    "corps": [
        "Xinjiang Production and Construction Corps",
        "Production and Construction Corps of the Xinjiang Uyghur Autonomous Region",
        "XPCC",
        "新疆生产建设兵团",
        "Синьцзянский производственно-строительный корпус",
    ],
}
ARTICLES = {
    "huawei en": ("en", "The regulator fined Huawei again."),
    "huawei ar": ("ar", "رحب الوزير بهواوي في المعرض."),
    "huawei zh": ("zh", "周二华为发布新手机。"),
    "huawei ru": ("ru", "Хуавэй открыла завод."),
    "people zh": ("zh", "中华人民认为这是好事。"),
    "uyghur en": ("en", "Uyghur families wait for news."),
    "uighur en": ("en", "An Uighur poet was released."),
    "uyghur hant": ("zh", "維吾爾族詩人獲釋。"),
    "uyghur hans": ("zh", "维吾尔族诗人获释。"),
    "uyghur ru": ("ru", "Поэт из уйгурской семьи, уйгур, освобождён."),
    "uyghur ja": ("ja", "東京のウイグル人が語る。"),
    "crab ja": ("ja", "北海道のカニが高い。"),
    "corps en": ("en", "The Xinjiang Production and Construction Corps sells cotton."),
    "corps zh": ("zh", "新疆生产建设兵团出售棉花。"),
    "berlin ar": ("ar", "انعقد المؤتمر في برلين أمس."),
    "school ar": ("ar", "وبالمدرسة مكتبة كبيرة."),
    "ahmed ar": ("ar", "قال أحمد إن الســـلام ممكن."),
    "taiwan hant": ("zh", "臺灣選舉結果公布。"),
    "café": ("fr", "Le café de l'Assemblée a fermé."),
    "straße": ("de", "Die Straße zum Flughafen ist gesperrt."),
    "ёлка": ("ru", "На площади стоит ёлка."),
    "istanbul": ("tr", "İstanbul'da IŞIK söndü."),
    "factories": ("en", "Two state-owned factories closed, O'Brien's companies said."),
}
UYGHUR = {"uyghur en", "uighur en", "uyghur hant", "uyghur hans", "uyghur ru", "uyghur ja"}
HUAWEI = {"huawei en", "huawei ar", "huawei zh", "huawei ru"}
CORPS = {"corps en", "corps zh"}

FINDS: list[tuple[str, set[str]]] = [
    *((spelling, HUAWEI) for spelling in NAMES["huawei"]),
    *((spelling, UYGHUR) for spelling in (*NAMES["uyghur"], "維吾爾", "uyghurs", "UIGHUR", "الايغور")),
    ("XPCC", CORPS),
    ("新疆生产建设兵团", CORPS),
    ("新疆生產建設兵團", CORPS),
    ("رلين", set()),
    ("برلين", {"berlin ar"}),
    ("مدرسة", {"school ar"}),
    ("المدرسة", {"school ar"}),
    ("احمد", {"ahmed ar"}),
    ("السلام", {"ahmed ar"}),
    ("سلام", {"ahmed ar"}),
    ("台湾", {"taiwan hant"}),
    ("臺灣", {"taiwan hant"}),
    ("人民认为", {"people zh"}),
    ("東京", {"uyghur ja"}),
    ("东京", {"uyghur ja"}),
    ("カニ", {"crab ja"}),
    ("cafe", {"café"}),
    ("CAFÉ", {"café"}),
    ("assemblee", {"café"}),
    ("strasse", {"straße"}),
    ("STRASSE", {"straße"}),
    ("елка", {"ёлка"}),
    ("istanbul", {"istanbul"}),
    ("ISTANBUL", {"istanbul"}),
    ("İSTANBUL", {"istanbul"}),
    ("işık", {"istanbul"}),
    ("isik", {"istanbul"}),
    ("factory", {"factories"}),
    ("company", {"factories"}),
    ("o'brien", {"factories"}),
    ("O’Brien", {"factories"}),
    ("brien", {"factories"}),
    ("zeppelin", set()),
]
PHRASES: list[tuple[str, set[str]]] = [
    *((spelling, CORPS) for spelling in ("XPCC", *NAMES["corps"])),
    *((spelling, HUAWEI) for spelling in NAMES["huawei"]),
    ("state-owned factories", {"factories"}),
    ("state owned factory", {"factories"}),
    ("fined Хуавэй", {"huawei en"}),
    ("owned state", set()),
    ("华为发布", {"huawei zh"}),
    ("l'assemblee", {"café"}),
    ("again huawei", set()),
]


@pytest.fixture(scope="module")
def kibana(
    elasticsearch: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Elasticsearch, str]]:
    """A client as Kibana has one, and the name of an index that holds ARTICLES."""
    name = f"free-{uuid.uuid4().hex[:12]}"
    watch = watch_on(elasticsearch, name, tmp_path_factory.mktemp("free") / "data", names=NAMES)
    with Store(watch.data) as store:
        for title, (language, text) in ARTICLES.items():
            store_article(store, f"https://news.example/{title}", Story(language, f"№ {title}", (text,)))
    fill(watch)
    with elasticsearch.client() as client:
        yield client, name
        client.indices.delete(index=list(client.indices.get(index=f"{name}*")))
        client.indices.delete_index_template(name=f"{name}*")
        client.cluster.delete_component_template(name=f"{name}-*")


def found(kibana: tuple[Elasticsearch, str], query: str, kind: str) -> set[str]:
    """Without fields: `index.query.default_field` says where."""
    client, name = kibana
    asked = {"multi_match": {"query": query, "type": kind, "lenient": True}}
    hits = client.search(index=name, query=asked, size=1_000)["hits"]["hits"]
    return {hit["_source"]["title"].removeprefix("№ ") for hit in hits}


@pytest.mark.parametrize(("query", "titles"), FINDS)
def test_free_text_finds(kibana: tuple[Elasticsearch, str], query: str, titles: set[str]) -> None:
    assert found(kibana, query, "best_fields") == titles


@pytest.mark.parametrize(("query", "titles"), PHRASES)
def test_a_quoted_phrase_finds(kibana: tuple[Elasticsearch, str], query: str, titles: set[str]) -> None:
    assert found(kibana, query, "phrase") == titles


def test_a_field_that_nobody_planned_is_refused(kibana: tuple[Elasticsearch, str]) -> None:
    client, name = kibana
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
        client.index(index=f"{name}-write", document={"title": "words", "titel": "words"})
