# ruff: noqa: E501  (a paragraph is one line)
"""Short articles in several languages, and the page around one: what the tests of the extraction stage share."""

from __future__ import annotations

from html import escape
from typing import NamedTuple


class Article(NamedTuple):
    language: str
    title: str
    paragraphs: tuple[str, ...]


ENGLISH = Article(
    "en",
    "Harbour town votes to keep its old ferry",
    (
        "The council of the harbour town decided on Tuesday night, by nine votes to four, to keep the old ferry running for at least another three years, although repairs will cost more than a new boat would.",
        "“People here learnt to swim off that deck,” said Ingrid Moss, who has sold tickets at the pier since 1994. She said that nobody she knew had asked for a bridge, and that those who had asked did not live in the town.",
        "Engineers who examined the hull in the spring found rust in eleven places and advised against carrying lorries. The operator answered that lorries had not been carried for a decade and that the report had been written about a sister ship.",
        "The money is to come from a levy on overnight visitors, which the regional government must still approve. A decision is expected before the end of October, and the opposition has announced that it will go to court if the levy is allowed.",
        "In the evening some two hundred people walked down to the quay with lanterns. The captain sounded the horn three times, as is the custom when a winter has passed without an accident.",
    ),
)
GERMAN = Article(
    "de",
    "Gemeinde kauft stillgelegte Brauerei",
    (
        "Die Gemeinde hat am Montag die seit zwölf Jahren stillgelegte Brauerei am Fluss gekauft und will darin eine Bücherei, Werkstätten und Wohnungen für junge Familien unterbringen.",
        "Der Kaufpreis liegt nach Angaben der Bürgermeisterin bei 1,4 Millionen Euro, dazu kommen Kosten für die Sanierung des Daches, das im vergangenen Winter an mehreren Stellen eingebrochen war.",
        "Im Gemeinderat stimmten nur zwei Mitglieder gegen den Plan. Sie befürchten, dass das Geld später für die Schule fehlt, deren Fenster seit Jahren undicht sind.",
        "Die Arbeiten sollen im Frühjahr beginnen und drei Jahre dauern. Bis dahin darf ein Verein aus dem Ort den Hof für Märkte und Konzerte nutzen.",
    ),
)
ARABIC = Article(
    "ar",
    "المدينة القديمة تعيد فتح سوقها بعد ترميم طويل",
    (
        "أعادت بلدية المدينة القديمة يوم الخميس فتح السوق المسقوف بعد أعمال ترميم استمرت أربع سنوات، وشارك في الافتتاح مئات التجار والزوار الذين قدموا من القرى المجاورة.",
        "وقال رئيس البلدية إن كلفة المشروع بلغت نحو ثلاثة ملايين دينار، وإن الحجارة نُقلت من المقلع نفسه الذي استخدمه البناؤون قبل خمسة قرون حفاظا على لون الجدران.",
        "وأوضح المهندس المشرف أن الفريق عثر تحت الأرضية على قناة ماء حجرية لم تكن معروفة، وأنها ستُعرض للزوار تحت لوح من الزجاج عند المدخل الشرقي للسوق.",
        "ويأمل أصحاب المحال أن تعود الحركة إلى ما كانت عليه، بعد أن انتقل كثير من الزبائن إلى المراكز التجارية الجديدة في أطراف المدينة خلال السنوات الماضية.",
    ),
)
CHINESE = Article(
    "zh",
    "山区小学迎来第一座图书馆",
    (
        "上周五，位于山区的红石小学迎来了建校四十年以来的第一座图书馆，两百多名学生在老师的带领下排队走进新楼，挑选自己喜欢的书。",
        "校长介绍说，图书馆的建设资金来自村民和外出务工人员的捐款，总共约六十万元，施工用了九个月，其中木质书架全部由本村的木匠制作。",
        "目前馆内有图书一万两千册，其中三分之一是少数民族文字的读物。学校计划每周安排两节阅读课，并在周末向附近的居民免费开放。",
        "五年级学生小梅告诉记者，她以前只能在课本里读到大海的故事，现在可以借到整本的海洋百科全书，她希望将来能够成为一名船长。",
    ),
)
RUSSIAN = Article(
    "ru",
    "Жители посёлка отстояли старый парк",
    (
        "Жители посёлка на берегу реки добились отмены строительства торгового центра на месте парка, который их деды посадили после войны. Решение суда вступило в силу в пятницу.",
        "Как рассказала председатель местного совета, под обращением подписались почти три тысячи человек, то есть больше половины взрослых жителей, а слушания пришлось переносить в здание школы.",
        "Застройщик заявил, что намерен обжаловать решение, поскольку уже потратил на проект около сорока миллионов рублей и заключил договоры с двумя магазинами.",
        "Весной в парке появятся новые скамейки и освещение, а вдоль набережной высадят сто лип. Деньги на это выделил областной бюджет.",
    ),
)
PERSIAN = Article(
    "fa",
    "کتابخانه‌ای که روی چرخ‌ها به روستاها می‌رود",
    (
        "کتابخانه‌ی سیاری که دو آموزگار بازنشسته از پس‌انداز خود خریده‌اند، از هفته‌ی گذشته میان یازده روستای کوهستانی می‌چرخد و هر بار یک روز کامل در هر روستا می‌ماند.",
        "یکی از این آموزگاران می‌گوید که بچه‌ها پیش از رسیدن مینی‌بوس کنار جاده می‌ایستند و نام کتاب‌هایی را که می‌خواهند روی تکه‌های کاغذ نوشته‌اند.",
        "راننده که خودش هیچ‌گاه مدرسه نرفته است، شب‌ها با صدای بلند برای پیرمردهای روستا می‌خواند و می‌گوید حالا نیمی از شاهنامه را از بر کرده است.",
        "شهرداری قول داده است که هزینه‌ی سوخت را تا پایان سال بپردازد، اما آموزگاران می‌گویند که هنوز هیچ‌کدام از نامه‌هایشان پاسخ نگرفته است.",
    ),
)
TURKISH = Article(
    "tr",
    "Kasabanın son saatçisi dükkânını çıraklarına bıraktı",
    (
        "Kasabanın meydanındaki küçük dükkânda elli bir yıl boyunca saat onaran usta, pazartesi sabahı anahtarları yanında yetişen iki çırağına teslim etti ve köyüne döndü.",
        "Usta, saat kulesinin parçalarını kırk yıldır her kış kendi eliyle yağladığını, bunun için belediyeden bir kuruş almadığını ve kulenin bugüne kadar hiç durmadığını söyledi.",
        "Çıraklardan büyüğü, dükkânda bekleyen üç yüze yakın saatin sahiplerini bulmak için kapıya bir liste astıklarını, ilk gün yalnızca dört kişinin geldiğini anlattı.",
        "Belediye başkanı kulenin bakımını artık gençlerin üstleneceğini ve karşılığında dükkândan kira alınmayacağını açıkladı. Karar gelecek ay mecliste oylanacak.",
    ),
)


def page(article: Article, *, middle: str = "", end: str = "", after: str = "", head: str = "") -> str:
    """A page of an ordinary theme: `middle` after the second paragraph, `end` after the last, `after` the article."""
    first, rest = article.paragraphs[:2], article.paragraphs[2:]
    title = escape(article.title)
    return f"""<!DOCTYPE html><html lang="{article.language}"><head><meta charset="utf-8">
<title>{title}</title>{head}</head><body>
<header><nav><a href="/">Start</a> <a href="/a">A</a> <a href="/b">B</a></nav></header>
<main><article><h1>{title}</h1><div class="content">
{_paragraphs(first)}
{middle}
{_paragraphs(rest)}
{end}
</div></article>{after}</main></body></html>"""


def _paragraphs(paragraphs: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs)
