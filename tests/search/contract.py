"""What every search backend must answer: documents, and questions with their answers.

`test_contract` asks them of each backend. The expected answers are written by hand from the description of
the query language; each document is the smallest that tells right from wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.document import Document, Post, Segment, SentencePair, Translation
from crawler.watch import Watch, load
from pipelines.match import Matcher
from search.backend import SearchRequest, Versioned


def watch(data: Path, **more: object) -> Watch:
    return load(
        {
            "data": str(data),
            **more,
            "timezone": "Asia/Qatar",
            "sources": [
                {
                    "name": "doha-news",
                    "feed": "https://doha.example/rss",
                    "outlet": "Doha News",
                    "country": "QA",
                },
                {"name": "world-wire", "feed": "https://wire.example/rss"},
                {"name": "Kyiv-Desk", "feed": "https://kyiv.example/rss"},
                {"name": "silent", "feed": "https://silent.example/rss"},
            ],
            "names": {
                "huawei": ["Huawei", "Hiawei", "هواوي", "华为", "Хуавэй", "Huawei Device Co"],
                "uyghur": ["Uyghur", "Uighur", "الإيغور", "الأويغور", "维吾尔", "уйгур"],
                "ren": ["Ren Zhengfei", "رن تشنغ فاي", "任正非"],
                "zelensky": ["Zelensky", "Zelenskyy", "Зеленский", "Зеленський"],
            },
            "topics": [
                {"name": "huawei-uyghur", "query": "huawei AND uyghur"},
                {"name": "arabic-press", "query": "lang:ar"},
                {"name": "grain", "query": "(wheat OR grain OR пшеница) AND NOT title:opinion"},
            ],
        }
    )


class Draft:
    """A document being written: `.p` adds a paragraph, `.post` an embedded post."""

    def __init__(self, identity: str, language: str, title: str, english: str = "", **fields: object) -> None:
        common = {
            "id": identity,
            "url": f"https://news.example/{identity}",
            "source": "world-wire",
            "title": title,
            "language": language,
            "first_seen_at": datetime(2026, 3, 20, 12, tzinfo=UTC),
        }
        self.document = Document(**{**common, **fields})
        self._add(Segment("title", title, language), english)

    def p(self, text: str, english: str = "", language: str = "") -> Draft:
        return self._add(Segment("paragraph", text, language or self.document.language), english)

    def post(self, text: str, language: str, english: str = "", handle: str = "someone") -> Draft:
        posts = (*self.document.posts, Post("x", handle=handle, language=language))
        self.document = replace(self.document, posts=posts)
        return self._add(Segment("post", text, language, post=len(posts) - 1), english)

    def _add(self, segment: Segment, english: str) -> Draft:
        before = self.document.segments
        number = before[-1].paragraph + 1 if before else 0
        done = Translation("done", "en", english, "argos", "test") if english else None
        segment = replace(segment, paragraph=number, translation=done)
        self.document = replace(self.document, segments=(*before, segment))
        return self


def _drafts() -> Iterator[Draft]:
    def day(number: int, hour: int = 12, month: int = 3) -> datetime:
        return datetime(2026, month, number, hour, tzinfo=UTC)

    yield (
        Draft(
            "alarm", "en", "Huawei tested alarm that flags Uighur faces", published_at=day(1, 10),
            outlet="World Wire", country="US", authors=("Mary O'Neill", "Li Wei"),
        )
        .p("The company tested software that could alert the police.")
        .p("Huawei's spokesman called the report wrong. Two countries opened inquiries.")
        .post("بيان من هواوي ردا على اتهامات صحيفة واشنطن بوست", "ar",
              "Statement by Huawei in response to the accusations of the Washington Post")
    )  # fmt: skip
    yield (
        Draft("harvest", "en", "Wheat prices rise as drought hits farms", published_at=day(2, 23))
        .p("Grain traders in Chicago expect a poor harvest. The drought began early.")
        .p("Farmers' unions ask for aid; the ministry promised 40 million dollars.")
    )
    yield (
        Draft(
            "opinion", "en", "Opinion: grain is politics", published_at=day(3), authors=("Jean-Luc Côté",)
        ).p("Wheat and grain, always. The minister said nothing on anti-drought funds.")
    )
    yield (
        Draft("cafe", "en", "Naïve café owners protest", published_at=day(4)).p(
            "The café — its façade grey — closed. The boss’s daughter sold the RÉSUMÉ of it all."
        )
    )
    yield Draft("organ", "en", "Organ donors wanted", published_at=day(5)).p("The registry lists one organ.")
    yield (
        Draft("organization", "en", "New organization for media", published_at=day(5)).p(
            "Our national news organization moved to Boston with its buses and boxes."
        )
    )
    yield (
        Draft("tags", "en", "Reactions online", published_at=day(6))
        .p("Readers reacted within minutes.")
        .post("#Huawei is trending, says @uyghur_voice", "en")
    )
    yield (
        Draft("founder", "en", "Founder speaks", published_at=day(7), source="silent")
        .p("Ren Zhengfei, founder of Huawei, spoke in Shenzhen.")
        .p("Huawei Device Co sells phones.")
    )
    yield (
        Draft("distance", "en", "Greek letters", published_at=day(8))
        .p("alpha one two three beta").p("gamma opens here").p("delta alpha closes").p("kappa kappa lambda")
    )  # fmt: skip
    yield Draft(
        "day-only", "en", "A dateline without an hour", published_at=day(1, 0), published_precision="day"
    )
    yield (
        Draft(
            "undated", "en", "An article without a date", published_at=None, first_seen_at=day(10, month=2)
        ).p("Nobody knows when this was written.")
    )
    yield (
        Draft("reply", "ar", "هواوي ترد على تقرير صحفي", "Huawei replies to a press report",
              source="doha-news", outlet="Doha News", country="QA", published_at=day(1, 21))
        .p("قالت الشركة إنها لم تتعاون مع الأمن ضد الإيغور.",
           "The company said it did not cooperate with security against the Uyghurs.")
    )  # fmt: skip
    yield (
        Draft("football", "ar", "كرة القدم تعود إلى الملاعب", source="doha-news", published_at=day(9)).p(
            "فاز المنتخب أمس، والجمهور سعيد."
        )
    )
    yield (
        Draft("idea", "ar", "فكرة جديدة لمستقبل المدينة", source="doha-news", published_at=day(10)).p(
            "نصبت كاميرات في برلين وبالقاهرة، وللمكتبة باب جديد. سألنا بهواوي فلم تجب."
        )
    )
    yield (
        Draft("emir", "ar", "الأمير يزور الدوحة", source="doha-news", outlet="Doha News", country="QA",
              published_at=day(11))
        .p("وصل أمير قطر إلى الدوحة، وقال إنّ الزيارةَ ناجحةٌ في عام ٢٠٢٦.")
        .p("أزمــة المياه على مستوى المنطقة.")
    )  # fmt: skip
    yield (
        Draft("networks", "fa", "شبکه‌های اجتماعی در ایران", published_at=day(12)).p(
            "شبکه‌های اجتماعی کند شدند. یک شرکت چینی پاسخ نداد."
        )
    )
    yield (
        Draft("huawei-zh", "zh", "华为回应报道", "Huawei responds to reports", published_at=day(1, 4))
        .p("华为公司表示，没有参与针对维吾尔人的项目。",
           "Huawei said it took no part in projects against Uyghurs.")
    )  # fmt: skip
    yield Draft("tea", "zh", "中华人民认为", published_at=day(13)).p("他们认为中国的茶很好。北京大学开会。")
    yield (
        Draft("phone", "zh", "華為發布新手機", published_at=day(14)).p(
            "臺灣媒體報導，華為股價上漲。任正非出席。"
        )
    )
    yield Draft("tokyo", "ja", "東京でファーウェイの新製品", published_at=day(15)).p(
        "東京都は製品を発表した。"
    )
    yield (
        Draft("ministers", "ru", "Зеленский встретился с министрами", source="Kyiv-Desk",
              published_at=day(16, month=1))
        .p("Президент обсудил поставки пшеницы в страны Африки. Ещё один коридор открыт.")
        .p("Компания Хуавэй молчит.")
    )  # fmt: skip
    yield (
        Draft(
            "kyiv", "uk", "Зеленський поїхав до Києва", source="Kyiv-Desk", published_at=day(17, month=1)
        ).p("Йому подарували прапор.")
    )
    yield (
        Draft("istanbul", "tr", "Huawei'nin İstanbul ofisi açıldı", published_at=day(17)).p(
            "Işık şirketi İstanbul'da toplandı, Türkiye'nin bakanı geldi."
        )
    )
    yield (
        Draft("street", "de", "Maßnahmen in der Straße", published_at=day(18)).p(
            "In Zürich begann eine Anti-Huawei-Kampagne. Ärzte warnen."
        )
    )
    yield (
        Draft(
            "affair", "fr", "L'affaire d'Huawei à Paris", published_at=day(19), outlet="Le Journal de Paris"
        ).p("Les journaux parlent d’une enquête. Les écoles et les hôpitaux sont fermés.")
    )
    yield (
        Draft("elections", "es", "Elecciones en Bogotá", published_at=day(20), country="CO").p(
            "Las mujeres y los niños votaron. El dólar cayó."
        )
    )
    yield Draft("athens", "el", "Η Αθήνα περιμένει", published_at=day(21)).p("Οι δρόμοι είναι κλειστοί.")
    yield Draft("seoul", "ko", "화웨이 서울 사무소", published_at=day(22)).p("서울 시장이 왔다.")
    yield Draft("haifa", "he", "הממשלה בחיפה", published_at=day(24)).p('ראש העיר דיבר עם צה"ל.')
    yield Draft("delhi", "hi", "नई दिल्ली में बैठक", published_at=day(25)).p("प्रधानमंत्री ने बात की।")
    yield Draft("bangkok", "th", "ตำรวจกรุงเทพ", published_at=day(26)).p("ตำรวจจับกุมชายสองคน")
    yield Draft("markup", "en", "Tags & <b>entities</b>", published_at=day(23)).p(
        "She wrote <script>alert(1)</script> & left. "
        + "Filler words follow here. " * 40
        + "The needle lies deep."
    )


def documents(watch: Watch) -> list[Versioned]:
    """As the crawl leaves them: matched, with the translations that there are."""
    matcher = Matcher(watch)
    made = []
    for version, draft in enumerate(_drafts(), start=1):
        match = matcher.examine(draft.document)
        made.append(Versioned(replace(draft.document, topics=match.topics, mentions=match.mentions), version))
    return made


ALL = {draft.document.id for draft in _drafts()}
HUAWEI = "alarm tags founder reply idea huawei-zh phone ministers istanbul street affair"
HUAWEI_AND_UYGHUR = "alarm reply huawei-zh tags"

FINDS: dict[str, list[tuple[str, str]]] = {
    "words": [
        ("drought", "harvest opinion"),
        ("DROUGHT", "harvest opinion"),
        ("chicago harvest", "harvest"),
        ("chicago AND harvest", "harvest"),
        ("chicago boston", ""),
        ("nonexistent", ""),
        ("40", "harvest"),
        ("shenzhen", "founder"),
    ],
    "Boolean": [
        ("chicago OR boston", "harvest organization"),
        ("wheat AND grain AND NOT opinion", "harvest"),
        ("wheat -opinion", "harvest"),
        ("drought NOT chicago", "opinion"),
        ("NOT huawei", " ".join(ALL - set(HUAWEI.split()))),
        ("-huawei", " ".join(ALL - set(HUAWEI.split()))),
        ("chicago OR boston AND nonexistent", "harvest"),
        ("(chicago OR boston) AND nonexistent", ""),
        ("chicago OR boston buses", "harvest organization"),
        ("NOT chicago AND drought", "opinion"),
        ("NOT (chicago OR minister) drought", ""),
        ("NOT NOT drought", "harvest opinion"),
        ("drought -(chicago OR boston)", "opinion"),
        ("((drought))", "harvest opinion"),
        ("(drought AND chicago) OR (donor AND organ)", "harvest organ"),
        ("and drought", "opinion"),
        ("huawei AND NOT huawei", ""),
        ("NOT huawei AND NOT lang:en",
         "football emir networks tea tokyo kyiv elections athens seoul haifa delhi bangkok"),
    ],
    "inflection": [
        ("country", "alarm"),
        ("countries", "alarm"),
        ("inquiry", "alarm"),
        ("donor", "organ"),
        ("farmer", "harvest"),
        ("bus", "organization"),
        ("box", "organization"),
        ("organ", "organ"),
        ("organization", "organization"),
        ("organizations", "organization"),
        ("nation", ""),
        ("boss", "cafe"),
        ("spokesman", "alarm"),
        ("journal", "affair"),
        ("hôpital", "affair"),
        ("école", "affair"),
        ("niño", "elections"),
        ("mujer", "elections"),
        ("elección", "elections"),
        ("министр", "ministers"),
        ("министры", "ministers"),
        ("пшеница", "ministers"),
        ("страна", "ministers"),
        ("Türkiye", "istanbul"),
    ],
    "folding": [
        ("naive", "cafe"),
        ("CAFÉ", "cafe"),
        ("cafe", "cafe"),
        ("facade", "cafe"),
        ("resume", "cafe"),
        ("strasse", "street"),
        ("straße", "street"),
        ("STRASSE", "street"),
        ("massnahmen", "street"),
        ("zurich", "street"),
        ("Zürich", "street"),
        ("istanbul", "istanbul"),
        ("İSTANBUL", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("isik", "istanbul"),
        ("ışık", "istanbul"),
        ("acildi", "istanbul"),
        ("еще", "ministers"),
        ("ещё", "ministers"),
        ("bogota", "elections"),
        ("dolar", "elections"),
        ("αθηνα", "athens"),
        ("ΔΡΌΜΟΙ", "athens"),
        ("2026", "emir"),
        ("٢٠٢٦", "emir"),
        ("۲۰۲۶", "emir"),
    ],
    "Arabic": [
        ("كرة", "football"),
        ("فكرة", "idea"),
        ("أمير", "emir"),
        ("امير", "emir"),
        ("الأمير", "emir"),
        ("كاميرات", "idea"),
        ("برلين", "idea"),
        ("رلين", ""),
        ("القاهرة", "idea"),
        ("القاهره", "idea"),
        ("مكتبة", "idea"),
        ("المكتبة", "idea"),
        ("الجمهور", "football"),
        ("جمهور", "football"),
        ("الدوحه", "emir"),
        ("ازمة", "emir"),
        ("أزمة", "emir"),
        ("ان", "emir"),
        ("إنّ", "emir"),
        ("الزيارة", "emir"),
        ("مستوي", "emir"),
        ("مستوى", "emir"),
        ("شبكه", "networks"),
        ("شبکه", "networks"),
        ("كند", "networks"),
        ("يك", "networks"),
        ('"كرة القدم"', "football"),
        ('"القدم كرة"', ""),
    ],
    "Chinese, Japanese, Korean": [
        ("华为", HUAWEI),
        ("人民", "tea"),
        ("茶", "tea"),
        ("北京", "tea"),
        ("北京大学", "tea"),
        ("认为", "tea"),
        ("公司", "huawei-zh"),
        ("项目", "huawei-zh"),
        ("股價", "phone"),
        ("手機", "phone"),
        ("東京", "tokyo"),
        ("東京都", "tokyo"),
        ("製品", "tokyo"),
        ("ファーウェイ", "tokyo"),
        ("서울", "seoul"),
        ("화웨이", "seoul"),
        ('"北京大学"', "tea"),
        ('"大学 开会"', "tea"),
        ('"开会 大学"', ""),
    ],
    "other scripts": [
        ("העיר", "haifa"),
        ('"ראש העיר"', "haifa"),
        ('צה"ל', "haifa"),
        ("दिल्ली", "delhi"),
        ('"नई दिल्ली"', "delhi"),
        ("बात", "delhi"),
        ("ตำรวจ", "bangkok"),
        ("กรุงเทพ", "bangkok"),
        ("จับกุม", "bangkok"),
    ],
    "names across scripts": [
        ("huawei", HUAWEI),
        ("Hiawei", HUAWEI),
        ("هواوي", HUAWEI),
        ("華為", HUAWEI),
        ("Хуавэй", HUAWEI),
        ('"Huawei Device Co"', HUAWEI),
        ("uyghur", "alarm reply huawei-zh tags"),
        ("Uighurs", "alarm reply huawei-zh tags"),
        ("الأويغور", "alarm reply huawei-zh tags"),
        ("維吾爾", "alarm reply huawei-zh tags"),
        ("uyghur huawei", HUAWEI_AND_UYGHUR),
        ("ren", "founder phone"),
        ('"Ren Zhengfei"', "founder phone"),
        ("任正非", "founder phone"),
        ("zelensky", "ministers kyiv"),
        ("Зеленский", "ministers kyiv"),
        ("Зеленский встретился", "ministers"),
        ("Зеленским", "ministers"),
        ("zelensky -ministers", "ministers kyiv"),
        ("zelensky AND пшеница", "ministers"),
        ("device", "founder"),
    ],
    "clitics and compounds": [
        ("lang:ar huawei", "reply idea"),
        ("lang:fr huawei", "affair"),
        ("lang:tr huawei", "istanbul"),
        ("lang:de huawei", "street"),
        ("kampagne", "street"),
        ("anti", "opinion street"),
        ("anti-huawei", "street"),
        ("affaire", "affair"),
        ("enquete", "affair"),
        ("O'Neill", ""),
    ],
    "tags and handles": [
        ("#huawei lang:en", "alarm tags founder"),
        ("post:#huawei", "alarm tags"),
        ("trending", "tags"),
        ("@uyghur_voice", "tags"),
    ],
    "phrases": [
        ('"expect a poor harvest"', "harvest"),
        ('"poor a harvest"', ""),
        ('"harvest poor"', ""),
        ('"The drought began"', "harvest"),
        ('"farmer union"', "harvest"),
        ('"drought"', "harvest opinion"),
        ('"huawei tested"', "alarm"),
        ('"هواوي tested"', "alarm"),
        ('"founder of huawei"', "founder"),
        ('"founder of 华为"', "founder"),
        ('"Huawei Device"', "founder"),
        ('"huawei sells"', "founder"),
        ('"ren founder"', "founder"),
        ('"beta gamma"', ""),
        ('"wheat prices" OR "organ donors"', "harvest organ"),
        ('-"wheat prices" wheat', "opinion"),
        ('"spokesman called"', "alarm"),
        ('"huawei spokesman"', "alarm"),
        ('“poor harvest”', "harvest"),
    ],
    "near": [
        ('"alpha beta"~3', "distance"),
        ('"alpha beta"~2', ""),
        ('"beta alpha"~3', "distance"),
        ('"beta alpha"~2', ""),
        ('"beta gamma"~500', ""),
        ('"alpha gamma"~500', ""),
        ('"alpha two"~1', "distance"),
        ('"two alpha"~1', "distance"),
        ('"two alpha"~0', ""),
        ('"one two"~0', "distance"),
        ('"two one"~0', "distance"),
        ('"alpha two beta"~2', "distance"),
        ('"beta two alpha"~2', "distance"),
        ('"alpha two beta"~1', ""),
        ('"three one alpha beta"~1', "distance"),
        ('"three one alpha beta"~0', ""),
        ('"kappa kappa"~0', "distance"),
        ('"lambda lambda"~9', ""),
        ('"kappa lambda"~0', "distance"),
        ('"country countries"~9', ""),
        ('"huawei ren"~2', "founder"),
        ('"huawei ren"~1', ""),
        ('"huawei ren"~4', "founder phone"),
        ('"任正非 华为"~4', "founder phone"),
        ('"Ren Zhengfei Huawei"~2', "founder"),
        ('"huawei phones"~1', "founder"),
        ('"huawei phones"~0', ""),
        ('"huawei uighur"~2', ""),
        ('"huawei uighur"~3', "tags"),
        ('"uighur huawei"~4', "alarm tags"),
        ('"huawei uighur"~500', "alarm tags huawei-zh"),
        ('"huawei trending uyghur"~9', "tags"),
        ('title:"huawei uyghur"~4', "alarm"),
        ('body:"huawei uyghur"~99', "huawei-zh"),
        ('translation:"huawei uyghur"~9', "huawei-zh"),
        ('-"alpha beta"~3 alpha', ""),
        ('"ren founder huawei"~1', "founder"),
        ('"founder ren huawei"~0', ""),
        ('"spoke ren"~3', "founder"),
        ('"spoke ren"~2', ""),
        ('"ren ren"~50', ""),
        ('"huawei huawei"~20', ""),
        ('"huawei device"~0', "founder"),
        ('"kappa lambda kappa"~0', "distance"),
        ('"kappa kappa kappa"~5', ""),
        ('"alpha beta one three two"~0', "distance"),
        ('"beta three two one"~0', "distance"),
        ('"alpha one beta"~500', "distance"),
        ('"delta closes"~1', "distance"),
        ('"closes delta alpha"~0', "distance"),
        ('"huawei zelensky"~500', ""),
        ('"huawei anti"~0', "street"),
        ('"anti-huawei kampagne"~0', "street"),
        ('"大学 北京"~0', "tea"),
        ('"认为 茶"~3', "tea"),
        ('"认为 茶"~2', ""),
        ('"华为 维吾尔"~9', "alarm tags huawei-zh"),
        ('"هواوي سألنا"~0', "idea"),
        ('"قطر وصل"~1', "emir"),
        ('"قطر وصل"~0', ""),
        ('"ראש דיבר"~1', "haifa"),
        ('"시장 사무소"~9', ""),
        ('title:"drought wheat"~3', "harvest"),
        ('title:"drought wheat"~2', ""),
        ('original:"huawei uighur"~5', "alarm tags"),
        ('post:"washington statement"~20', "alarm"),
        ('"million 40"~0', "harvest"),
    ],
    "prefix": [
        ("drou*", "harvest opinion"),
        ("DROU*", "harvest opinion"),
        ("organ*", "organ organization"),
        ("organi*", "organization"),
        ("caf*", "cafe"),
        ("massn*", "street"),
        ("министр*", "ministers"),
        ("شبك*", "networks"),
        ("title:orga*", "organ organization"),
        ("body:nat*", "organization"),
        ("zzz*", ""),
        ("drou* -chic*", "opinion"),
        ("countr*", "alarm"),
        ("country*", ""),
        ("lang:e* wheat", "harvest opinion"),
        ("اجتم*", "networks"),
        ("كام*", "idea"),
        ("هواو*", "alarm reply"),
        ("بهوا*", "idea"),
        ("Зелен*", "ministers kyiv"),
        ("зеленсь*", "kyiv"),
        ("straß*", "street"),
        ("İSTAN*", "istanbul"),
        ("काम*", ""),
        ("दिल्*", "delhi"),
        ("ต*", "bangkok"),
        ("화*", "seoul"),
        ("東京*", "tokyo"),
        ("東*", "tokyo"),
        ("ファ*", "tokyo"),
        ("הממ*", "haifa"),
        ("ΔΡ*", "athens"),
        ("huaw*", "alarm tags founder reply huawei-zh istanbul street affair"),
        ("٢٠*", "emir"),
        ("title:naïv*", "cafe"),
        ("original:state*", ""),
        ("translation:state*", "alarm"),
        ("caf* protes*", "cafe"),
    ],
    "fields": [
        ("title:huawei", "alarm reply huawei-zh phone istanbul affair"),
        ("body:huawei", "alarm founder idea huawei-zh phone ministers street"),
        ("post:huawei", "alarm tags"),
        ("title:uyghur", "alarm"),
        ("original:huawei", HUAWEI),
        ("translation:huawei", "alarm reply huawei-zh"),
        ("translation:statement", "alarm"),
        ("original:statement", ""),
        ("statement", "alarm"),
        ("post:statement", "alarm"),
        ("body:statement", ""),
        ("translation:(post:statement)", "alarm"),
        ("translation:(title:statement)", ""),
        ("title:(wheat OR grain)", "harvest opinion"),
        ("title:(wheat AND grain)", ""),
        ("title:(grain -opinion)", ""),
        ('title:"wheat prices"', "harvest"),
        ('body:"wheat prices"', ""),
        ("wheat -title:opinion", "harvest"),
        ("NOT title:huawei huawei", "tags founder idea ministers street"),
        ("lang:uk", "kyiv"),
        ("lang:UK", "kyiv"),
        ("lang:(uk OR ko)", "kyiv seoul"),
        ("lang:ar", "reply football idea emir"),
        ("NOT lang:en lang:ar", "reply football idea emir"),
        ("source:kyiv-desk", "ministers kyiv"),
        ("source:doha-news -lang:ar", ""),
        ("source:doha", ""),
        ("source:doha*", "reply football idea emir"),
        ("source:nobody", ""),
        ('outlet:"Doha News"', "reply emir"),
        ("outlet:doha", "reply emir"),
        ("outlet:journal", "affair"),
        ("outlet:(doha OR wire)", "alarm reply emir"),
        ("country:qa", "reply emir"),
        ("country:(QA OR CO)", "reply emir elections"),
        ("author:neill", "alarm"),
        ('author:"Mary O\'Neill"', "alarm"),
        ('author:"Neill Li"', ""),
        ("author:cote", "opinion"),
        ("author:mary*", "alarm"),
        ("topic:huawei-uyghur", HUAWEI_AND_UYGHUR),
        ("topic:grain", "harvest ministers"),
        ("topic:arabic-press huawei", "reply idea"),
        ("topic:(grain OR arabic-press)", "harvest ministers reply football idea emir"),
        ("NOT topic:huawei-uyghur AND topic:arabic-press", "football idea emir"),
    ],
    "fields in fields and groups": [
        ("translation:(huawei AND uyghurs)", "reply huawei-zh"),
        ('translation:(post:"washington post")', "alarm"),
        ("original:(post:huawei)", "alarm tags"),
        ("title:(body:huawei)", ""),
        ("body:(title:drought)", ""),
        ("title:(huawei OR (grain AND NOT opinion))", "alarm reply huawei-zh phone istanbul affair"),
        ("title:(NOT huawei) huawei", "tags founder idea ministers street"),
        ("body:(drought OR buses) -title:new", "harvest opinion"),
        ("NOT (title:huawei OR body:huawei) huawei", "tags"),
        ('title:(wheat OR "organ donors" OR orga*)', "harvest organ organization"),
        ("(title:huawei body:huawei) OR post:trending", "alarm tags huawei-zh phone"),
        ("lang:(NOT en) huawei", "reply idea huawei-zh phone ministers istanbul street affair"),
        ("lang:(ar OR en) huawei -uyghur", "founder idea"),
        ("source:(doha-news OR kyiv-desk) huawei", "reply idea ministers"),
        ('outlet:"journal paris"', ""),
        ('outlet:"de paris"', "affair"),
        ("outlet:wire*", ""),
        ('outlet:("world wire" OR paris)', "alarm affair"),
        ("country:q*", "reply emir"),
        ("country:(NOT qa) lang:ar", "football idea"),
        ("author:(neill OR côté)", "alarm opinion"),
        ('author:"wei li"', ""),
        ("author:wei", "alarm"),
        ("author:o'neill", "alarm"),
        ("topic:huaw*", "alarm tags reply huawei-zh"),
        ("topic:(huawei-uyghur arabic-press)", "reply"),
        ("topic:grain -lang:ru", "harvest"),
        ("NOT topic:grain grain", "opinion"),
        ("topic:grain OR topic:huawei-uyghur", "alarm harvest tags reply huawei-zh ministers"),
    ],
    "phrases and words across scripts": [
        ("الإيغور هواوي", "alarm tags reply huawei-zh"),
        ('"هواوي ترد"', "reply"),
        ('"huawei ترد"', "reply"),
        ('"ترد huawei"', ""),
        ('"华为 公司"', "huawei-zh"),
        ("华为公司", "huawei-zh"),
        ("華為公司", ""),
        ('"ren 出席"', "phone"),
        ("Huawei'nin OR İstanbul'da", HUAWEI),
        ('"uyghur voice"', "tags"),
        ('"#huawei is trending"', "tags"),
        ("anti-drought", "opinion"),
        ("drought-anti", ""),
        ('"café façade"', ""),
        ("大学生", ""),
        ("茶很好", "tea"),
        ("製品を発表", "tokyo"),
        ("新製品", "tokyo"),
        ("ファー", ""),
        ("시장이", "seoul"),
        ("서울시", ""),
        ("צה״ל", "haifa"),
        ("में", "delhi"),
    ],
}  # fmt: skip
"""Query to the ids of all documents that it finds."""

WORDS: dict[str, list[tuple[str, str, str]]] = {
    "en": [
        ("loss", "losses", "los"),
        ("passes", "pass", "past"),
        ("crisis", "crises", "cry"),
        ("criterion", "criteria", ""),
        ("policy", "policies", "police"),
        ("army", "armies | army's", "arm | arms"),
        ("princess", "princesses", "prince | princes"),
        ("news", "News", "new"),
        ("MPs", "MP", "MPH"),
        ("don", "Don Juan", "don't | don’t"),
        ("free", "#FreeUyghurs", "#freedom | #Carefree"),
        ("uyghur", "#FreeUyghurs | Uyghur-led | уйгурам | 维吾尔族 | والأويغور", "уйгурский | 维和部队"),
        ("huawei", "Huawei’s | 華為 | لهواوي | #هواوي", "Huaweichen | 中华人民认为 | 华人为"),
        ('"ren said"~1', "Ren Zhengfei then said | said 任正非", "Ren Zhengfei was then said"),
        ('"the the"~0', "the the", "the end"),
        ('"a b a"~5', "a b a | a a b", "a b | b a b"),
        ('"start finish"~0', "finish start", "start then finish"),
        ("--huawei", "Huawei", "other"),
    ],
    "fr": [
        ("classe", "classes", "clas"),
        ("blessé", "blessés", ""),
        ("princesse", "princesses", "prince"),
        ("hui", "", "aujourd'hui | aujourd’hui"),
        ("élection", "d’élections", "électoral"),
    ],
    "es": [
        ("club", "clubes", ""),
        ("israelí", "israelíes", ""),
        ("casa", "casas", "caso | casos"),
    ],
    "it": [
        ("minaccia", "minacce", ""),
        ("provincia", "province", ""),
        ("pioggia", "piogge", ""),
        ("programma", "programmi", ""),
        ("giornale", "giornali", "giornalista | giornalisti"),
        ("partita", "partite", "partiti"),
    ],
    "pt": [
        ("fácil", "fáceis", ""),
        ("azul", "azuis", ""),
        ("capital", "capitais", "capitão"),
    ],
    "de": [
        ("Firma", "Firmen", "firm"),
        ("Ministerium", "Ministerien", "Minister"),
        ("Virus", "Viren", "vier"),
        ("Auto", "Autos", "Autor | Autoren"),
        ("Wal", "", "Wahl | Wahlen"),
    ],
    "nl": [
        ("bom", "bommen", "boom | bomen"),
        ("man", "mannen", "maan | manen"),
        ("dag", "dagen", ""),
        ("stad", "steden", ""),
        ("gevangene", "gevangenen", ""),
    ],
    "sv": [
        ("minister", "ministern | ministrar", "ministerium"),
        ("ledare", "ledaren | ledarna", ""),
        ("cykel", "cyklar | cykeln", ""),
        ("bil", "bilar | bilarna", "bild | bilder"),
    ],
    "da": [
        ("minister", "ministre | ministrene", ""),
        ("borger", "borgere | borgerne", "borg"),
    ],
    "ru": [
        ("посол", "посла | послы | послов", "после"),
        ("орёл", "орла | орлов", "Орлов"),
        ("день", "дня | дней | днём", "деньги | дне"),
        ("дочь", "дочери | дочерей", ""),
        ("судья", "судей", "суд | суда"),
        ("песня", "песен", ""),
        ("люди", "людей | людям", "лютый"),
        ("кит", "кита | киты", "Китай | Китая"),
        ("Петр", "Петра", "Петров | Петровым"),
        ("новость", "новостей", "новая | нового"),
    ],
    "tr": [
        ("Huawei'nin", "Huawei'ye | 华为", "nin"),
        ("istanbul", "İSTANBUL'DA | ıstanbul", "stanbul"),
    ],
    "zh": [
        (
            "华为",
            "据：华为。 | 小米、华为、中兴 | “华为”",
            "才华。为了 | 爱我中华，为国争光 | 精华；为此 | 中华——为了",
        ),
        ('"振兴中华，为国争光"', "振兴中华，为国争光", "为国争光，振兴中华"),
        ('"中国 经济"', "中国经济 | 中国，经济", "经济中国"),
        ('"中国 经济"~0', "经济。中国", "中国的经济"),
        ("弗拉基米尔·普京", "弗拉基米尔·普京 | 弗拉基米尔普京", "普京弗拉基米尔"),
        ("一带一路倡议", "“一带一路”倡议", "一带一路的倡议"),
        ("华*", "中华 | 才，华丽", "中国"),
        ("车", "一辆车 | 开车", "车站 | 火车票"),
        ("书", "一本书 | 读书", "图书馆 | 书记"),
    ],
    "ja": [("東京", "東京、大阪", "関東、京都 | 京東")],
    "ko": [("국가", "국가의 | 국가는", "국은"), ("서울", "서울에서", "서울대")],
    "ar": [
        ("كرة", "بالكرة | وكرة | للكرة", "فكرة | الفكرة | ذكرة"),
        ("أمير", "والأمير | للأمير", "كاميرات | أميركا"),
        ("رلين", "", "برلين | وبرلين"),
        ("ريق", "", "فريق | الفريق"),
        ("فيينا", "وفيينا | بفيينا", "يينا"),
        ("لغة", "بلغة | باللغة | للغة", "بلغ"),
    ],
    "fa": [("شبکه", "شبکه‌های اجتماعی | شبكه", "شبک"), ("خبر", "خبر", "باخبر")],
}
"""By the language of the texts: query, texts that it finds, texts that it does not find, parted by `|`."""


def texts(row: str) -> list[str]:
    return row.split(" | ") if row else []


DENIAL = Document(
    id="denial",
    title="denial",
    language="ar",
    segments=(
        Segment(
            "paragraph",
            "أمطرت. الشركة تنفيه.",
            "ar",
            translation=Translation(
                "done",
                "en",
                "It rained. The company denies it.",
                "argos",
                "m 1",
                sentences=(SentencePair(0, 6, 0, 10), SentencePair(7, 20, 11, 32)),
            ),
        ),
    ),
)
"""A translation of which the sentences are known."""


def word_documents() -> list[Versioned]:
    """One for each text of WORDS, which is its id too; and DENIAL."""
    return [Versioned(DENIAL, 1)] + [
        Versioned(Draft(f"{language} {text}", language, text).document, 1)
        for language, rows in WORDS.items()
        for text in dict.fromkeys(t for _, yes, no in rows for t in texts(yes) + texts(no))
    ]


FILTERS: list[tuple[SearchRequest, str]] = [
    (SearchRequest("huawei", lang="ar"), "reply idea"),
    (SearchRequest("huawei", lang="AR"), "reply idea"),
    (SearchRequest("huawei", lang="xx"), ""),
    (SearchRequest("huawei", source="doha-news"), "reply idea"),
    (SearchRequest("huawei", source="silent"), "founder"),
    (SearchRequest("huawei", source="Kyiv-Desk"), "ministers"),
    (SearchRequest("huawei", topic="huawei-uyghur"), HUAWEI_AND_UYGHUR),
    (SearchRequest("huawei", topic="huawei-uyghur", lang="ar"), "reply"),
    (SearchRequest("lang:ar OR lang:ru", topic="grain"), "ministers"),
    (SearchRequest("huawei OR drought", source="doha-news"), "reply idea"),
    # The days are days in Qatar: 23:00 UTC on the 2nd is the 3rd there, 21:00 UTC on the 1st is the 2nd.
    (SearchRequest("lang:en", since="2026-03-01", until="2026-03-01"), "alarm day-only"),
    (SearchRequest("lang:ar", since="2026-03-02", until="2026-03-02"), "reply"),
    (SearchRequest("drought", since="2026-03-03"), "harvest opinion"),
    (SearchRequest("drought", until="2026-03-02"), ""),
    (SearchRequest("drought", since="2026-03-03", until="2026-03-03"), "harvest opinion"),
    (SearchRequest("drought", since="2026-03-04"), ""),
    (SearchRequest("lang:en", until="2026-02-28"), "undated"),
    (SearchRequest("lang:en", since="2026-02-10", until="2026-02-10"), "undated"),
    (SearchRequest("zelensky", until="2026-01-16"), "ministers"),
    (SearchRequest("dateline", since="2026-03-01", until="2026-03-01"), "day-only"),
    (SearchRequest("dateline", since="2026-03-02"), ""),
    (SearchRequest("dateline", until="2026-02-28"), ""),
    (SearchRequest("huawei", since="2026-03-02", until="2026-03-01"), ""),
    (SearchRequest("huawei", since="9999d"), HUAWEI),
    (SearchRequest("huawei", until="9999d"), ""),
    (SearchRequest("huawei", since="2026-03-07", until="2026-03-14"), "founder idea phone"),
    (SearchRequest("NOT huawei", lang="en", since="2026-03-22"), "markup"),
    (SearchRequest("huawei", topic="huawei-uyghur", until="2026-03-01"), "alarm huawei-zh"),
    (SearchRequest("-huawei", source="kyiv-desk", since="2026-01-17"), "kyiv"),
    (SearchRequest('"huawei ren"~4', lang="zh", since="2026-03-14", until="2026-03-14"), "phone"),
]

ORDERS: list[tuple[SearchRequest, str]] = [
    (SearchRequest("grain", sort="newest"), "opinion harvest"),
    (SearchRequest("zelensky", sort="newest"), "kyiv ministers"),
    (SearchRequest("lang:ar", sort="relevance"), "emir idea football reply"),
    (SearchRequest("lang:en", sort="newest", limit=3), "markup distance founder"),
    (SearchRequest("NOT lang:en", limit=2), "bangkok delhi"),
    (SearchRequest("grain"), "opinion harvest"),
    (SearchRequest("huawei", sort="newest", limit=4), "affair street istanbul phone"),
    (SearchRequest("topic:grain", sort="newest"), "harvest ministers"),
    (SearchRequest("lang:ru OR country:co OR -lang:en source:doha-news", limit=3), "elections emir idea"),
]
"""Request to the ids of its hits in their order."""

FACETS: list[tuple[SearchRequest, str, dict[str, int]]] = [
    (SearchRequest("huawei", limit=1), "language",
     {"en": 3, "ar": 2, "zh": 2, "de": 1, "fr": 1, "ru": 1, "tr": 1}),
    (SearchRequest("huawei", limit=0), "source",
     {"world-wire": 7, "doha-news": 2, "Kyiv-Desk": 1, "silent": 1}),
    (SearchRequest("huawei"), "month", {"2026-01": 1, "2026-03": 10}),
    (SearchRequest("huawei"), "topic", {"huawei-uyghur": 4, "arabic-press": 2, "grain": 1}),
    (SearchRequest("zelensky"), "month", {"2026-01": 2}),
    (SearchRequest("undated OR nobody"), "month", {"2026-02": 1}),
    (SearchRequest("nonexistent"), "language", {}),
    (SearchRequest("huawei", lang="ar"), "source", {"doha-news": 2}),
    (SearchRequest("drought", until="2026-03-02"), "topic", {}),
    (SearchRequest("-huawei", lang="ar"), "source", {"doha-news": 2}),
    (SearchRequest('"huawei ren"~4', limit=0), "language", {"en": 1, "zh": 1}),
    (SearchRequest("zelensky", since="2026-01-17"), "month", {"2026-01": 1}),
    (SearchRequest("dateline OR author:neill"), "topic", {"huawei-uyghur": 1}),
]  # fmt: skip

HIGHLIGHTS: list[tuple[str, str, str, list[str]]] = [
    ("huawei", "alarm", "title", ["<mark>Huawei</mark> tested alarm that flags Uighur faces"]),
    ("huawei", "alarm", "body",
     ["<mark>Huawei</mark>&#x27;s spokesman called the report wrong. Two countries opened inquiries."]),
    ("huawei", "alarm", "post", ["بيان من <mark>هواوي</mark> ردا على اتهامات صحيفة واشنطن بوست"]),
    ("huawei", "alarm", "translation",
     ["Statement by <mark>Huawei</mark> in response to the accusations of the Washington Post"]),
    ("country", "alarm", "body",
     ["Huawei&#x27;s spokesman called the report wrong. Two <mark>countries</mark> opened inquiries."]),
    ("huawei", "idea", "body",
     ["نصبت كاميرات في برلين وبالقاهرة، وللمكتبة باب جديد. سألنا ب<mark>هواوي</mark> فلم تجب."]),
    ("huawei", "huawei-zh", "title", ["<mark>华为</mark>回应报道"]),
    ("uyghur", "huawei-zh", "body", ["华为公司表示，没有参与针对<mark>维吾尔</mark>人的项目。"]),
    ("uyghur", "huawei-zh", "translation",
     ["Huawei said it took no part in projects against <mark>Uyghurs</mark>."]),
    ("huawei", "affair", "title", ["L&#x27;affaire d&#x27;<mark>Huawei</mark> à Paris"]),
    ("huawei", "istanbul", "title", ["<mark>Huawei</mark>&#x27;nin İstanbul ofisi açıldı"]),
    ("huawei", "tags", "post", ["#<mark>Huawei</mark> is trending, says @uyghur_voice"]),
    ("drought -chicago", "opinion", "body",
     ["Wheat and grain, always. The minister said nothing on anti-<mark>drought</mark> funds."]),
    ('"poor harvest"', "harvest", "body",
     ["Grain traders in Chicago expect a <mark>poor harvest</mark>. The drought began early."]),
    ('"alpha beta"~3', "distance", "body", ["<mark>alpha</mark> one two three <mark>beta</mark>"]),
    ("script", "markup", "body",
     ["She wrote &lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; left."]),
    ("entities", "markup", "title", ["Tags &amp; &lt;b&gt;<mark>entities</mark>&lt;/b&gt;"]),
    ("needle", "markup", "body", ["The <mark>needle</mark> lies deep."]),
    ("facade", "cafe", "body", ["its <mark>façade</mark> grey"]),
    ("drou*", "harvest", "title", ["Wheat prices rise as <mark>drought</mark> hits farms"]),
    ('"huawei ren"~2', "founder", "body",
     ["<mark>Ren Zhengfei</mark>, founder of <mark>Huawei</mark>, spoke in Shenzhen."]),
    ('"huawei phones"~1', "founder", "body", ["<mark>Huawei Device Co</mark> sells <mark>phones</mark>."]),
    ('"founder of 华为"', "founder", "body",
     ["Ren Zhengfei, <mark>founder of Huawei</mark>, spoke in Shenzhen."]),
    ('"任正非 华为"~4', "phone", "body",
     ["臺灣媒體報導，<mark>華為</mark>股價上漲。<mark>任正非</mark>出席。"]),
    ('"kappa lambda kappa"~0', "distance", "body",
     ["<mark>kappa</mark> <mark>kappa</mark> <mark>lambda</mark>"]),
    ("ตำรวจ", "bangkok", "body", ["<mark>ตำรวจ</mark>จับกุมชายสองคน"]),
    ("outlet:doha أمير", "emir", "title", ["ال<mark>أمير</mark> يزور الدوحة"]),
    ("topic:huawei-uyghur", "tags", "post",
     ["#<mark>Huawei</mark> is trending, says @<mark>uyghur</mark>_voice"]),
    ("topic:grain", "ministers", "body",
     ["Президент обсудил поставки <mark>пшеницы</mark> в страны Африки. Ещё один коридор открыт."]),
]  # fmt: skip
"""Query, a document that it finds, field, and what stands in each of the field's highlights, in order."""

