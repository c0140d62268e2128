# ruff: noqa: E501  (markup and wording stand as their systems write them)
"""Page furniture inside ordinary articles goes, in wordings of many systems and languages; look-alikes stay."""

from __future__ import annotations

from html import escape

import pytest
from lxml.html import fromstring

from pipelines.extract import extract, extract_text
from tests.pipelines.articles import ARABIC, CHINESE, ENGLISH, GERMAN, RUSSIAN, Article, page

IN_THE_MIDDLE = {
    "googletag display": (ENGLISH, "<p>googletag.cmd.push(function() { googletag.display('div-gpt-ad-77-3'); });</p>", ["googletag", "div-gpt"]),
    "googletag slot": (GERMAN, "<p>var googletag = googletag || {}; googletag.cmd = googletag.cmd || []; googletag.cmd.push(function () { googletag.defineSlot('/99/inread', [[300, 250], [1, 1]], 'inread').addService(googletag.pubads()); });</p>", ["googletag", "inread"]),
    "adsbygoogle": (ARABIC, "<p>(adsbygoogle = window.adsbygoogle || []).push({});</p>", ["adsbygoogle"]),
    "taboola": (ENGLISH, "<p>window._taboola = window._taboola || []; _taboola.push({ mode: 'thumbnails-mid', container: 'taboola-mid', placement: 'Mid Article', target_type: 'mix' });</p>", ["taboola", "thumbnails-mid"]),
    "outbrain": (RUSSIAN, "<p>OBR.extern.renderSpaWidgets('AR_7'); if (window.OBR) { OBR.extern.refreshWidget('AR_7'); }</p>", ["OBR", "AR_7"]),
    "dfp": (ENGLISH, "<div>dfp.push(function(){ dfp.show({slot: 'mpu_2', size: [300, 600]}); });</div>", ["dfp", "mpu_2"]),
    "document.write": (CHINESE, "<p>document.write('<scr'+'ipt src=\"//ads.example/w.js\"></scr'+'ipt>');</p>", ["document.write", "ads.example"]),
    "style sheet": (GERMAN, "<p>.teaser-box { border: 1px solid #ccc; padding: 8px; } .teaser-box a { color: red; }</p>", ["teaser-box", "padding"]),
    "shortcode": (ENGLISH, '<p>[adrotate banner="12"]</p>', ["adrotate"]),
    "advertisement, en": (ENGLISH, "<p>ADVERTISEMENT - CONTINUE READING BELOW</p>", ["ADVERTISEMENT"]),
    "advertisement, de": (GERMAN, "<p>- Anzeige -</p>", ["Anzeige"]),
    "advertisement, ar": (ARABIC, "<p>إعلان</p>", ["إعلان\n"]),
    "advertisement, ru": (RUSSIAN, "<p>Реклама</p>", ["Реклама"]),
    "advertisement, zh": (CHINESE, "<p>广告</p>", ["广告"]),
    "advertisement, fr": (ENGLISH, "<p>La suite après cette publicité</p>", ["publicité"]),
    "advertisement, es": (ENGLISH, "<p>PUBLICIDAD</p>", ["PUBLICIDAD"]),
    "newsletter, en": (ENGLISH, "<p>Sign up for The Pier, our free weekly newsletter, delivered every Friday</p>", ["The Pier", "newsletter"]),
    "newsletter, de": (GERMAN, "<p>Melden Sie sich hier für unseren kostenlosen Newsletter an</p>", ["Newsletter"]),
    "newsletter, fr": (ENGLISH, "<p>Inscrivez-vous à notre newsletter pour recevoir chaque matin l’essentiel de l’actualité</p>", ["Inscrivez", "essentiel"]),
    "newsletter, es": (ENGLISH, "<p>Suscríbete a nuestro boletín y recibe las noticias en tu correo</p>", ["boletín"]),
    "newsletter, tr": (ENGLISH, "<p>E-bültenimize abone olun</p>", ["bülten"]),
    "newsletter, ar": (ARABIC, "<p>اشترك في نشرتنا البريدية ليصلك كل جديد</p>", ["نشرتنا"]),
    "newsletter, da": (ENGLISH, "<p>Tilmeld dig vores nyhedsbrev og få de vigtigste historier hver morgen</p>", ["nyhedsbrev"]),
    "read also, en": (ENGLISH, '<p><strong>SEE ALSO:</strong> <a href="/x">The bridge that the north shore did not get</a></p>', ["north shore", "SEE ALSO"]),
    "related, en": (ENGLISH, '<div><h4>Related articles</h4><ul><li><a href="/x">Pier closed after the autumn storm</a></li><li><a href="/y">New timetable for island boats</a></li></ul></div>', ["Related articles", "autumn storm", "timetable"]),
    "read also, de": (GERMAN, '<p>Lesen Sie auch: <a href="/x">Das Bier der Großväter</a></p>', ["Lesen Sie auch", "Großväter"]),
    "read also, fr": (ENGLISH, '<p>À lire aussi : <a href="/x">Le port qui ne dort jamais</a></p>', ["lire aussi", "jamais"]),
    "read also, fr, article": (ENGLISH, '<p>» LIRE AUSSI - <a href="/x">Les marins du dimanche</a></p>', ["LIRE AUSSI", "dimanche"]),
    "read also, es": (ENGLISH, '<p>Te puede interesar: <a href="/x">El muelle que resiste</a></p>', ["interesar", "muelle"]),
    "read also, ru": (RUSSIAN, '<p>Читайте также: <a href="/x">Как сажали липы</a></p>', ["Читайте", "сажали"]),
    "read also, tr": (ENGLISH, '<p>İLGİLİ HABER: <a href="/x">Eski vapur geri döndü</a></p>', ["İLGİLİ", "vapur"]),
    "read also, ar": (ARABIC, '<p>اقرأ أيضا: <a href="/x">قناة تحت المدينة</a></p>', ["اقرأ", "قناة تحت"]),
    "read also, fa": (ARABIC, '<p>بیشتر بخوانید: <a href="/x">بازار قدیمی باز شد</a></p>', ["بخوانید", "قدیمی"]),
    "read also, ur": (ARABIC, '<p>یہ بھی پڑھیں: <a href="/x">پرانا بازار دوبارہ کھل گیا</a></p>', ["پڑھیں", "دوبارہ"]),
    "read also, zh": (CHINESE, '<p>相关阅读：<a href="/x">山里的木匠</a></p>', ["相关阅读", "山里的"]),
    "read also, da": (ENGLISH, '<p>LÆS OGSÅ: <a href="/x">Færgen sejler igen</a></p>', ["LÆS OGSÅ", "sejler"]),
    "share bar, en": (ENGLISH, '<div><a href="#">Share on Facebook</a> <a href="#">Tweet</a> <a href="#">Share on WhatsApp</a> <a href="#">Copy link</a></div>', ["WhatsApp", "Copy link"]),
    "share bar, de": (GERMAN, "<ul><li>Auf Facebook teilen</li><li>Auf X teilen</li><li>Per E-Mail versenden</li></ul>", ["teilen", "versenden"]),
    "share bar, ar": (ARABIC, "<ul><li>مشاركة عبر فيسبوك</li><li>مشاركة عبر تويتر</li><li>نسخ الرابط</li></ul>", ["فيسبوك", "الرابط"]),
    "share bar, tr": (ENGLISH, "<ul><li>Facebook'ta Paylaş</li><li>Twitter'da Paylaş</li></ul>", ["Paylaş"]),
    "share bar, zh": (CHINESE, "<p>分享到：微信 微博 QQ空间</p>", ["分享到"]),
    "share bar, ru": (RUSSIAN, "<p>Поделиться: ВКонтакте Одноклассники Telegram</p>", ["Поделиться"]),
    "image placeholder": (ENGLISH, "<p>Image may be subject to copyright</p><p>No image description available.</p>", ["No image description"]),
    "image placeholder, medium": (ENGLISH, "<p>Press enter or click to view image in full size</p>", ["full size"]),
    "app, en": (ENGLISH, "<p>Download our free app for iPhone and Android</p>", ["iPhone"]),
    "app, de": (GERMAN, "<p>Laden Sie jetzt unsere App herunter</p>", ["App herunter"]),
    "app, ar": (ARABIC, "<p>حمل تطبيق الجريدة على هاتفك</p>", ["تطبيق"]),
    "app, zh": (CHINESE, "<p>点击下载客户端</p>", ["客户端"]),
    "cookies, en": (ENGLISH, "<div>This website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish.</div>", ["cookies"]),
    "cookies, fr": (ENGLISH, "<div>Ce site utilise des cookies pour améliorer votre expérience.</div>", ["cookies"]),
    "cookies, es": (ENGLISH, "<div>Utilizamos cookies propias y de terceros para mejorar nuestros servicios.</div>", ["cookies"]),
    "cookies, tr": (ENGLISH, "<div>Sitemizde çerezler kullanılmaktadır.</div>", ["çerez"]),
    "advertisement, de, continued": (GERMAN, "<p>Der Artikel wird nach der Anzeige fortgesetzt</p>", ["fortgesetzt"]),
    "advertisement, ar, continued": (ARABIC, "<p>تستمر القراءة بعد الإعلان</p>", ["القراءة بعد"]),
    "external content, de": (GERMAN, "<p>Empfohlener redaktioneller Inhalt</p>", ["redaktioneller"]),
    "external content, en": (ENGLISH, "<p>This content is provided by an external platform, which may set cookies.</p>", ["external"]),
    "read aloud": (ENGLISH, "<p>Narrated by an actor's double using automated speech.</p>", ["Narrated"]),
    "file name": (ENGLISH, "<p>pier_2021-05 (2).jpeg</p>", ["jpeg"]),
    "breadcrumb with its label": (ENGLISH, "<p>You are here: Home / Harbour / Harbour town votes</p>", ["You are here"]),
    "trending": (ENGLISH, '<div><p>Trending now</p><p><a href="/x">Gulls return to the market hall</a></p></div>', ["Trending", "Gulls"]),
    "app, en, for the latest": (ENGLISH, "<p>For breaking news from the coast, download the Pier Gazette app from Google Play.</p>", ["Google Play"]),
    "paywall, en": (ENGLISH, "<p>You have 3 free articles remaining this month.</p><p>To read the whole story, start your free trial. Cancel anytime.</p>", ["remaining", "whole story"]),
    "paywall, fr": (ENGLISH, "<p>Il vous reste 40 % de cet article à lire. La suite est réservée aux abonnés.</p><p>Déjà abonné ? Se connecter</p>", ["vous reste", "Déjà"]),
    "paywall, da": (ENGLISH, "<p>Denne artikel er forbeholdt abonnenter.</p><p>Allerede abonnent? Log ind</p>", ["forbeholdt", "Allerede"]),
    "player": (ENGLISH, "<p>Your browser does not support the audio element.</p>", ["audio element"]),
}  # fmt: skip
AT_THE_END = {
    "WordPress form, en": (ENGLISH, "<h3>Leave a comment</h3><p>Your email address will not be published. Required fields are marked *</p><p>Comment *</p><p>Name *</p><p>Email *</p><p>Website</p><p>Save my name, email, and website in this browser for the next time I comment.</p>", ["Leave a comment", "Required fields", "Website", "Save my name", "Email"]),
    "WordPress form, de": (GERMAN, "<h3>Schreibe einen Kommentar <a href='#'>Antwort abbrechen</a></h3><p>Deine E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert</p><p>Meinen Namen, meine E-Mail-Adresse und meine Website in diesem Browser für die nächste Kommentierung speichern.</p>", ["Kommentar", "veröffentlicht", "speichern"]),
    "WordPress form, fr": (ENGLISH, "<h3>Laisser un commentaire</h3><p>Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *</p><p>Enregistrer mon nom, mon e-mail et mon site dans le navigateur pour mon prochain commentaire.</p>", ["commentaire", "adresse", "Enregistrer"]),
    "WordPress form, es": (ENGLISH, "<h3>Deja una respuesta</h3><p>Tu dirección de correo electrónico no será publicada. Los campos obligatorios están marcados con *</p>", ["respuesta", "obligatorios"]),
    "WordPress form, tr": (ENGLISH, "<h3>Bir yanıt yazın</h3><p>E-posta adresiniz yayınlanmayacak. Gerekli alanlar * ile işaretlenmişlerdir</p>", ["yanıt", "yayınlanmayacak"]),
    "WordPress form, ru": (RUSSIAN, "<h3>Добавить комментарий</h3><p>Ваш адрес email не будет опубликован. Обязательные поля помечены *</p>", ["комментарий", "опубликован"]),
    "WordPress form, ar": (ARABIC, "<h3>اترك تعليقاً</h3><p>لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *</p><p>احفظ اسمي، بريدي الإلكتروني، والموقع الإلكتروني في هذا المتصفح لاستخدامها المرة المقبلة في تعليقي.</p>", ["تعليق", "الإلزامية", "احفظ"]),
    "WordPress form, zh": (CHINESE, "<h3>发表回复</h3><p>您的邮箱地址不会被公开。 必填项已用 * 标注</p>", ["发表回复", "必填项"]),
    "WordPress form, fa": (ARABIC, "<h3>دیدگاهتان را بنویسید</h3><p>نشانی ایمیل شما منتشر نخواهد شد. بخش‌های موردنیاز علامت‌گذاری شده‌اند *</p>", ["دیدگاه", "ایمیل"]),
    "WordPress form, da": (ENGLISH, "<h3>Skriv et svar</h3><p>Din e-mailadresse vil ikke blive publiceret. Krævede felter er markeret med *</p>", ["svar", "Krævede"]),
    "WordPress form, ur": (ARABIC, "<h3>جواب دیں</h3><p>آپ کا ای میل ایڈریس شائع نہیں کیا جائے گا۔ ضروری خانوں کو * سے نشان زد کیا گیا ہے</p>", ["جواب دیں", "ایڈریس"]),
    "Jetpack, bare": (ENGLISH, "<p>Fill in your details below or click an icon to log in:</p><p>Email (required) (Address never made public)</p><p>You are commenting using your Facebook account. ( Log Out / Change )</p><p>Cancel</p><p>Connecting to %s</p><p>Notify me of new comments via email.</p>", ["Fill in", "never made public", "commenting using", "Cancel", "Connecting", "Notify me"]),
    "Jetpack, de": (GERMAN, "<p>Trage deine Daten unten ein oder klicke ein Icon um dich einzuloggen:</p><p>Du kommentierst mit deinem WordPress.com-Konto. ( Abmelden / Ändern )</p><p>Verbinde mit %s</p>", ["Trage deine", "kommentierst", "Verbinde mit"]),
    "Jetpack, es": (ENGLISH, "<p>Introduce tus datos o haz clic en un icono para iniciar sesión:</p><p>Estás comentando usando tu cuenta de Facebook. ( Salir / Cambiar )</p><p>Conectando a %s</p>", ["Introduce", "comentando", "Conectando"]),
    "Jetpack, WordPress.com": (ENGLISH, "<p>You are commenting using your WordPress.com account. ( Log Out / Change )</p>", ["commenting"]),
    "Jetpack, fr": (ENGLISH, "<p>Entrez vos coordonnées ci-dessous ou cliquez sur une icône pour vous connecter:</p><p>Vous commentez à l’aide de votre compte WordPress.com. ( Déconnexion / Changer )</p><p>Connexion à %s</p>", ["coordonnées", "commentez", "Connexion"]),
    "Jetpack, ru": (RUSSIAN, "<p>Заполните поля или щёлкните по значку, чтобы выйти на сайт:</p><p>Для комментария используется ваша учётная запись Facebook. ( Выход / Изменить )</p>", ["Заполните", "учётная"]),
    "Jetpack, da": (ENGLISH, "<p>Udfyld dine oplysninger nedenfor eller klik på et ikon for at logge ind:</p><p>Du kommenterer med din Facebook konto. ( Log Ud / Skift )</p><p>Opretter forbindelse til %s</p>", ["Udfyld", "kommenterer", "forbindelse"]),
    "Jetpack, tr": (ENGLISH, "<p>Aşağıya bilgilerinizi girin veya oturum açmak için bir simgeye tıklayın:</p><p>Facebook hesabınızı kullanarak yorum yapıyorsunuz. ( Çıkış Yap / Değiştir )</p>", ["simgeye", "yorum"]),
    "Jetpack, ar": (ARABIC, "<p>إملأ الحقول أدناه بالمعلومات المناسبة أو إضغط على إحدى الأيقونات لتسجيل الدخول:</p><p>أنت تعلق بإستخدام حساب Facebook. ( تسجيل خروج / تغيير )</p>", ["الحقول", "تعلق"]),
    "print footer, WP-Print": (ENGLISH, "<p>Article printed from The Pier Gazette: https://gazette.example</p><p>URL to article: https://gazette.example/harbour/ferry</p><p>Click here to print.</p>", ["gazette.example", "Click here"]),
    "Disqus": (ENGLISH, '<div id="disqus_thread"></div><noscript>Please enable JavaScript to view the <a href="https://disqus.com/?ref_noscript">comments powered by Disqus.</a></noscript><p>Please enable JavaScript to view the comments powered by Disqus.</p><p>blog comments powered by Disqus</p>', ["Disqus"]),
    "Facebook comments": (ENGLISH, "<p>0 Comments</p><p>Sort by Newest</p><p>Add a comment...</p><p>Facebook Comments Plugin</p>", ["Comments", "Sort by", "Add a comment"]),
    "Drupal": (ENGLISH, "<h2>Add new comment</h2><p>Your name</p><p>Subject</p><p>More information about text formats</p><ul><li>No HTML tags allowed.</li><li>Web page addresses and email addresses turn into links automatically.</li><li>Lines and paragraphs break automatically.</li></ul><p>CAPTCHA</p><p>This question is for testing whether or not you are a human visitor and to prevent automated spam submissions.</p>", ["Add new comment", "Subject", "text formats", "HTML tags", "break automatically", "human visitor"]),
    "Drupal, log in": (ENGLISH, '<p><a href="/user/login">Log in</a> or <a href="/user/register">register</a> to post comments</p>', ["post comments"]),
    "Livefyre": (ENGLISH, "<p>Sign in or register to join the conversation</p><p>12 people listening</p><p>Newest | Oldest | Top Comments</p>", ["conversation", "Top Comments"]),
    "Akismet": (ENGLISH, "<p>This site uses Akismet to reduce spam. Learn how your comment data is processed.</p>", ["Akismet"]),
    "log in to comment, tr": (ENGLISH, "<p>Yorum yapabilmek için oturum açmalısınız.</p>", ["oturum"]),
    "tagDiv": (GERMAN, "<p>Bitte geben Sie Ihren Kommentar ein!</p><p>Bitte geben Sie hier Ihren Namen ein</p>", ["Bitte geben"]),
    "tagDiv, tr": (ENGLISH, "<p>Lütfen yorumunuzu giriniz!</p><p>Lütfen isminizi buraya giriniz</p>", ["Lütfen"]),
    "tagDiv, ar": (ARABIC, "<p>من فضلك ادخل تعليقك</p><p>من فضلك ادخل اسمك هنا</p>", ["من فضلك"]),
    "follow, en": (ENGLISH, "<p>Follow us on Telegram, Instagram and Threads for more.</p>", ["Follow us"]),
    "follow, ar": (ARABIC, "<p>تابعونا على تلغرام وفيسبوك</p>", ["تابعونا"]),
    "follow, ru": (RUSSIAN, "<p>Подписывайтесь на наш канал в Telegram</p>", ["Подписывайтесь"]),
    "follow, fa": (ARABIC, "<p>ما را در تلگرام و اینستاگرام دنبال کنید</p>", ["دنبال"]),
    "follow, ur": (ARABIC, "<p>ہمیں فیس بک اور ٹوئٹر پر فالو کریں</p>", ["فالو"]),
    "print footer, en": (ENGLISH, "<p>© 2021 The Pier Gazette. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.</p>", ["All rights reserved", "redistributed"]),
    "print footer, source": (ENGLISH, "<p>Printed from https://gazette.example/harbour/ferry on 3 May 2021</p>", ["Printed from"]),
    "print footer, de": (GERMAN, "<p>© 2021 Flussbote GmbH. Alle Rechte vorbehalten.</p>", ["vorbehalten"]),
    "print footer, ru": (RUSSIAN, "<p>© 2021 «Речной вестник». Все права защищены.</p>", ["защищены"]),
    "print footer, ar": (ARABIC, "<p>جميع الحقوق محفوظة © 2021</p>", ["محفوظة"]),
    "print footer, zh": (CHINESE, "<p>版权所有，未经许可不得转载</p>", ["版权所有"]),
    "Livefyre, its controls": (ENGLISH, "<p>0 comments</p><p>+ Follow</p><p>Post comment as...</p><p>Newest | Oldest</p>", ["Follow", "Post comment", "Newest"]),
    "Discourse": (ENGLISH, "<h3>Notable Replies</h3><p>Continue the discussion at forum.gazette.example</p><p>7 more replies</p>", ["Replies", "Continue", "more replies"]),
    "Facebook, log in": (ENGLISH, "<p>Comments using Facebook</p><p>You need to be logged in to Facebook to comment.</p>", ["Facebook"]),
    "comments closed": (ENGLISH, "<p>Commenting on this article is now closed.</p><p>This discussion has ended.</p>", ["Commenting", "ended"]),
    "old WordPress": (ENGLISH, "<p>You can leave a response, or trackback from your own site.</p><p>This entry was posted in Harbour and tagged ferry by editor. Bookmark the permalink.</p>", ["trackback", "permalink"]),
    "most read": (ENGLISH, '<h3>Most read</h3><ul><li><a href="/x">Gulls return to the market hall</a></li><li><a href="/y">Rain until Sunday</a></li></ul>', ["Most read", "Gulls", "Rain"]),
    "most read, ar": (ARABIC, '<h3>الأكثر مشاهدة</h3><ul><li><a href="/x">النوارس تعود إلى السوق</a></li></ul>', ["مشاهدة", "النوارس"]),
    "most read, da": (ENGLISH, '<h3>Mest læste</h3><ul><li><a href="/x">Mågerne er tilbage</a></li></ul>', ["Mest", "Mågerne"]),
    "log in to comment, es": (ENGLISH, "<p>Lo siento, debes estar conectado para publicar un comentario.</p>", ["conectado"]),
    "log in to comment, zh": (CHINESE, "<p>要发表评论，您必须先登录。</p>", ["登录"]),
    "log in to comment, da": (ENGLISH, "<p>Du skal være logget ind for at skrive en kommentar.</p>", ["logget"]),
    "WordPress form, zh-Hant": (CHINESE, "<h3>發佈留言</h3><p>發佈留言必須填寫的電子郵件地址不會公開。 必填欄位標示為 *</p>", ["發佈", "必填"]),
    "share, ar, new window": (ARABIC, "<p>انقر للمشاركة على تويتر (فتح في نافذة جديدة)</p>", ["نافذة"]),
    "consent, ru": (RUSSIAN, "<p>Нажимая на кнопку, вы соглашаетесь с политикой конфиденциальности.</p>", ["Нажимая"]),
    "rules, fa": (ARABIC, "<p>دیدگاه‌هایی که حاوی توهین باشد منتشر نخواهد شد.</p>", ["توهین"]),
    "follow, ur, channel": (ARABIC, "<p>ہمارا واٹس ایپ چینل جوائن کریں</p>", ["چینل"]),
    "agency's sign": (GERMAN, "<p>© dpa-infocom, dpa:210503-99-44871/2</p>", ["dpa"]),
    "corrections": (ENGLISH, "<p>Spotted a mistake? Let us know.</p><p>Request a correction</p>", ["Spotted", "Request"]),
    "names of networks": (ENGLISH, "<p>Pinterest</p><p>WhatsApp</p><p>LinkedIn</p><p>Reddit</p>", ["Pinterest", "WhatsApp", "LinkedIn", "Reddit"]),
    "an appeal to those concerned": (ENGLISH, "<p>Are you affected by the ferry's timetable? Get in touch by emailing desk@gazette.example.</p><p>Please include a phone number if we may call.</p>", ["affected", "phone number"]),
    "a syndicated copy": (ENGLISH, "<p>(Except for the headline, this story has not been edited by Gazette staff and is published from a syndicated feed.)</p>", ["syndicated"]),
    "commission": (ENGLISH, "<p>When you buy through links on this page, we may earn a small commission.</p>", ["commission"]),
    "print footer, edition": (ENGLISH, "<p>This article appeared in the print edition of May 4 under the headline “Rust and lanterns”.</p>", ["print edition"]),
    "privacy": (ENGLISH, "<p>Your privacy choices</p><p>Do not sell or share my personal information</p>", ["privacy", "personal"]),
    "platform's note, zh": (CHINESE, "<p>特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。</p><p>举报/反馈</p>", ["特别声明", "举报"]),
    "channel, ru": (RUSSIAN, "<p>Больше новостей — в нашем Telegram-канале</p><p>Сообщить об опечатке</p>", ["Больше", "опечатке"]),
    "follow, tr": (ENGLISH, "<p>Gelişmelerden haberdar olmak için bizi takip edin</p>", ["takip"]),
    "rules, es": (ENGLISH, "<p>Regístrate o inicia sesión para comentar</p><p>Normas de participación</p>", ["Regístrate", "Normas"]),
    "registration, de": (GERMAN, "<p>Mit der Registrierung nehmen Sie die Datenschutzerklärung zur Kenntnis</p>", ["Registrierung"]),
    "other news, ur": (ARABIC, '<h3>مقبول خبریں</h3><p><a href="/x">پرانا بازار کھل گیا</a></p>', ["مقبول", "بازار کھل"]),
    "comments that come later": (ENGLISH, "<h3>Comments</h3><p>comments</p>", ["omments"]),
    "disclaimers, es": (ENGLISH, "<p>Comentar</p><p>Los comentarios publicados son responsabilidad de sus autores.</p><p>El Muelle se reserva el derecho de eliminar cualquier comentario.</p>", ["Comentar", "responsabilidad", "reserva"]),
    "rating, de": (GERMAN, "<p>Wie gefällt Ihnen dieser Beitrag?</p><p>Durchschnittliche Bewertung: 4,2</p><p>Fehler gefunden? Jetzt melden.</p>", ["gefällt", "Bewertung", "Fehler"]),
    "share, ja": (ENGLISH, "<p>この記事をシェアする</p>", ["シェア"]),
    "the newsroom's address": (ENGLISH, "<p>Get in touch with our newsroom by writing to desk@gazette.example.</p><p>For more stories like this, visit our harbour page.</p>", ["newsroom", "harbour page"]),
    "tags, en": (ENGLISH, '<p>Tags: <a href="/t/f">ferry</a>, <a href="/t/h">harbour</a></p>', ["Tags:"]),
    "previous and next": (ENGLISH, '<p><a href="/p">Previous article: Gulls return to the market hall</a></p><p><a href="/n">Next article: Rain until Sunday</a></p>', ["Gulls return", "Rain until"]),
}  # fmt: skip


