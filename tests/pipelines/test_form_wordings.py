# ruff: noqa: E501  (lines stand as pages have them)
"""Comment forms and share bars in the words of WordPress go in every language, in plain text too; sentences
that begin in the same words stay, and so does what stands around code of which only words are left."""

from __future__ import annotations

import pytest

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

FORMS = {  # language, form: article it stands below, lines
    "en, logged in": (ENGLISH, ["Leave a Reply", "Logged in as Ida. Edit your profile. Log out? Required fields are marked *", "Comment *", "Post Comment"]),
    "en, wordpress.com": (ENGLISH, ["Enter your comment here...", "Fill in your details below or click an icon to log in:", "Email (required) (Address never made public)", "Name (required)", "Website", "You are commenting using your Google account. ( Log Out / Change )", "Cancel", "Connecting to %s", "Notify me of new comments via email.", "Δ"]),
    "fr": (ENGLISH, ["Laisser un commentaire", "Connecté en tant que Ida. Modifier votre profil. Se déconnecter ? Les champs obligatoires sont indiqués avec *", "E-mail (obligatoire) (adresse strictement confidentielle)", "Nom (obligatoire)", "Avertissez-moi par e-mail des nouveaux articles."]),
    "es": (ENGLISH, ["Introduce aquí tu comentario...", "Correo electrónico (obligatorio) (La dirección no se hará pública)", "Nombre (obligatorio)", "Conectado como Ida. Edita tu perfil. ¿Salir? Los campos obligatorios están marcados con *", "Recibir nuevas entradas por correo electrónico."]),
    "de": (GERMAN, ["Gib hier deinen Kommentar ein ...", "E-Mail (erforderlich) (Adresse wird niemals veröffentlicht)", "Name (erforderlich)", "Angemeldet als Ida. Dein Profil bearbeiten. Abmelden? Erforderliche Felder sind mit * markiert", "Benachrichtigung bei neuen Beiträgen per E-Mail senden."]),
    "ru": (RUSSIAN, ["Введите свой комментарий...", "E-mail (обязательно) (Адрес никогда не будет опубликован)", "Имя (обязательно)", "Вы вошли как Ида. Изменить ваш профиль. Выйти? Обязательные поля помечены *", "Отправлять мне новые записи по эл. почте."]),
    "ar": (ARABIC, ["أدخل تعليقك هنا...", "البريد الإلكتروني (مطلوب) (البريد الإلكتروني لن يتم نشره)", "الاسم (مطلوب)", "تم تسجيل الدخول باسم ليلى. تحرير ملفك الشخصي. هل تريد تسجيل الخروج؟ الحقول الإلزامية مشار إليها بـ *", "أعلمني بالمواضيع الجديدة بواسطة البريد الإلكتروني."]),
    "zh": (CHINESE, ["在此输入您的评论…", "在下面填入您的资料或单击图标登录：", "电子邮件 (必填) (地址永远不会被公开)", "名称 (必填)", "有新文章时通过电子邮件通知我。", "此站点使用Akismet来减少垃圾评论。了解我们如何处理您的评论数据。"]),
    "fa": (PERSIAN, ["پاسخ دهید لغو پاسخ", "با نام لیلا وارد شده‌اید. نمایهٔ خود را ویرایش کنید. بیرون می‌روید؟", "مرا از نوشته‌های تازه به وسیله ایمیل آگاه کن.", "این سایت از اکیسمت برای کاهش هرزنامه استفاده می کند."]),
    "tr": (TURKISH, ["Bir yanıt yazın", "Ida olarak oturum açıldı. Profilinizi düzenleyin. Oturum kapatılsın mı? Gerekli alanlar * ile işaretlenmişlerdir", "E-posta (gerekli) (Adres hiçbir zaman görünmeyecek)", "Bu site istenmeyenleri azaltmak için Akismet kullanır. Yorum verilerinizin nasıl işlendiğini öğrenin."]),
    "da": (ENGLISH, ["Skriv et svar", "Logget ind som Ida. Rediger din profil. Log ud? Krævede felter er markeret med *", "Dette websted bruger Akismet til at reducere spam. Læs om hvordan din kommentardata bliver behandlet."]),
    "it": (ENGLISH, ["Il tuo indirizzo email non sarà pubblicato. I campi obbligatori sono contrassegnati *", "Salva il mio nome, email e sito web in questo browser per la prossima volta che commento.", "Questo sito utilizza Akismet per ridurre lo spam. Scopri come vengono elaborati i dati derivati dai commenti."]),
    "pt": (ENGLISH, ["Deixe um comentário Cancelar resposta", "Guardar o meu nome, email e site neste navegador para a próxima vez que eu comentar.", "Este site utiliza o Akismet para reduzir spam. Saiba como seus dados em comentários são processados."]),
    "nl": (ENGLISH, ["Je e-mailadres wordt niet gepubliceerd. Vereiste velden zijn gemarkeerd met *", "Mijn naam, e-mail en site opslaan in deze browser voor de volgende keer wanneer ik een reactie plaats.", "Stuur mij een e-mail als er nieuwe berichten zijn."]),
    "pl": (ENGLISH, ["Twój adres e-mail nie zostanie opublikowany. Wymagane pola są oznaczone *", "Zapamiętaj moje dane w tej przeglądarce podczas pisania kolejnych komentarzy.", "Powiadom mnie o kolejnych komentarzach przez email."]),
    "id": (ENGLISH, ["Tinggalkan Balasan Batalkan balasan", "Alamat email Anda tidak akan dipublikasikan. Ruas yang wajib ditandai *", "Simpan nama, email, dan situs web saya pada peramban ini untuk komentar saya berikutnya."]),
    "share, fr": (ENGLISH, ["Cliquez pour partager sur Twitter(ouvre dans une nouvelle fenêtre)", "Cliquer pour imprimer(ouvre dans une nouvelle fenêtre)"]),
    "share, de": (GERMAN, ["Klick, um über Twitter zu teilen (Wird in neuem Fenster geöffnet)"]),
    "share, es": (ENGLISH, ["Haz clic para compartir en Twitter (Se abre en una ventana nueva)"]),
    "share, ru": (RUSSIAN, ["Нажмите здесь, чтобы поделиться контентом на Facebook. (Открывается в новом окне)"]),
    "share, ar": (ARABIC, ["انقر للمشاركة على فيسبوك (فتح في نافذة جديدة)"]),
    "share, zh": (CHINESE, ["点击以在 Facebook 上分享（在新窗口中打开）"]),
    "share, tr": (TURKISH, ["Twitter üzerinde paylaşmak için tıklayın (Yeni pencerede açılır)"]),
    "share, pt": (ENGLISH, ["Clique para compartilhar no Twitter(abre em nova janela)"]),
    "see, en": (ENGLISH, ["View this post on Instagram"]),
    "see, fr": (ENGLISH, ["Voir cette publication sur Instagram"]),
    "see, de": (GERMAN, ["Sieh dir diesen Beitrag auf Instagram an"]),
    "see, ar": (ARABIC, ["عرض هذا المنشور على Instagram"]),
    "see, zh": (CHINESE, ["在 Instagram 查看这篇帖子"]),
    "see, ru": (RUSSIAN, ["Посмотреть эту публикацию в Instagram"]),
    "see, tr": (TURKISH, ["Bu gönderiyi Instagram'da gör"]),
    "rights, en": (ENGLISH, ["Copyright 2021 The Example Press. All rights reserved. This material may not be published."]),
    "rights, fr": (ENGLISH, ["Tous droits réservés, notamment de reproduction"]),
    "rights, de": (GERMAN, ["© 2020 Alle Rechte vorbehalten, Stand 2020"]),
    "rights, zh": (CHINESE, ["版权所有，未经授权不得转载"]),
    "an app": (ENGLISH, ["Download our app"]),
    "an app, de": (GERMAN, ["Laden Sie unsere App herunter, um nichts zu verpassen"]),
    "editors, zh": (CHINESE, ["责任编辑：李明", "来源：新华社"]),
    "print": (ENGLISH, ["Print Friendly, PDF & Email"]),
    "recommended": (ENGLISH, ["Recommended: The last lighthouse keeper", "» Read next: Cargo plane to be withdrawn in May"]),
}  # fmt: skip