NOT_HIGHLIGHTED: list[tuple[str, str, str]] = [
    ("lang:en drought", "opinion", "title"),
    ("drought -chicago", "opinion", "title"),
    ("NOT drought", "alarm", "body"),
    ("title:huawei", "alarm", "body"),
    ("original:huawei", "alarm", "translation"),
    ("lang:ar", "emir", "title"),
]

MALFORMED: list[tuple[str, int]] = [
    ("", 0),
    ("   ", 3),
    ('"poor harvest', 0),
    ('wheat "', 6),
    ("(wheat", 0),
    ("wheat)", 5),
    ("()", 0),
    ("AND", 0),
    ("wheat AND", 6),
    ("OR wheat", 0),
    ("wheat OR", 6),
    ("wheat AND OR grain", 6),
    ("NOT", 0),
    ("wheat AND NOT", 10),
    ("colour:red", 0),
    ("wheat colour:red", 6),
    ("https://news.example/a", 0),
    ("topic:unheard-of", 6),
    ("title:", 0),
    ("title:AND", 0),
    (":wheat", 0),
    ("*wheat", 0),
    ("wh*at", 0),
    ('"wheat pri*"', 0),
    ('"wheat prices"~501', 14),
    ('"wheat prices"~x', 14),
    ("~3", 0),
    ('""', 0),
    ("wheat && grain", 6),
    ("wheat || grain", 6),
    ("!!!", 0),
    ("lang:title:en", 5),
    ('title:"poor', 6),
    ('lang:"en"~3', 5),
    ("author:(title:x)", 8),
    ("[a TO b]", 0),
    ("wheat^2", 0),
    ("wheat~2", 0),
    ('"a b" ~3', 6),
    ('"a b"~1.5', 5),
    ("- wheat", 0),
    ("lang:en*x", 5),
    ("title:original:", 6),
    ("wheat !grain", 6),
    ('"..."', 0),
    ("x" * 4_097, 4_096),
    ("(" * 51 + "wheat" + ")" * 51, 50),
    ("(" * 5_000 + "wheat" + ")" * 5_000, 4_096),
    ("wheat " * 1_000, 4_096),
]
"""Query, and the character that the message points at."""

BAD_REQUESTS: list[SearchRequest] = [
    SearchRequest("wheat", topic="unheard-of"),
    SearchRequest("wheat", source="unheard-of"),
    SearchRequest("wheat", since="yesterday"),
    SearchRequest("wheat", until="2026-02-30"),
    SearchRequest("wheat", until="9999-12-31"),
    SearchRequest("wheat", since="99999999999d"),
    SearchRequest("wheat", limit=-1),
]