def body(html: str) -> str:
    return extract_text(html, "https://gazette.example/story")


def missing(article: Article, text: str) -> list[str]:
    return [words for words in article.paragraphs if words not in text]


@pytest.mark.parametrize("name", IN_THE_MIDDLE)
def test_a_widget_among_the_paragraphs(name: str) -> None:
    article, widget, probes = IN_THE_MIDDLE[name]
    text = body(page(article, middle=widget))
    assert [probe for probe in probes if probe in text] == []
    assert missing(article, text) == []


@pytest.mark.parametrize("name", AT_THE_END)
def test_a_widget_under_the_text(name: str) -> None:
    article, widget, probes = AT_THE_END[name]
    text = body(page(article, end=widget))
    assert [probe for probe in probes if probe in text] == []
    assert missing(article, text) == []


@pytest.mark.parametrize("name", AT_THE_END)
def test_a_widget_left_over_in_plain_text(name: str) -> None:
    article, widget, probes = AT_THE_END[name]
    text = body("\n\n".join((article.title, *article.paragraphs)) + "\n\n" + _lines(widget))
    assert [probe for probe in probes if probe in text] == []
    assert missing(article, text) == []


def _lines(widget: str) -> str:
    """What a poor extraction leaves of a widget: its words, line by line."""
    return "\n".join(
        " ".join(part.text_content().split())
        for part in fromstring(f"<div>{widget}</div>").xpath("//h2|//h3|//p|//li")
    )


