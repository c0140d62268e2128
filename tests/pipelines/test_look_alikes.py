# ruff: noqa: E501  (markup stands as pages have it)
"""What only looks like furniture stays: by its place, by its box, by its wording, in a page and in a plain text."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from pipelines.extract import extract_text
from tests.pipelines.articles import (
    ARABIC,
    CHINESE,
    ENGLISH,
    GERMAN,
    PERSIAN,
    RUSSIAN,
    TURKISH,
    Article,
    page,
)

STAYS = {  # what it is: article, markup, lines that stay, where it stands
    "a box at the end, one paragraph": (ENGLISH, '<div class="box"><p>The ferry was built in 1961 and has carried, by the operator’s own count, eleven million people across the sound.</p></div>', ["The ferry was built in 1961 and has carried"], "end"),
    "a box at the end, heading and paragraph": (ENGLISH, '<div class="infobox"><h3>The ferry in figures</h3><p>Eleven million passengers since 1961, four captains, one collision, and no fire on board in sixty years.</p></div>', ["The ferry in figures","Eleven million passengers since 1961"], "end"),
    "a section at the end outside the text": (ENGLISH, '</div><div class="background"><h2>Background</h2><p>The dispute about the bridge began in 1988, when the northern shore was promised one and then did not get it.</p></div><div>', ["Background","The dispute about the bridge began in 1988"], "end"),
    "an italic note of correction": (ENGLISH, '<p><em>Correction: an earlier version of this report said that eleven councillors had voted. There were thirteen of them.</em></p>', ["Correction: an earlier version"], "end"),
    "a heading under the headline": (ENGLISH, '<h2>Nine votes to four</h2>', ["Nine votes to four"], "top"),
    "a heading under the headline, de": (GERMAN, '<h3>Zwölf Jahre Stillstand</h3>', ["Zwölf Jahre Stillstand"], "top"),
    "a heading under the headline, ar": (ARABIC, '<h2>أربع سنوات من الترميم</h2>', ["أربع سنوات من الترميم"], "top"),
    "key points under the headline": (ENGLISH, '<h2>Key points</h2><ul><li>The council keeps the ferry for three years</li><li>Overnight visitors will pay a levy</li></ul>', ["The council keeps the ferry for three years","Overnight visitors will pay a levy"], "top"),
    "a last line of verse": (ENGLISH, '<p>So sang the deck hands:<br>Row, boys, row,<br>the bridge is slow</p>', ["Row, boys, row,","the bridge is slow"], "end"),
    "Comments as an answer": (ENGLISH, '<h2>Comments from the pier</h2><p>“Let them come and swim,” said one ticket seller. Another one only shook her head.</p>', ["Comments from the pier","“Let them come and swim,”"], "middle"),
    "Follow as an order": (ENGLISH, '<p>Follow the money, the auditor wrote on the first page, and on the second page she drew a map of it.</p>', ["Follow the money, the auditor"], "end"),
    "Share prices": (GERMAN, '<h3>Teilen statt besitzen</h3><p>Die Werkstätten sollen allen gehören. Wer eine Drehbank braucht, trägt sich in ein Heft ein.</p>', ["Teilen statt besitzen","Die Werkstätten sollen allen"], "middle"),
    "Advertisement as a subject, de": (GERMAN, '<p>Anzeige erstattete am Abend ein Nachbar, dem die Dachziegel auf das Auto gefallen waren.</p>', ["Anzeige erstattete am Abend"], "middle"),
    "a complaint, ar": (ARABIC, '<p>إعلان البلدية عن المشروع جاء قبل الانتخابات بأسبوع واحد، وهو ما أثار تساؤلات بين سكان المدينة.</p>', ["إعلان البلدية عن المشروع"], "middle"),
    "the related, ar": (ARABIC, '<h3>مواضيع ذات صلة</h3><p>وناقش المجلس في الجلسة نفسها مواضيع أخرى، منها ترميم الخان القديم وتوسعة الطريق المؤدي إلى البوابة الشرقية.</p>', ["مواضيع ذات صلة","وناقش المجلس"], "middle"),
    "subscribe as a subject, ru": (RUSSIAN, '<p>Подписаться под обращением успели даже те, кто уехал из посёлка много лет назад.</p>', ["Подписаться под обращением"], "middle"),
    "advertising as a subject, ru": (RUSSIAN, '<p>Реклама торгового центра висела на остановках всю зиму, и снять её решились только после суда.</p>', ["Реклама торгового центра висела"], "middle"),
    "read also as a lesson, tr": (TURKISH, '<p>Bunu da okuyun, derdi usta, ve çıraklara eski saat kataloglarını uzatırdı.</p>', ["Bunu da okuyun, derdi usta"], "middle"),
    "share as bread, tr": (TURKISH, '<p>Paylaş ekmeğini, diye yazıyordu dükkânın duvarında, kimin yazdığını kimse bilmiyor.</p>', ["Paylaş ekmeğini, diye"], "middle"),
    "comments as a subject, zh": (CHINESE, '<p>评论区里有人说，这座图书馆比县城的还要漂亮，也有人问什么时候能给自己的村子也盖一座。</p>', ["评论区里有人说"], "middle"),
    "advertisement as a subject, zh": (CHINESE, '<p>广告牌原来立在校门口，去年冬天被大风吹倒以后，村民把木板拿来做了第一个书架。</p>', ["广告牌原来立在校门口"], "middle"),
    "a reply as a subject, fa": (PERSIAN, '<p>پاسخ وزارت‌خانه دو ماه بعد رسید: در بودجه‌ی امسال ردیفی برای کتاب‌خانه‌های سیار پیش‌بینی نشده است.</p>', ["پاسخ وزارت‌خانه دو ماه بعد"], "middle"),
    "code in an article about code": (ENGLISH, '<p>To print the ticket the machine runs one line:</p><pre>ticket.print({price: 4, deck: "A"});</pre><p>Nobody had ever read it.</p>', ['ticket.print({price: 4, deck: "A"});',"Nobody had ever read it."], "middle"),
    "code in a paragraph of such an article": (ENGLISH, '<p>The whole program fits into one statement, and this is how the deck hand wrote it down:</p><p><code>if (fog) { horn.sound(3); }</code></p><p>It has never failed.</p>', ["if (fog) { horn.sound(3); }"], "middle"),
    "a reader's letter": (ENGLISH, '<p>“Dear editors, I have read your report twice,” wrote a reader from the island. “Leave the boat alone.”</p>', ["“Dear editors, I have read"], "end"),
    "a source in the text": (ENGLISH, '<p>Source of the figure: the operator’s own books, which two councillors were allowed to see in April.</p>', ["Source of the figure"], "end"),
    "about the author as a theme": (ENGLISH, '<h2>About the author of the report</h2><p>The report was written by Jon Berg, who had inspected hulls for the navy for thirty years. He did not come to the meeting, and he did not answer letters. His assistant said that he had gone fishing. The council will hear him in autumn, if he can be found by then, and pay his fare.</p><p>Until then the ferry sails at twelve knots.</p>', ["About the author of the report","The report was written by Jon Berg","Until then the ferry sails"], "end"),
    "numbers of a poll": (ENGLISH, '<h3>How they voted</h3><ul><li>For: 9</li><li>Against: 4</li><li>Absent: 1</li></ul>', ["How they voted","For: 9","Absent: 1"], "middle"),
    "an interview's questions": (ENGLISH, '<p><strong>What do you think about the levy?</strong></p><p>I would pay it twice, and I have told them so.</p><p><strong>Have your say, then: boat or bridge?</strong></p><p>Boat.</p>', ["What do you think about the levy?","Have your say, then: boat or bridge?","Boat."], "middle"),
    "more on a day": (ENGLISH, '<p>More about the levy will be known on Friday, when the regional government meets behind closed doors.</p>', ["More about the levy"], "end"),
    "a definition list": (ENGLISH, '<dl><dt>Levy</dt><dd>Two crowns for each night</dd><dt>Exempt</dt><dd>Children and sailors</dd></dl>', ["Two crowns for each night","Children and sailors"], "middle"),
    "a telephone number that matters": (ENGLISH, '<p>Anyone who saw the lantern boat after midnight is asked to call the harbour police at 0555 123456.</p>', ["Anyone who saw the lantern boat"], "end"),
    "an aside of background, fr": (ENGLISH, '<aside><p>Le droit de passage remonte à 1712 ; il n’a jamais été contesté devant un tribunal depuis cette date.</p></aside>', ["Le droit de passage remonte"], "middle"),
    "a captioned table": (ENGLISH, '<table><caption>Boats on the sound</caption><tr><th>Boat</th><th>Built</th></tr><tr><td>Gull</td><td>1961</td></tr><tr><td>Tern</td><td>1974</td></tr></table>', ["Gull","1974"], "middle"),
    "a heading that sounds like a form, english": (ENGLISH, "<h2>Leave a reply</h2><p>So it stands on the machine at the pier, and whoever speaks after the tone is called back by a deck hand who has time only on Sundays.</p>", ["Leave a reply", "So it stands on the machine at the pier,"], "middle"),
    "a heading that sounds like a form, german": (GERMAN, "<h2>Newsletter abonnieren</h2><p>So hieß das Bier, das hier zuletzt gebraut wurde, und wer es trank, bekam dazu eine Karte mit einem Gedicht und einer Bitte des Braumeisters.</p>", ["Newsletter abonnieren", "So hieß das Bier, das hier zuletzt gebra"], "middle"),
    "a heading that sounds like a form, arabic": (ARABIC, "<h2>اترك تعليقا</h2><p>هكذا كتب على اللوح الخشبي عند مدخل السوق، وكان التجار يقرؤون كل مساء ما كتبه الزوار عن الحجارة والأسعار ولون القباب الجديدة.</p>", ["اترك تعليقا", "هكذا كتب على اللوح الخشبي عند مدخل السوق"], "middle"),
    "a heading that sounds like a form, chinese": (CHINESE, "<h2>发表评论</h2><p>这是图书馆里最受欢迎的一个角落，孩子们把读完一本书以后的想法写在彩色纸条上，贴满了整整一面墙。</p>", ["发表评论", "这是图书馆里最受欢迎的一个角落，孩子们把读完一本书以后的想法写在彩色纸条上，贴满"], "middle"),
    "a heading that sounds like a form, russian": (RUSSIAN, "<h2>Подписаться на рассылку</h2><p>Так называлась стенгазета, которую школьники вешали у входа в парк, и каждый житель посёлка мог вписать туда своё имя и адрес.</p>", ["Подписаться на рассылку", "Так называлась стенгазета, которую школь"], "middle"),
    "a heading that sounds like a form, turkish": (TURKISH, "<h2>Yorum yazın</h2><p>Dükkânın kapısındaki defterin üstünde bu yazıyordu ve saatini almaya gelen herkes oraya en az bir cümle bırakmadan çıkmazdı.</p>", ["Yorum yazın", "Dükkânın kapısındaki defterin üstünde bu"], "middle"),
    "a heading that sounds like a form, persian": (PERSIAN, "<h2>دیدگاهتان را بنویسید</h2><p>این جمله روی دفتری نوشته شده که در مینی‌بوس می‌چرخد و بچه‌ها پس از خواندن هر کتاب نظرشان را در آن می‌نویسند و نقاشی هم می‌کشند.</p>", ["دیدگاهتان را بنویسید", "این جمله روی دفتری نوشته شده که در مینی‌"], "middle"),
    "a heading that sounds like a form, each in a box": (ENGLISH, '<div class="b-1"><h3>Leave a reply</h3></div><div class="b-1"><p>So it stands on the machine at the pier, and whoever speaks after the tone is called back by a deck hand who has time only on Sundays.</p></div>', ["Leave a reply", "So it stands on the machine at the pier,"], "middle"),
    "a quoted prompt and what is said of it": (ENGLISH, "<p>“We use cookies to improve your experience.” Nobody on the island has read further than that, says the librarian, who asked four hundred people in the queue.</p>", ["“We use cookies"], "middle"),
    "a quoted prompt and what is said of it, tr": (TURKISH, "<p>\"Bültenimize abone olun.\" Usta bu cümleyi her sabah gördüğünü, ama bir kez bile tıklamadığını söylüyor.</p>", ["Bültenimize abone olun"], "middle"),
    "a row of results between dividers": (ENGLISH, "<p>North 41 | South 38 | Island 12</p>", ["North 41 | South 38"], "middle"),
    "a list of names at the end": (ENGLISH, '<p>The councillors who voted for the ferry:</p><ul><li>Ida Moss</li><li>Jon Berg</li><li>Ada Lind</li></ul>', ["Ida Moss","Ada Lind"], "end"),
    "a recipe": (GERMAN, '<h3>Zutaten</h3><ul><li>200 g Malz</li><li>1 Liter Wasser</li></ul><h3>Zubereitung</h3><p>Malz und Wasser eine Stunde lang bei siebzig Grad halten und dann abkühlen lassen.</p>', ["200 g Malz","Zubereitung"], "end"),
    "a timeline": (ENGLISH, '<p><b>1961</b> – The ferry is built.</p><p><b>1988</b> – A bridge is promised.</p>', ["The ferry is built","A bridge is promised"], "end"),
    "contact in the news": (ENGLISH, '<p>Contact with the boat was lost at 23:40, the coast guard said, and found again at two.</p>', ["Contact with the boat"], "end"),
    "results": (TURKISH, '<ul><li>Evet: 41</li><li>Hayır: 12</li></ul>', ["Evet: 41","Hayır: 12"], "end"),
    "an author in the news": (ENGLISH, '<p>Ida Moss is a reporter at the rival paper, and it was she who had found the books of the operator in a skip behind the pier.</p>', ["Ida Moss is a reporter"], "end"),
    "photo in the news": (RUSSIAN, '<p>Фото сделал сам председатель: на нём видно, как первая липа ложится в землю.</p>', ["Фото сделал сам"], "end"),
    "source in the news": (CHINESE, '<p>来源不明的捐款一共有三笔，校长说都记在了账本的最后一页。</p>', ["来源不明的捐款"], "end"),
    "share in Arabic news": (ARABIC, '<p>شارك في حفل الافتتاح وفد من تجار حلب القديمة، وقدموا للبلدية بابا خشبيا منقوشا.</p>', ["شارك في حفل"], "end"),
    "print in Spanish": (ENGLISH, '<p>Imprimir los billetes cuesta más que el viaje, dijo el patrón del barco.</p>', ["Imprimir los billetes"], "end"),
    "subscribers in Turkish": (TURKISH, '<p>Abone olanların sayısı, dükkânın kapanacağı duyulunca bir günde ikiye katlandı.</p>', ["Abone olanların"], "end"),
    "heading and one sentence at the end": (ENGLISH, '<h2>What happens next</h2><p>The council meets again on 3 June.</p>', ["What happens next","The council meets again"], "end"),
    "a p.s.": (ENGLISH, '<p>P.S. The horn was heard on the other shore too.</p>', ["P.S. The horn"], "end"),
    "short closing line": (ENGLISH, '<p>And the bridge?</p><p>Not this year.</p>', ["And the bridge?","Not this year."], "end"),
    "an interview's questions, zh": (CHINESE, "<p>记者：您为什么决定关店？</p><p>因为年纪大了，眼睛也看不清了。</p><p>编辑：谁先起床？</p><p>当然是我的妻子。</p><p>作者：谁写日志？</p><p>没有人写。</p>", ["记者：您为什么", "编辑：谁先起床？", "作者：谁写日志？"], "end"),
    "a credit that is none, zh": (CHINESE, "<p>摄影：这两个字他写了一辈子。</p><p>来源：没有人知道这条消息从哪里来。</p>", ["摄影：这两个字", "来源：没有人"], "middle"),
    "a list of sources at the end": (GERMAN, "<h3>Quellen</h3><ul><li>Kaufvertrag der Gemeinde</li><li>Protokolle des Bauausschusses, Sitzung vom 4. Mai 2020</li></ul>", ["Protokolle des Bauausschusses"], "end"),
    "a line with a date between paragraphs": (ENGLISH, "<p>Signed at the pier, 3 March 2021</p>", ["Signed at the pier"], "middle"),
    "cookies that a baker sells, fr": (ENGLISH, "<p>Nous utilisons des cookies depuis 1954, plaisante Marcel Lebrun en ouvrant le four de sa biscuiterie.</p>", ["Nous utilisons des cookies"], "end"),
    "cookies that a baker sells, de": (GERMAN, "<p>Wir verwenden Cookies nur zu Weihnachten, sagt Anna Lechner und lacht, während sie den Ofen öffnet.</p>", ["Wir verwenden Cookies"], "end"),
    "cookies that a baker sells, es": (ENGLISH, "<p>Usamos cookies para todo, dice María, y saca otra bandeja del horno.</p>", ["Usamos cookies"], "middle"),
    "cookies that a baker sells, ru": (RUSSIAN, "<p>Мы используем cookies только на Рождество, смеётся пекарь.</p>", ["Мы используем"], "middle"),
    "an app that a minister advises": (ENGLISH, "<p>Download the app, the minister advised, and stay at home.</p>", ["Download the app"], "middle"),
    "rights that somebody noted": (ENGLISH, "<p>Copyright 1931, he noted below a bill for coal, and added a treble clef.</p>", ["Copyright 1931"], "end"),
    "rights that a lawyer speaks of, ar": (ARABIC, "<p>حقوق النشر محفوظة للورثة، قال المحامي أمام المحكمة.</p>", ["حقوق النشر"], "end"),
    "rights that somebody wrote about, zh": (CHINESE, "<p>版权所有，他在菜单下面写道。</p>", ["版权所有"], "end"),
    "a list that a sentence introduces": (ENGLISH, "<p>The deck hands still reach one another, when the mast is down, with these:</p><ul><li>Facebook</li><li>WhatsApp</li><li>Telegram</li><li>Twitter</li></ul>", ["with these:", "Facebook", "WhatsApp", "Telegram", "Twitter"], "end"),
    "a list that a sentence introduces, ar": (ARABIC, "<p>وشمل الاستطلاع ألفي تاجر من السوق، وجاءت النتائج مرتبة على النحو التالي:</p><ul><li>واتساب</li><li>فيسبوك</li><li>إنستغرام</li></ul>", ["واتساب", "فيسبوك", "إنستغرام"], "middle"),
    "a list that a sentence introduces, zh": (CHINESE, "<p>据学校统计，家长们最常用来联系老师的软件依次是：</p><ul><li>微信</li><li>微博</li><li>抖音</li></ul>", ["微信", "微博", "抖音"], "middle"),
    "lines that a sentence introduces": (ENGLISH, "<p>The letter that she found in her mail on Tuesday consisted of two lines:</p><p>Enter your email address</p><p>Your email address will not be published</p>", ["Enter your email address", "Your email address will not"], "end"),
    "sources that a sentence introduces": (ENGLISH, '<p>Readers who want to check the figures will find all of them in the public domain:</p><ul><li><a href="https://a.example/1">Register of hulls, 2019 edition</a></li><li><a href="https://a.example/2">Yearbook of the northern sound</a></li></ul>', ["Register of hulls", "Yearbook of the northern sound"], "end"),
    "numbers": (ENGLISH, '<p>41,200 passengers. 12 knots. 1 horn.</p>', ["41,200 passengers"], "end"),
}  # fmt: skip


def in_a_page(article: Article, markup: str, place: str) -> str:
    if place == "top":
        return page(article).replace('<div class="content">', f'<div class="content">{markup}', 1)
    return page(article, middle=markup) if place == "middle" else page(article, end=markup)


def in_a_text(article: Article, markup: str, place: str) -> str:
    """The article and the words of the markup, line by line."""
    words = fromstring(f"<section>{markup}</section>").xpath("//h2|//h3|//p|//li|//pre|//dt|//dd|//td|//th")
    at = {"top": 0, "middle": 2, "end": len(article.paragraphs)}[place]
    added = [" ".join(element.text_content().split()) for element in words]
    return "\n\n".join((article.title, *article.paragraphs[:at], *added, *article.paragraphs[at:]))


@pytest.mark.parametrize("name", STAYS)
def test_it_stays_in_a_page(name: str) -> None:
    article, markup, lines, place = STAYS[name]
    text = extract_text(in_a_page(article, markup, place))
    assert [line for line in (*article.paragraphs, *lines) if line not in text] == []


@pytest.mark.parametrize(
    "name", [name for name in STAYS if "<br>" not in STAYS[name][1] and "like a form" not in name]
)
def test_it_stays_in_a_plain_text(name: str) -> None:
    article, markup, lines, place = STAYS[name]
    text = extract_text(in_a_text(article, markup, place))
    assert [line for line in (*article.paragraphs, *lines) if line not in text] == []