@pytest.mark.parametrize("markup", [True, False], ids=["page", "plain text"])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_goes_in_its_systems_words(form: str, markup: bool) -> None:
    article, lines = FORMS[form]
    assert extract_text(_below(article, lines, markup)).split("\n") == list(article.paragraphs)


STAY = {  # what it might be taken for: article, sentence
    "a Chinese photo credit": (CHINESE, "摄影：这两个字他写了一辈子。"),
    "a Chinese source": (CHINESE, "来源：没有人知道这条消息从哪里来。"),
    "a Chinese editor": (CHINESE, "编辑：谁先起床？"),
    "an app, en": (ENGLISH, "Download the app, the minister advised, and stay at home."),
    "an app, zh": (CHINESE, "下载应用，部长建议大家。"),
    "an app, es": (ENGLISH, "Descargue la aplicación, aconsejó el ministro, y quédese en casa."),
    "an app, ar": (ARABIC, "حمل التطبيق، نصح الوزير، وابق في البيت."),
    "an app, ru": (RUSSIAN, "Скачайте приложение, посоветовал министр, и оставайтесь дома."),
    "an app, de": (GERMAN, "Laden Sie die App herunter, riet der Minister, und bleiben Sie zu Hause."),
    "watch, ar": (ARABIC, "شاهد: رأيت كل شيء بعيني."),
    "more of, ar": (ARABIC, "المزيد من المدارس ستفتح."),
    "related news, ar": (ARABIC, "أخبار ذات صلة بالحريق لم تنشر."),
    "logging in, de": (GERMAN, "Anmelden musste man sich beim Pförtner."),
    "registering, de": (GERMAN, "Registrieren musste sich niemand."),
    "rights, en": (ENGLISH, "Copyright 2020 was the title of her first novel."),
    "rights, fr": (ENGLISH, "Tous droits réservés, écrivait-il au bas de chaque menu."),
    "rights, de": (GERMAN, "Alle Rechte vorbehalten, schrieb er unter jedes Menü."),
    "rights, ru": (RUSSIAN, "Все права защищены, писал он под каждым меню."),
    "rights, ar": (ARABIC, "جميع الحقوق محفوظة، كتب الشاعر تحت القصيدة."),
    "rights, zh": (CHINESE, "版权所有，他在菜单下面写道。"),
    "a prompt in a recipe": (ENGLISH, "Recommended: two cups of water a day."),
}  # fmt: skip