STAYS = {
    "a heading that navigation uses too": "<h2>Related stories</h2><p>Two other stories are told about the boat. In the first one a calf was born on its deck, in the second one the calf was sold before it landed.</p>",
    "a quoted invitation": "<p>Under the notice somebody had written “Leave a reply”, and by noon forty people had done so, most of them in pencil.</p>",
    "a quotation alone on its line": "<p>“Leave a reply”</p>",
    "a paragraph about cookies": "<p>The town’s own website uses cookies without asking, the data protection officer found, and must pay a fine of two thousand crowns.</p>",
    "a paragraph about advertising code": "<p>The paper’s page calls googletag.cmd.push before the reader has agreed to anything, the complaint says, and that is against the law.</p>",
    "a speaker who points elsewhere": "<p>“Read more: that is all I ever told them,” said the old teacher, and she closed the book that had brought her to the quay.</p>",
    "shares as money": "<p>Shares in the operator rose by four per cent on the news. Share prices of its two rivals hardly moved, and trading was thin.</p>",
    "share at the beginning": "<p>Share this burden, the mayor told the visitors, and the town will share its summer with you.</p>",
    "a reader's comments": "<p>The hearing drew 112 comments, and all comments are to be printed in a book that the library will keep.</p>",
    "an app in the news": "<p>The new app of the ferry company was downloaded four thousand times on the first day, although it shows the wrong timetable.</p>",
    "a newsletter in the news": "<p>In its newsletter the operator had told subscribers in March that no ship would be replaced before the election.</p>",
    "an advertisement in the news": "<p>Advertisements for the bridge had hung at the pier since the winter, paid for by a firm that nobody in town had heard of.</p>",
    "a sentence about following": "<p>Follow us down to the water and you will see, the guide says, that the rust is only paint.</p>",
    "a list of demands": "<h2>What the opposition wants</h2><ul><li>No levy before the next election</li><li>A second opinion about the hull</li><li>Print the report in full</li></ul>",
    "a heading of one word": "<h2>Background</h2><p>The ferry was built in 1961 on an inland yard and came down the river in two parts, which were joined on the beach.</p>",
    "a link in a sentence": '<p>As this newspaper <a href="/2019/hull">reported at length two years ago in a series about the hull</a>, the same engineers had called the ship sound.</p>',
    "a sentence that is mostly a link": '<p>Nobody has seen <a href="/hull">the second report of the engineers about the hull, its eleven rusty places and the lorries on deck</a>.</p>',
    "short dialogue": "<p>“No comment.”</p><p>“None at all?”</p><p>“You may print that.”</p>",
    "copyright as the subject": "<p>All rights to the song about the ferry are reserved by the composer’s niece, who has never asked anybody for money.</p>",
    "code that a sentence speaks of": "<p>The ticket machine printed <code>if (price == null) { return 0; }</code> on every ticket for three days, and the travellers kept the tickets.</p>",
    "a subscriber's story": "<p>Subscribe to nothing on that quay, an old rule says, because everything that is free there comes back as a bill.</p>",
    "comments closed in the news": "<p>Comments are closed in China, Russia and Iran, he said.</p><p>Comments are closed in those countries after nine in the evening.</p>",
    "residents who say so": "<p>Leave a reply on the answering machine and nobody calls back, residents say.</p>",
    "a postman": "<p>Подписывайтесь на газету, уговаривал почтальон, и обещал шоколад.</p>",
    "times of an entry": "<p>14:05</p><p>The mayor enters the hall with two folders under her arm and sits down by the window.</p>",
    "a last short line": "<p>Share this burden, the mayor asked.</p><p>Nobody did</p>",
    "networks as headings": "<h3>Facebook</h3><p>The council’s page there has four thousand followers, and most of them have never been to the pier.</p><h3>Telegram</h3><p>The channel was opened in March by a deck hand who does not give his name.</p>",
    "a commission of another kind": "<p>The broker bought the hull through a friend and was paid a commission of four per cent, the auditors wrote.</p>",
    "privacy as a subject": "<p>Do not sell or share my name, she told the clerk, and he put his pencil down.</p>",
    "an account in the news": "<p>You can also sign up for a free account of the operator, which shows the timetable. It sends no emails, and it forgets whoever has not crossed for a year.</p>",
    "log in as a wooden thing": "<p>Log in the water, the captain shouted, and everybody ran to the starboard side to look at the tree.</p>",
}  # fmt: skip


