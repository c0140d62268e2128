# ruff: noqa: E501  (markup and wording stand as their systems write them)
"""Page furniture goes as its systems write it, and as the lines that a poor template leaves of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from pipelines.extract import extract_text
from pipelines.extraction.blocks import Block
from pipelines.extraction.lines import drop_furniture
from pipelines.extraction.links import drop_links
from pipelines.extraction.readers import drop_readers
from tests.pipelines.articles import ARABIC, CHINESE, ENGLISH, GERMAN, PERSIAN, RUSSIAN, TURKISH, page
from tests.pipelines.test_look_alikes import in_a_page, in_a_text

GOES = {  # what it is: article, markup, words that go, where it stands
    "Viafoura, en": (ENGLISH, '<div class="vf-widget"><div class="vf3-comments"><span>Conversation</span><span>14 Comments</span><p>You must be logged in to join the conversation.</p><button>Log In</button><p>Sort by</p><p>Newest</p><p>Trending now</p></div></div>', ["Conversation","logged in","Trending now"], "end"),
    "Viafoura, left over": (ENGLISH, '<p>This Week in Conversation</p><p>Join the conversation</p><p>All comments 23</p><p>Commenting Guidelines</p><p>Log in or create an account to comment</p>', ["Conversation","Guidelines","create an account"], "end"),
    "OpenWeb, left over": (ENGLISH, '<p>Conversation</p><p>28 Comments</p><p>Be respectful of others and stay on topic.</p><p>Log in | Sign up</p><p>Commenting as Guest</p><p>Sort by Best</p><p>Powered by OpenWeb</p><p>Terms | Privacy | Feedback</p>', ["28 Comments","respectful","Guest","OpenWeb","Feedback"], "end"),
    "Coral, left over": (ENGLISH, '<p>Comments (31)</p><p>Join the conversation</p><p>Commenting on this article has a moderation policy.</p><p>Sign in to comment</p><p>Most respected</p><p>Respect</p><p>Report</p>', ["31","moderation policy","Most respected","Respect"], "end"),
    "Hyvor, left over": (ENGLISH, '<p>Reactions</p><p>4 Comments</p><p>Write a comment...</p><p>Login to comment</p><p>Comments by Hyvor Talk</p>', ["Reactions","Write a comment","Hyvor"], "end"),
    "Disqus, its frame as text": (ENGLISH, '<p>Also on Gazette</p><p>What do you think?</p><p>12 Responses</p><p>Upvote</p><p>Funny</p><p>Love</p><p>Surprised</p><p>Angry</p><p>Sad</p><p>Start the discussion…</p><p>LOG IN WITH</p><p>OR SIGN UP WITH DISQUS ?</p><p>This comment section is empty.</p>', ["Also on","Upvote","Surprised","Angry","DISQUS"], "end"),
    "Drupal, fr": (ENGLISH, '<h2>Ajouter un commentaire</h2><p>Le contenu de ce champ sera maintenu privé et ne sera pas affiché publiquement.</p><p>À propos des formats de texte</p><ul><li>Aucune balise HTML autorisée.</li><li>Les lignes et les paragraphes vont à la ligne automatiquement.</li></ul>', ["Ajouter","maintenu privé","formats de texte","balise","automatiquement"], "end"),
    "Drupal, es": (ENGLISH, '<h2>Añadir nuevo comentario</h2><p>El contenido de este campo se mantiene privado y no se mostrará públicamente.</p><ul><li>No se permiten etiquetas HTML.</li><li>Saltos automáticos de líneas y de párrafos.</li></ul>', ["nuevo comentario","mantiene privado","etiquetas","Saltos"], "end"),
    "Drupal, ar": (ARABIC, '<h2>إضافة تعليق جديد</h2><ul><li>لا يسمح بوسوم HTML.</li><li>تفصل السطور و الفقرات تلقائيا.</li></ul>', ["إضافة تعليق","بوسوم","تلقائيا"], "end"),
    "Jetpack, its form as markup": (ENGLISH, '<div id="respond" class="comment-respond"><h3 id="reply-title" class="comment-reply-title">Leave a Reply<small><a rel="nofollow" href="#">Cancel reply</a></small></h3><form id="commentform" class="comment-form"><iframe title="Comment Form" src="https://jetpack.wordpress.com/jetpack-comment/?blogid=1"></iframe></form></div>', ["Leave a Reply","Cancel"], "end"),
    "Jetpack blocks, 2024": (ENGLISH, '<div class="wp-block-jetpack-subscriptions__supports-newline"><p>Discover more from The Pier Gazette</p><p>Subscribe to get the latest posts sent to your email.</p><p>Type your email…</p><p>Subscribe</p></div><p>Discover more from The Pier Gazette</p><p>Subscribe now to keep reading and get access to the full archive.</p><p>Continue reading</p>', ["Discover more","Type your email","full archive"], "end"),
    "wpDiscuz": (ENGLISH, '<div id="wpdcom"><p>Subscribe</p><p>Login</p><p>Notify of</p><p>new follow-up comments</p><p>0 Comments</p><p>Oldest</p><p>Newest Most Voted</p><p>Inline Feedbacks</p><p>View all comments</p></div>', ["Notify of","follow-up","Most Voted","Inline Feedbacks"], "end"),
    "wpDiscuz, left over": (RUSSIAN, '<p>Подписаться</p><p>Уведомить о</p><p>новых последующих комментариях</p><p>0 комментариев</p><p>Старые</p><p>Новые Популярные</p><p>Межтекстовые Отзывы</p><p>Посмотреть все комментарии</p>', ["Уведомить","последующих","Межтекстовые","Посмотреть все"], "end"),
    "Facebook comments, ar": (ARABIC, '<p>0 تعليقات</p><p>ترتيب حسب الأقدم</p><p>إضافة تعليق...</p><p>المكون الإضافي للتعليقات من فيسبوك</p>', ["ترتيب حسب","المكون الإضافي"], "end"),
    "comment form, fa, of a news theme": (PERSIAN, '<h3>نظر شما</h3><p>شما در حال پاسخ به نظر «» هستید.</p><p>نام:</p><p>ایمیل:</p><p>* نظر:</p><p>نظرات حاوی توهین و هر گونه نسبت ناروا به اشخاص حقیقی و حقوقی منتشر نمی‌شود.</p><p>نظراتی که غیر از زبان فارسی یا غیر مرتبط با خبر باشد منتشر نمی‌شود.</p>', ["نظر شما","در حال پاسخ","ایمیل","حاوی توهین","غیر مرتبط"], "end"),
    "short link, fa": (PERSIAN, '<p>لینک کوتاه: https://gazette.example/x7</p><p>کد خبر: 1402117</p><p>برچسب‌ها: کتابخانه، روستا</p>', ["لینک کوتاه","کد خبر","برچسب"], "end"),
    "urdu follow and more": (ARABIC, '<p>یہ بھی پڑھیے</p><p><a href="/x">پرانی کشتی واپس آ گئی</a></p><p>مزید خبریں</p><p>ہمیں گوگل نیوز پر فالو کریں</p><p>اپنی رائے کا اظہار کریں</p>', ["پڑھیے","پرانی کشتی","مزید خبریں","گوگل نیوز","رائے کا"], "end"),
    "Turkish news theme": (TURKISH, '<p>Haberle ilgili daha fazlası:</p><p><a href="/e">#saat</a> <a href="/k">#kule</a></p><p>YORUMLAR</p><p>Yorum Yap</p><p>UYARI: Küfür, hakaret, rencide edici cümleler veya imalar, inançlara saldırı içeren, imla kuralları ile yazılmamış yorumlar onaylanmamaktadır.</p><p>Google News\'te takip edin: Abone Ol</p>', ["daha fazlası","#saat","YORUMLAR","UYARI","takip edin"], "end"),
    "Turkish app and short link": (TURKISH, '<p>Haberin Linki Kopyalandı</p><p>Uygulamamızı indirin, son dakika gelişmelerinden anında haberdar olun.</p><p>BUNLAR DA İLGİNİZİ ÇEKEBİLİR</p><p><a href="/x">Eski çarşı yıkılıyor</a></p>', ["Kopyalandı","Uygulamamızı","İLGİNİZİ","Eski çarşı"], "end"),
    "Chinese portal footer": (CHINESE, '<p>（责任编辑：王小明）</p><p>打开微信，点击底部的“发现”，使用“扫一扫”即可将网页分享至朋友圈。</p><p>声明：该文观点仅代表作者本人，平台系信息发布平台，仅提供信息存储空间服务。</p><p>阅读 (1024)</p><p>相关推荐</p>', ["责任编辑","扫一扫","观点仅代表","1024","相关推荐"], "end"),
    "Chinese copyright notice": (CHINESE, '<p>【版权声明】本网站所刊内容均为本报原创，任何媒体、网站或个人未经书面授权不得转载、摘编。</p><p>扫码关注公众号</p><p>更多精彩内容，请下载新闻客户端。</p>', ["版权声明","扫码","更多精彩"], "end"),
    "Russian channel and report": (RUSSIAN, '<p>Если вы нашли ошибку, выделите фрагмент текста и нажмите Ctrl+Enter.</p><p>Подпишитесь на нас в «Дзене»</p><p>Самые важные новости — в нашем канале в MAX</p><p>Фото: пресс-служба</p>', ["Ctrl+Enter","Подпишитесь","MAX","Фото:"], "end"),
    "Russian cookie bar": (RUSSIAN, '<div>Мы используем файлы cookie, чтобы сайт работал лучше. Продолжая пользоваться сайтом, вы соглашаетесь с этим.</div>', ["cookie"], "middle"),
    "French app and gift": (ENGLISH, '<p>Offrir cet article</p><p>Partager</p><p>Ajouter à vos favoris</p><p>Téléchargez notre application pour suivre l’actualité en direct</p><p>Lecture : 4 min</p>', ["Offrir","favoris","Téléchargez"], "end"),
    "Spanish WhatsApp channel": (ENGLISH, '<p>Únete a nuestro canal de WhatsApp</p><p>Sigue toda la información en nuestras redes sociales: X, Facebook e Instagram.</p><p>Reciba cada mañana en su correo las noticias más importantes</p><p>Archivado en</p>', ["Únete","redes sociales","Reciba","Archivado"], "end"),
    "German paywall teaser": (GERMAN, '<p>Weiterlesen mit Plus</p><p>Jetzt 30 Tage kostenlos testen</p><p>Sie haben bereits ein Abo? Hier anmelden</p><p>Zur Startseite</p>', ["mit Plus","kostenlos testen","bereits ein Abo","Startseite"], "end"),
    "German author's box": (GERMAN, '<div class="c-autor"><p>Über den Autor</p><p>Jonas Feld, Jahrgang 1981, ist Redakteur im Lokalressort und schreibt seit zwölf Jahren über das Tal.</p></div>', ["Über den Autor","Jahrgang 1981"], "end"),
    "author's note without a heading": (ENGLISH, '<p><em>Ida Moss is a reporter at The Pier Gazette, covering the coast. Follow her on X @idamoss.</em></p>', ["is a reporter at"], "end"),
    "author's note with an address": (ENGLISH, '<p>Jon Berg is the Gazette’s harbour correspondent. You can reach him at jon.berg@gazette.example.</p>', ["harbour correspondent"], "end"),
    "author's note, es": (ENGLISH, '<p><em>Lucía Mar es periodista y colabora con El Muelle desde 2015. Síguela en Twitter: @luciamar</em></p>', ["es periodista"], "end"),
    "Danish newsletter and share": (ENGLISH, '<p>Få de bedste historier fra havnen direkte i din indbakke</p><p>Del artiklen</p><p>Kopiér link</p><p>Giv artiklen til en ven</p><p>Læs mere om:</p>', ["indbakke","Del artiklen","Kopiér","til en ven","Læs mere"], "end"),
    "Danish cookie": (ENGLISH, '<div>Vi bruger cookies til at forbedre din oplevelse. Du kan altid ændre dit samtykke.</div>', ["cookies"], "middle"),
    "print footer, address and code": (ENGLISH, '<p>Source URL: https://gazette.example/harbour/ferry</p><p>Printed on 3 May 2021 at 14:05</p><p>© Copyright 2021, The Pier Gazette Ltd</p>', ["Source URL","Printed on","Copyright"], "end"),
    "photo credits of agencies": (ENGLISH, '<p>(Photo by Ida Moss/Pier Images via Getty Images)</p><p>AP Photo/Jon Berg</p><p>Image credit: Ida Moss / Shutterstock</p><p>REUTERS/Ida Moss</p>', ["Photo by","AP Photo","Image credit","REUTERS/"], "middle"),
    "image placeholders": (ENGLISH, '<p>[Image: the ferry at the quay]</p><p>Click to enlarge</p><p>Loading image…</p><p>Image 1 of 12</p>', ["Click to enlarge","Loading image","1 of 12"], "middle"),
    "ad code of Revive": (ENGLISH, "<p>&lt;!--/* Revive Adserver Asynchronous JS Tag */--&gt; &lt;ins data-revive-zoneid=\"4\" data-revive-id=\"ab12\"&gt;&lt;/ins&gt; &lt;script async src=\"//ads.example/asyncjs.php\"&gt;&lt;/script&gt;</p>", ["Revive","revive","asyncjs"], "middle"),
    "ad code of Prebid": (RUSSIAN, "<p>var adUnits = [{ code: 'banner-7', mediaTypes: { banner: { sizes: [[300, 250]] } }, bids: [{ bidder: 'x', params: { placementId: 7 } }] }]; pbjs.que.push(function() { pbjs.addAdUnits(adUnits); });</p>", ["adUnits","bidder","pbjs"], "middle"),
    "ad code of Yandex": (RUSSIAN, "<p>window.yaContextCb.push(() =&gt; { Ya.Context.AdvManager.render({ \"blockId\": \"R-A-1-1\", \"renderTo\": \"yandex_rtb_R-A-1-1\" }) })</p>", ["yaContextCb","blockId"], "middle"),
    "ad code of a lazy loader": (ARABIC, "<p>jQuery(document).ready(function($){ $('.inread').each(function(){ $(this).show(); }); });</p>", ["jQuery","inread"], "middle"),
    "a video's settings": (ENGLISH, '<p>jwplayer("player-7").setup({ file: "https://v.example/a.m3u8", autostart: "viewable" });</p>', ["jwplayer","m3u8"], "middle"),
    "JSON left over": (ENGLISH, '<p>{"@context":"https://schema.org","@type":"VideoObject","name":"The ferry","uploadDate":"2021-05-03"}</p>', ["schema.org","uploadDate"], "middle"),
    "tracking pixel": (ENGLISH, "<p>_sf_async_config.uid = 7; _sf_async_config.domain = 'gazette.example'; (function(){ function loadChartbeat() { window._sf_endpt = (new Date()).getTime(); } })();</p>", ["_sf_async","Chartbeat"], "middle"),
    "Lyte": (ENGLISH, '<div class="lyte-wrapper" title="The horn" style="width:640px"><div class="lyMe" id="WYL_dQw4w9WgXcQ"><div id="lyte_dQw4w9WgXcQ" data-src="https://img.youtube.com/vi/dQw4w9WgXcQ/hqdefault.jpg" class="pL"><div class="tC"><div class="tT">The horn</div></div><div class="play"></div><div class="ctrl"><div class="Lctrl"></div><div class="Rctrl"></div></div></div><noscript><a href="https://youtu.be/dQw4w9WgXcQ"><img src="x.jpg" alt="The horn"><br />Watch this video on YouTube</a></noscript></div></div><div class="lL"> <br/><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Watch this video on YouTube</a>.</div>', ["Watch this video"], "middle"),
    "related articles below a sentence, de": (GERMAN, '<p>Mehr zum Thema finden Sie auch in unserem wöchentlichen Überblick:</p><ul><li><a href="/x">Das Bier der Großväter</a></li><li><a href="/y">Der Fluss steigt wieder</a></li></ul>', ["Mehr zum Thema", "Großväter", "Der Fluss"], "end"),
    "a share bar below a colon": (ENGLISH, '<p>Share this:</p><ul><li>Facebook</li><li>WhatsApp</li><li>Telegram</li></ul>', ["Share this", "Facebook", "WhatsApp", "Telegram"], "end"),
    "a row between dividers": (ENGLISH, '<p><a href="/p">Print</a> | Share | Facebook | Telegram | Copy link</p>', ["Print |"], "end"),
    "a row between dividers, ar": (ARABIC, "<p>طباعة | مشاركة | فيسبوك | تلغرام</p>", ["طباعة"], "end"),
    "a row of the site's pages": (GERMAN, '<p><a href="/i">Impressum</a> | <a href="/d">Datenschutz</a> | <a href="/k">Kontakt</a> | <a href="/w">Werbung im Flussboten buchen</a> | Amtsgericht Talstadt, HRB 4711</p>', ["Impressum", "HRB"], "end"),
    "a byline in brackets above prompts": (RUSSIAN, "<p>(Автор: Илья Лосев)</p><p>Мы в Telegram и ВКонтакте</p><p>Поделиться</p><p>Читайте нас в Telegram</p><p>Сообщить об опечатке</p>", ["Лосев", "Мы в", "Читайте", "опечатке"], "end"),
    "channels, zh": (CHINESE, "<ul><li>欢迎关注我们的微信公众号</li><li>在Google新闻追踪我们</li><li>加入我们的Telegram群组</li></ul>", ["公众号", "追踪", "群组"], "end"),
    "channels, fa": (PERSIAN, "<p>ما را در اینستاگرام دنبال کنید</p><p>به کانال تلگرام ما بپیوندید</p><p>اپلیکیشن ما را نصب کنید</p>", ["اینستاگرام", "بپیوندید", "نصب"], "end"),
    "an app, tr": (TURKISH, "<p>Uygulamamızı hemen indirin, haberler cebinize gelsin</p>", ["indirin"], "end"),
    "opinions of readers, ar": (ARABIC, "<p>التعليقات المنشورة تعبر عن رأي أصحابها فقط</p>", ["أصحابها"], "end"),
    "newsletter, fr": (ENGLISH, '<p>Recevez chaque matin l’essentiel de l’info dans votre boîte mail</p><p>En vous inscrivant, vous acceptez nos conditions générales.</p>', ["Recevez","En vous inscrivant"], "middle"),
    "newsletter, ru": (RUSSIAN, '<p>Получайте главные новости каждое утро на почту</p><p>Нажимая «Подписаться», вы соглашаетесь с условиями рассылки</p>', ["Получайте","Нажимая"], "middle"),
    "newsletter, tr": (TURKISH, '<p>Günün en önemli haberleri her sabah e-postanızda</p>', ["e-postanızda"], "middle"),
    "newsletter, ar": (ARABIC, '<p>احصل على أهم الأخبار في بريدك الإلكتروني كل صباح</p>', ["بريدك"], "middle"),
    "newsletter, zh": (CHINESE, '<p>每天清晨，最重要的新闻送到您的邮箱</p>', ["邮箱"], "middle"),
    "newsletter, fa": (PERSIAN, '<p>با عضویت در خبرنامه، مهم‌ترین خبرهای روز را در ایمیل خود دریافت کنید</p>', ["خبرنامه"], "middle"),
    "cookies, de": (GERMAN, '<div>Wir verwenden Cookies, um Inhalte zu personalisieren und die Zugriffe auf unsere Website zu analysieren.</div><div>Alle akzeptieren</div>', ["Cookies","Alle akz"], "middle"),
    "cookies, fa": (PERSIAN, '<div>این وب‌سایت برای بهبود تجربه‌ی کاربری شما از کوکی‌ها استفاده می‌کند.</div>', ["کوکی"], "middle"),
    "cookies, zh": (CHINESE, '<div>本网站使用 Cookie 来改善您的使用体验。继续浏览即表示您同意。</div>', ["Cookie"], "middle"),
    "cookies, ur": (ARABIC, '<div>یہ ویب سائٹ آپ کے تجربے کو بہتر بنانے کے لیے کوکیز استعمال کرتی ہے۔</div>', ["کوکیز"], "middle"),
    "share, ur": (ARABIC, '<ul><li>فیس بک پر شیئر کریں</li><li>ٹوئٹر پر شیئر کریں</li><li>لنک کاپی کریں</li></ul>', ["شیئر","لنک"], "end"),
    "share, fa": (PERSIAN, '<p>اشتراک‌گذاری در تلگرام</p><p>اشتراک‌گذاری در واتساپ</p><p>کپی لینک</p>', ["اشتراک","کپی"], "end"),
    "share, da": (ENGLISH, '<p>Del på Facebook</p><p>Del på LinkedIn</p><p>Send på mail</p>', ["Del på","Send på"], "end"),
    "share, es": (ENGLISH, '<p>Compartir en Facebook</p><p>Compartir en WhatsApp</p><p>Copiar enlace</p>', ["Compartir","Copiar"], "end"),
    "share, fr": (ENGLISH, '<p>Partager sur Facebook</p><p>Envoyer par e-mail</p><p>Copier le lien</p>', ["Partager","Envoyer","Copier"], "end"),
    "app, ru": (RUSSIAN, '<p>Скачайте приложение «Вестника» в App Store или Google Play</p>', ["Скачайте"], "end"),
    "app, fr": (ENGLISH, '<p>Retrouvez toute l’actualité sur notre appli</p><p>Disponible sur Google Play</p>', ["Retrouvez","Disponible"], "end"),
    "app, es": (ENGLISH, '<p>Descarga la app de El Muelle y no te pierdas nada</p>', ["Descarga"], "end"),
    "author, fr": (ENGLISH, '<p>À propos de l’auteur</p><p>Journaliste au service société, Léa Mar couvre le littoral depuis 2012.</p>', ["À propos","Journaliste au service"], "end"),
    "author, ru": (RUSSIAN, '<p>Об авторе</p><p>Илья Лосев — обозреватель, пишет о реках и парках с 2009 года.</p>', ["Об авторе","обозреватель"], "end"),
    "author, ar": (ARABIC, '<p>عن الكاتب</p><p>سامي الزين صحفي يكتب عن المدن القديمة منذ عشرين عاما.</p>', ["عن الكاتب","صحفي يكتب"], "end"),
    "credits in many": (ENGLISH, '<p>Foto: Ida Moss/dpa</p><p>© AFP</p><p>Bild: picture alliance / Jon Berg</p><p>Photo : Ida Moss</p><p>Getty Images</p>', ["Foto:","AFP","Bild:","Photo :","Getty Images"], "middle"),
    "credits, zh ar fa": (CHINESE, '<p>图片来源：视觉中国</p><p>（图/新华社）</p>', ["图片来源","新华社"], "middle"),
    "print footer, es": (ENGLISH, '<p>© 2021 El Muelle. Todos los derechos reservados. Prohibida su reproducción total o parcial.</p>', ["derechos","Prohibida"], "end"),
    "print footer, tr": (TURKISH, '<p>Tüm hakları saklıdır. Kaynak gösterilmeden alıntı yapılamaz.</p>', ["hakları","alıntı"], "end"),
    "paywall, es": (ENGLISH, '<p>Contenido exclusivo para suscriptores</p><p>Suscríbete por 1 € al mes</p><p>¿Ya eres suscriptor? Inicia sesión</p>', ["exclusivo","Suscríbete","Ya eres"], "end"),
    "paywall, tr": (TURKISH, '<p>Bu içerik abonelere özeldir.</p><p>Zaten abone misiniz? Giriş yapın</p>', ["özeldir","Zaten"], "end"),
    "next up": (ENGLISH, '<div><p>Up next</p><p><a href="/x">Gulls return</a></p><p>Most viewed</p><ol><li><a href="/y">Rain until Sunday</a></li></ol></div>', ["Up next","Gulls return","Most viewed","Rain until"], "end"),
    "Livefyre as markup": (ENGLISH, '<div class="fyre"><div class="fyre-widget"><p>Sign in</p><p>1 person listening</p><div class="fyre-editor">+ Follow</div><p>Post comment as...</p><p>Newest</p></div></div>', ["listening","Follow","Post comment"], "end"),
    "Coral as markup": (ENGLISH, '<div id="coral_talk_stream"><div class="coral coral-stream"><h2>Comments</h2><p>Be the first to post a comment!</p><p>Join the conversation</p></div></div>', ["Comments","first to post","Join"], "end"),
    "Discourse link": (ENGLISH, '<p>6 replies on the forum</p><p>Discuss this article in our forum</p>', ["Discuss"], "end"),
    "donation": (ENGLISH, '<p>You read us because we are free. Help us stay so: donate today.</p><p>Support our journalism with a monthly gift.</p>', ["donate today","monthly gift"], "end"),
    "ad code split by br": (GERMAN, "<p>window.adq = window.adq || [];<br>window.adq.push({slot: 'mid', w: 300});<br>window.adq.run('mid');</p>", ["adq"], "middle"),
    "ad code of GAM with smart quotes": (PERSIAN, "<p>googletag.cmd.push(function() { googletag.defineSlot(‘/7/a’, [300, 250], ‘div-gpt-ad-1’).addService(googletag.pubads()); });</p>", ["googletag","gpt"], "middle"),
    "css inline": (ARABIC, "<p>#box-7 { width: 100%; } @media (max-width: 600px) { #box-7 { height: 60px; } }</p>", ["box-7","media"], "middle"),
    "iframe shown": (RUSSIAN, '<p>&lt;iframe src="https://ads.example/x" width="300"&gt;&lt;/iframe&gt;</p>', ["iframe","ads.example"], "middle"),
}  # fmt: skip
BY_STRUCTURE = {  # widgets of no telling name and wording
    "form in boxes without names": (ENGLISH, '<div><div><b>Tell us what you think</b></div><div>Your name<br><input type="text" name="a"></div><div>Your mail (not shown)<br><input name="b"></div><div><textarea></textarea></div><div><a href="#">Send it off</a></div></div>', ["Tell us","Your name","not shown","Send it off"], "end"),
    "newsletter box without names": (GERMAN, '<section><h3>Der Fluss am Morgen</h3><p>Jeden Tag um sechs das Wichtigste aus dem Tal, kostenlos und ohne Werbung.</p><input placeholder="E-Mail"><button>Los</button></section>', ["Der Fluss am Morgen","Jeden Tag um sechs"], "middle"),
    "poll widget": (ENGLISH, '<div><p>Vote: should the ferry stay?</p><label><input type="radio"> Yes</label><label><input type="radio"> No</label><button>Vote</button></div>', ["Vote: should"], "end"),
}  # fmt: skip


@pytest.mark.parametrize("name", [*GOES, *BY_STRUCTURE])
def test_it_leaves_a_page(name: str) -> None:
    article, markup, probes, place = {**GOES, **BY_STRUCTURE}[name]
    text = extract_text(in_a_page(article, markup, place))
    assert [probe for probe in probes if probe in text] == []
    assert [line for line in article.paragraphs if line not in text] == []


@pytest.mark.parametrize("name", [name for name in GOES if "<p>" in GOES[name][1]])
def test_it_leaves_a_plain_text(name: str) -> None:
    article, markup, probes, place = GOES[name]
    text = extract_text(in_a_text(article, markup, place))
    assert [probe for probe in probes if probe in text] == []
    assert [line for line in article.paragraphs if line not in text] == []


@pytest.mark.parametrize("motto", ["All the news that floats", "Since 1911 on the quay | Monday", "HARBOUR"])
def test_what_stands_above_the_headline_goes(motto: str) -> None:
    article = f"<p>{motto}</p><h1>{ENGLISH.title}</h1>"
    text = extract_text(page(ENGLISH).replace(f"<h1>{ENGLISH.title}</h1>", article))
    assert text == "\n".join(ENGLISH.paragraphs)


def test_a_short_report_beside_a_field_stays() -> None:
    words = "The ferry sails again from Monday, the operator announced on Friday night."
    report = f'<div><div><input name="q"></div><h1>Ferry sails again</h1><p>{words}</p></div>'
    assert words in extract_text(f"<html><body>{report}</body></html>")


class Counted(list[Block]):
    """Blocks that count how often one is looked at."""

    looks = 0

    def __getitem__(self, index: int) -> Block:  # type: ignore[override]
        self.looks += 1
        return super().__getitem__(index)


@pytest.mark.parametrize("drop", [partial(drop_furniture, linked=True), drop_readers, drop_links])
@pytest.mark.parametrize(
    "lines",
    [
        [Block("A heading that is a link", "heading", links=24)],
        [Block("Leave a comment"), Block("Noor, 2 hours ago"), *map(Block, "abc"), Block(ENGLISH.paragraphs[0])],
        [Block("The council decided on Tuesday night about this:", "list")],
    ],
)  # fmt: skip
def test_twice_the_lines_are_twice_the_work(drop: Callable[[list[Block]], None], lines: list[Block]) -> None:
    looks = []
    for times in (100, 200):
        blocks = Counted(replace(line, kept=True) for line in [Block(ENGLISH.paragraphs[0]), *lines * times])
        drop(blocks)
        looks.append(blocks.looks)
    assert looks[1] <= 2.5 * looks[0]