@pytest.mark.parametrize("markup", [True, False], ids=["page", "plain text"])
@pytest.mark.parametrize("reading", STAY)
def test_a_sentence_that_begins_like_a_prompt_stays(reading: str, markup: bool) -> None:
    article, sentence = STAY[reading]
    assert sentence in extract_text(_below(article, [sentence], markup))


BEFORE = (
    "fishermen of the harbour town counted their boats on thursday and the mayor said that nobody had died"
)
AFTER = "but most families had lost the only thing they owned"
FLATTENED = {
    "recommendations": "window taboola window taboola push mode thumbnails b container taboola below article thumbnails placement below article thumbnails target type mix",
    "slots": "googletag cmd push function googletag defineslot 7 harbour news 300 250 div gpt ad 1 addservice googletag pubads googletag enableservices",
    "counting": "window datalayer window datalayer function gtag datalayer push arguments gtag js new date gtag config ua 7654 3",
    "units": "if typeof ez ad units undefined ez ad units push 300 250 harbour com medrectangle 3 ezslot 5 110 0 0",
    "client": "google ad client ca pub 7654321 google ad slot 765 google ad width 336 google ad height 280",
    "a script": "var s document createelement script s async true document head appendchild s",
}


@pytest.mark.parametrize("code", FLATTENED)
def test_code_goes_of_which_only_words_are_left(code: str) -> None:
    assert extract_text(f"{ENGLISH.title}\n{BEFORE} {FLATTENED[code]} {AFTER}") == f"{BEFORE} {AFTER}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Taboola, Outbrain, Criteo and Taboola display ads on the window of every page.",
        "taboola and outbrain push ads to readers of the new site and to those of the old one",
        "With createElement, appendChild and insertBefore the script adds a div to the document.",
        "a google ad client said that the google ad width was too small and that he had paid 300",
    ],
)
def test_a_sentence_about_advertising_code_stays(sentence: str) -> None:
    assert sentence in extract_text(f"{ENGLISH.title}\n{ENGLISH.paragraphs[0]}\n{sentence}")


def _below(article: Article, lines: list[str], markup: bool) -> str:
    if markup:
        return page(article, end="".join(f"<p>{line}</p>" for line in lines))
    return "\n".join([article.title, *article.paragraphs, *lines])