@pytest.mark.parametrize("name", STAYS)
def test_what_only_looks_like_a_widget_stays(name: str) -> None:
    text = body(page(ENGLISH, middle=STAYS[name]))
    blocks = fromstring(f"<div>{STAYS[name]}</div>").xpath("//h2|//p|//li")
    assert [b.text_content() for b in blocks if " ".join(b.text_content().split()) not in text] == []
    assert missing(ENGLISH, text) == []


@pytest.mark.parametrize(
    "first",
    [
        "Rust, lanterns and a horn in the fog",
        "News of the vote travelled fast",
        "Home is where the ferry lands",
    ],
)
def test_a_first_sentence_that_reads_like_a_headline_stays(first: str) -> None:
    html = page(ENGLISH).replace(
        '<div class="content">',
        f'<div class="content"><p>{escape(first)}. The rest came later, and it came slowly.</p>',
    )
    assert first in body(html)


@pytest.mark.parametrize("form", ["page", "text"])
@pytest.mark.parametrize("article", [ENGLISH, GERMAN, ARABIC, CHINESE, RUSSIAN], ids=lambda a: a.language)
def test_an_article_without_furniture_is_left_alone(article: Article, form: str) -> None:
    source = page(article) if form == "page" else "\n\n".join((article.title, *article.paragraphs))
    document = extract(source)
    assert document.title == article.title
    assert body(source) == "\n".join(article.paragraphs)
