"""What is plainly no translation is called so; what is one passes."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.translation.guards import Case, verdict
from consumers.translation.model import Rendering
from consumers.translation.names import WatchedNames

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"

GOOD = [
    (
        "ar",
        "en",
        "بيان هواوي ردا على اتهامات واشنطن بوست",
        "Statement by Huawei in response to the accusations",
    ),
    ("ar", "en", "نعم!", "Yes!"),
    ("ar", "en", "هواوي", "Huawei"),
    ("ar", "en", "قتل ٢٠٢٠ شخصا في 13/12/2020", "2020 people were killed on 13/12/2020"),
    ("ar", "en", "بلغ العدد 10 000 في الدوحة", "The number reached 10,000 in Doha"),
    (
        "zh",
        "en",
        "华为否认与新疆监控系统有关的指控。",
        "Huawei denied allegations related to the Xinjiang surveillance system.",
    ),
    ("zh", "en", "公司投资15亿美元。", "The company invests 1.5 billion dollars."),
    ("zh", "en", "华为公司", "The Huawei company"),
    ("ru", "en", "Компания Huawei отвергла обвинения.", "Huawei rejected the accusations."),
    ("de", "en", "Angela Merkel in Berlin", "Angela Merkel in Berlin"),
    ("de", "en", "Huawei weist die Vorwürfe zurück.", "Huawei rejects the accusations."),
    ("de", "en", "Sehr, sehr, sehr gut!", "Very, very, very good!"),
    ("fa", "en", "هواوی در تهران", "Huawei (هواوی) has an office in Tehran"),
    ("ko", "en", "화웨이는 의혹을 부인했다.", "Huawei denied the allegations."),
    ("en", "zh", "Huawei denied the allegations on Tuesday.", "华为周二否认了这些指控。"),
    ("ar", "en", "هل تعرف @Ms3don و https://t.co/a", "Do you know @Ms3don and https://t.co/a"),
    ("ar", "en", "10 أشخاص", "Ten people"),
    ("ar", "en", "قتل 45 شخصا في الدوحة", "Forty-five people were killed in Doha"),
    ("ar", "en", "دفع 1,000,000 دولار", "He paid one million dollars"),
    ("ar", "en", "دفع 1,500,000 دولار", "He paid 1.5 million dollars"),
    ("ar", "en", "دفع 250 دولارا", "He paid two hundred and fifty dollars"),
    ("ar", "en", "دفع 12 مليون دولار", "He paid twelve million dollars"),
    ("ar", "en", "بين 10 و20 شخصا", "Between ten and twenty people"),
    ("ar", "en", "في القرن 21", "In the twenty-first century"),
    ("ar", "en", "في القرن 20", "In the twentieth century"),
    ("ar", "en", "في الساعة 14:30", "At 2:30 p.m."),
    ("ar", "en", "في الساعة 22:00", "At 10 pm"),
    ("ar", "en", "في 13/12/2020", "On December 13, 2020"),
    ("zh", "en", "不不不", "No, no, no"),
    ("ar", "en", "لا لا لا", "No, no, no"),
    ("ar", "en", "لا يزال البحث جاريا عن 7 أشخاص", "The search goes on for seven people"),
    ("ar", "en", "قتل ما لا يقل عن عشرين شخصا", "At least 20 people were killed"),
    ("ar", "en", "بقيمة مليون و200 ألف دولار", "Worth 1.2 million dollars"),
    ("ar", "en", "بقيمة ثلاثة ملايين و200 ألف دولار", "Worth 3.2 million dollars"),
    ("ar", "en", "أنفقت ملياري دولار", "It spent two billion dollars"),
    ("ar", "en", "نصف مليون شخص", "500,000 people"),
    ("ar", "en", "ولدت في الثمانينيات", "She was born in the 1980s"),
    ("ar", "en", "أصيبت بفيروس كورونا", "She has COVID-19"),
    ("ar", "en", "قمة العشرين في 3 نوفمبر", "The G20 summit on November 3"),
    ("ar", "en", "وصلت الطائرتان والوفدان", "The 2 planes and the two delegations arrived"),
    ("fa", "en", "دو میلیون و سیصد هزار نفر", "2.3 million people"),
    (
        "fa",
        "en",
        "بین ۱۰ تا ۱۵ هزار نفر در میدان بودند",
        "Between 10,000 and 15,000 people were in the square",
    ),
    ("zh", "en", "这座城市有三百万人口。", "The city has a population of three million."),
    ("tr", "en", "Kasada 3 bin 500 lira vardı.", "There were 3,500 lira in the till."),
    (
        "de",
        "en",
        "Bayern schlägt Eintracht in Stuttgart",
        "Bayern Munich beat Eintracht Frankfurt in Stuttgart",
    ),
    ("tr", "en", "Ramazan ayında fiyatlar arttı.", "Prices rose during Ramadan."),
    ("tr", "en", "Ordu iki depoyu yok etti.", "The army destroyed two depots."),
    ("ar", "en", "لن يشارك إلا الوزير", "The minister alone will take part, just him"),
    ("ar", "en", "دفع 0.5 دولار", "He paid half a dollar"),
    ("tr", "en", "Gelmeden önce aradı.", "He called before he came."),
    (
        "ru",
        "en",
        "Тем не менее в городе живёт не менее 3 тысяч 200 человек.",
        "Even so, at least 3,200 live there.",
    ),
    ("de", "en", "Das kostet 1.500 Euro, nicht nur hier.", "That costs 1,500 euros, here and elsewhere."),
    ("de", "en", "1,5 Billionen Euro bis 2030", "1.5 trillion euros by 2030"),
    ("fr", "en", "La séance est levée à 22h30.", "The session closes at 10:30 p.m."),
    ("es", "en", "1.340 millones de euros", "1.34 billion euros"),
    ("ar", "en", "كان عمره 900 يوم قبل 10 سنوات", "He was 900 days old ten years ago"),
    ("zh", "en", "TikTok和Instagram都下线了。", "TikTok and Instagram are both offline."),
    ("ar", "en", "غير أن الوزير وافق على الخطة", "However, the minister agreed to the plan"),
    ("ar", "en", "الجدار حال دون وصولهم إلى القرية", "The wall kept them from reaching the village"),
    ("ar", "en", "الدواء غير متوفر في المدينة", "The medicine is unavailable in the city"),
    ("fa", "en", "نبرد در شهر ادامه دارد", "The battle in the city goes on"),
    ("zh", "en", "无人机未来将送货。", "Drones will deliver goods in the future."),
    ("ru", "en", "Все без исключения поддержали предложение.", "All of them backed the proposal."),
    ("ru", "en", "Село осталось без газа.", "The village lost its gas supply."),
    ("fr", "en", "Il viendra sans doute demain.", "He will probably come tomorrow."),
    ("es", "en", "Sin embargo, el juez aceptó.", "However, the judge agreed."),
    ("ar", "en", "تواصلوا مع@nashra، رجاء", "Please get in touch with @nashra"),
    ("ru", "en", "Тсс, пауза 3 ч, затем гонка: 80 км/ч", "Psst, 3 hrs of break, then the race: 80 kph, brrr"),
    ("ru", "en", "О чём это было?", "what was that for"),
]
STORY = "why nobody should believe what one newspaper in the capital wrote about its cameras last week"
LONG = "وقال المتحدث باسم الشركة يوم الثلاثاء إن جميع الاتهامات غير صحيحة وإنها سترد عليها قريبا"

BAD = [
    ("ar", "en", "بيان هواوي", "", "nothing came out"),
    ("ar", "en", "بيان هواوي", " . ! ", "nothing came out"),
    ("ar", "en", "بيان هواوي ردا على اتهامات", "بيان هواوي ردا على اتهامات", "another script"),
    (
        "ar",
        "en",
        LONG,
        "The company said بيان هواوي that all accusations are not correct, soon",
        "left untranslated",
    ),
    ("ar", "en", LONG, "the the the the the company said", "repeats itself"),
    (
        "ar",
        "en",
        LONG,
        "He said that he said that he said that he said that it was not right",
        "repeats itself",
    ),
    (
        "en",
        "zh",
        "Huawei denied the allegations on Tuesday.",
        "华为否认华为否认华为否认华为否认",
        "repeats itself",
    ),
    ("de", "en", "Huawei weist die Vorwürfe zurück", "Huawei weist die Vorwürfe zurück", "copied"),
    ("ar", "en", LONG, "He said so.", "most of it was lost"),
    ("ar", "en", "بيان هواوي ردا على الاتهامات", "Here the company explains at length " + STORY, "much more"),
    ("ar", "en", "هل تعرف @Ms3don", "Do you know him", "@Ms3don was lost"),
    ("ar", "en", "هل تعرف @Ms3don", "Do you know @Ms3donna", "@Ms3don was lost"),
    ("ar", "en", "من @Ms3don إلى @Ms3don", "From @Ms3don to himself", "@Ms3don was lost"),
    ("ar", "en", "انظر https://t.co/abc هنا", "Look at https://t.co/abd here", "https://t.co/abc was lost"),
    ("ar", "en", "قتل 2020 شخصا في الدوحة", "Three people were killed in Doha", "the number 2020 was lost"),
    (
        "ar",
        "en",
        "بلغ العدد 3.1 مليون في قطر",
        "The number is 100 million in Qatar",
        "the number 3.1 was lost",
    ),
    ("ar", "en", "10 أشخاص", "Fifteen people", "the number 10 was lost"),
    ("ar", "en", "15 شخصا", "Ten people", "the number 15 was lost"),
    ("ar", "en", "دفع 1,000,000 دولار", "He paid one billion dollars", "1,000,000 was lost"),
    ("ar", "en", "دفع 25 دولارا", "He paid twenty or five dollars", "the number 25 was lost"),
    ("ar", "en", "في القرن 21", "In the twenty-second century", "the number 21 was lost"),
    ("ar", "en", "في الساعة 14:30", "At 3:30 p.m.", "the number 14 was lost"),
    ("ar", "en", "14 شخصا", "At 2 p.m. people", "the number 14 was lost"),
    ("ar", "en", LONG, "⁇ the ⁇ minister said ⁇ company of the accusations", "no words"),
    ("ar", "en", "اتهامات الشركة كلها", "<unk> <unk> company charges", "no words"),
    ("ar", "en", "وقال الوزير عن الشركة", "He he he said the the the", "repeats itself"),
    ("ar", "en", "هواوي", "Huawei Huawei Huawei", "repeats itself"),
    ("ar", "en", "نعم", "Yes yes yes", "repeats itself"),
    ("ar", "en", "قتل ٤٥ شخصا في الدوحة", "54 people were killed in Doha", "the number ٤٥ was lost"),
    (
        "ar",
        "en",
        LONG,
        "La société a déclaré mardi que toutes les accusations étaient fausses.",
        "not read as en",
    ),
    ("ar", "en", "قتل 4 أشخاص في الدوحة", "Five people were killed in Doha", "the number 4 was lost"),
    ("ar", "en", "فاز الفريق 3-0 على منافسه", "The team beat its rival 3-1", "the number 0 was lost"),
    (
        "ar",
        "en",
        "قتل أشخاص في الدوحة أمس",
        "7 people were killed in Doha",
        "the number 7 is not in the original",
    ),
    ("ar", "en", "قتل خمسة أشخاص في الدوحة", "Six people were killed in Doha", "the number Six is not"),
    ("ar", "en", "أنفقت ملياري دولار", "It spent two million dollars", "the number two million is not"),
    ("ar", "en", "بلغ السعر 3.5 دولار في قطر", "The price is 35 dollars in Qatar", "the number 3.5 was lost"),
    ("ar", "en", "الحرارة -5 درجات اليوم", "The temperature is 5 degrees today", "the number -5 was lost"),
    ("zh", "en", "公司投资15亿美元。", "The company invests 15 million dollars.", "the number 15 was lost"),
    ("zh", "en", "这座城市有三百万人口。", "The city has three billion people.", "three billion is not"),
    ("de", "en", "Das kostet 1.500 Euro.", "That costs 1.5 euros.", "the number 1.500 was lost"),
    ("ar", "en", "لم يوافق الوزير على ذلك", "The minister agreed to that", "a negation was lost"),
    ("ar", "en", "لا نقبل هذه الاتهامات", "We accept these accusations", "a negation was lost"),
    ("fa", "en", "این را نمی‌پذیریم", "We accept this", "a negation was lost"),
    ("ru", "en", "Компания не согласна с этим.", "The company agrees with this.", "a negation was lost"),
    ("zh", "en", "公司没有提供数据。", "The company provided the data.", "a negation was lost"),
    ("tr", "en", "Bakan bunu kabul etmedi.", "The minister accepted this.", "a negation was lost"),
    ("de", "en", "Niemand stimmte dem Antrag zu.", "Everybody voted for the motion.", "a negation was lost"),
    ("fr", "en", "Le ministre n'a pas répondu.", "The minister has replied.", "a negation was lost"),
    ("ar", "en", "غادروا القرية بدون طعام", "They went away with food", "a negation was lost"),
    ("ar", "en", "المستشفى غير جاهز لاستقبالهم", "The hospital is ready to take them", "a negation was lost"),
    ("ar", "en", "قررت عدم المشاركة في المؤتمر", "She decided to take part in it", "a negation was lost"),
    ("ar", "en", "ماكو دوا بالصيدلية", "There is medicine at the pharmacy", "a negation was lost"),
    ("fa", "en", "وزیر این پیشنهاد را نگفت", "The minister said this proposal", "a negation was lost"),
    ("fa", "en", "بدون وکیل محاکمه شد", "He was tried with a lawyer", "a negation was lost"),
    ("ru", "en", "Они живут без электричества.", "They live with electricity.", "a negation was lost"),
    ("uk", "en", "Вони живуть без води.", "They live with water.", "a negation was lost"),
    ("zh", "en", "他未获准见律师。", "He was allowed to see a lawyer.", "a negation was lost"),
    ("fr", "en", "Elle vit sans électricité.", "She lives with electricity.", "a negation was lost"),
    ("de", "en", "Sie kamen ohne Visum an.", "They arrived with a visa.", "a negation was lost"),
    ("es", "en", "Entraron sin permiso.", "They went in with permission.", "a negation was lost"),
    ("hi", "en", "वे बिना पानी के रहते हैं।", "They live with water.", "a negation was lost"),
    ("ar", "en", "رسالة من الجمعية", "A letter from @society_en", "@society_en is not in the original"),
    ("ar", "en", "البيان على موقعنا", "See https://t.co/xYz1", "https://t.co/xYz1 is not in the original"),
    ("ar", "en", "وصل المزارعون إلى السوق", "The farmers drtk at the mlkp", "its words are none"),
    ("ar", "en", "وصل المزارعون إلى السوق", "in the of and to it that is", "its words are none"),
    ("he", "en", "הם נעצרו ללא צו.", "They were arrested with a warrant.", "a negation was lost"),
    ("ar", "en", LONG, "On Tuesday the spokesman for the company said that all of the", "it breaks off"),
    ("ru", "en", "Суд арестовал двух бывших сотрудников банка.", "The court arrested", "it breaks off"),
    ("ar", "en", LONG, "zvengarol trimpo kasdel vontir haspel mordik lentan ruskel pomdir vastol", "none"),
    (
        "ru",
        "en",
        "Более тысячи домов осталось без света.",
        "More than a thousand بيوت were left without power.",
        "third",
    ),
    ("ar", "en", "شركة TikTok تنفي", "The company denies it", "TikTok was lost"),
    (
        "de",
        "en",
        "Rund tausend Menschen flohen in die Nachbarländer.",
        "Some thousand people flohen in die Nachbarländer.",
        "left unt",
    ),
]


@pytest.mark.parametrize(("source", "target", "original", "text"), GOOD)
def test_a_translation_passes(source: str, target: str, original: str, text: str) -> None:
    assert verdict(Case(original, Rendering(text, -0.3), source, target)) is None


@pytest.mark.parametrize(("source", "target", "original", "text", "reason"), BAD)
def test_what_is_none_is_refused_with_its_reason(
    source: str, target: str, original: str, text: str, reason: str
) -> None:
    assert reason in (verdict(Case(original, Rendering(text), source, target)) or "accepted")


NAMES = WatchedNames({"huawei": ("Huawei", "هواوي", "华为"), "mbs": ("محمد بن سلمان",)})


@pytest.mark.parametrize(
    ("original", "text", "reason"),
    [
        ("نفت هواوي ذلك", "Samsung denied it", "the name Huawei was lost"),
        ("نفت هواوي ذلك", "Huawei denied it", None),
        ("قالت لهواوي كل شيء", "She told Huawei's lawyers", None),
        ("زار محمد بن سلمان قطر", "Mohammed bin Salman visited Qatar", None),
        ("نفت الشركة ذلك", "The company denied it", None),
    ],
)
def test_a_watched_name_has_to_be_there_in_a_spelling_of_the_targets_script(
    original: str, text: str, reason: str | None
) -> None:
    assert verdict(Case(original, Rendering(text), "ar", "en", NAMES)) == reason


PIECES = [
    "1",
    "200",
    "٣٫٥",
    "1.000",
    "9" * 40,
    "ألف",
    "مليون",
    "وا",
    "hundred",
    "million",
    "bin",
    "15亿",
    "三百",
    "and",
    "و",
]
PIECES += ["10:30", "p.m.", "1980s", "½", "①", "−", "-", "%", " ", ",", "لا", "not", "@a", "#a", "(", "⁇"]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)


@given(TEXTS, TEXTS, st.sampled_from(["ar", "zh", "tr", "xx"]), st.sampled_from(["en", "de", "xx"]))
@settings(max_examples=300, deadline=None)
def test_no_texts_break_a_check(original: str, text: str, source: str, target: str) -> None:
    verdict(Case(original, Rendering(text), source, target, NAMES))


def test_a_model_that_does_not_believe_its_own_words_is_not_believed() -> None:
    said = "The company said on Tuesday that all of the accusations are incorrect and it will answer"
    assert verdict(Case(LONG, Rendering(said, -0.4), "ar", "en")) is None
    assert "not sure" in (verdict(Case(LONG, Rendering(said, -4.0), "ar", "en")) or "")


def test_words_drawn_at_random_from_the_models_own_vocabulary_are_refused() -> None:
    """What a model with random weights gives: tokens of its vocabulary in any order."""
    with zipfile.ZipFile(PACKAGE) as archive:
        name = next(name for name in archive.namelist() if name.endswith("shared_vocabulary.json"))
        vocabulary: list[str] = json.loads(archive.read(name))
    chance = random.Random(7)
    outputs = ["".join(chance.choices(vocabulary, k=20)).replace("▁", " ").strip() for _ in range(300)]
    refused = sum(verdict(Case(LONG, Rendering(text), "ar", "en")) is not None for text in outputs)
    assert refused >= 0.99 * len(outputs)
