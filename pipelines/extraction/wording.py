"""The wording of page furniture in the languages of the web: what a line says, not where it stands.

Each rule matches a whole line (trailing punctuation and decoration removed), so a sentence that only mentions such
words is never touched. Cues that begin a line ("Read also: …") say how the rest must look. `pipelines.extraction.lines`
applies them. Languages: en ar zh ru tr fr es de da fa ur, and what the same widgets say in it pt nl sv no pl ja.
"""

from __future__ import annotations

import re

_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\u064b-\u0652\u0640]")
_ARABIC_FORMS = str.maketrans("أإآٱىةيك", "اااايهیک")

NETWORKS = (
    r"(?:facebook|fb|twitter|x|whats ?app|telegram|linked ?in|pinterest|reddit|instagram|tik ?tok|you ?tube|threads|bluesky|mastodon|"
    r"snapchat|flipboard|tumblr|messenger|viber|line|skype|vk|vkontakte|odnoklassniki|ok\.ru|pocket|xing|weibo|wechat|qq|qzone|signal|"
    r"google ?\+|google ?plus|google news|apple news|soundcloud|spotify|rss|discord|e-?mail|mail|sms|print|copy|"
    r"فیسبوک|فیس بوک|تویتر|اکس|واتساپ|واتس اب|تلگرام|تلیجرام|تیلجرام|تلغرام|انستغرام|انستجرام|اینستاگرام|انستقرام|یوتیوب|لینکدان|لینکد ان|لینکدین|بینترست|"
    r"تیک توک|سناب شات|ثریدز|مسنجر|ٹوئٹر|ٹویٹر|واٹس ایپ|فیس بک|یوٹیوب|ٹیلی گرام|انسٹاگرام|"
    r"微信|微博|新浪微博|朋友圈|qq空间|推特|脸书|臉書|电邮|"
    r"фейсбук|твиттер|телеграм|вконтакте|вк|одноклассники|инстаграм|ютуб|ватсап|вотсап|дзен|яндекс\.?дзен)"
)
"""Regular expression of one social network or way to share."""


def fold(line: str) -> str:
    """The form in which lines are matched: lower case, one kind of apostrophe, Arabic letter forms united,
    decoration at both ends gone."""
    line = _INVISIBLE.sub("", line).casefold().replace("’", "'").translate(_ARABIC_FORMS)
    return _EDGE.sub("", line)


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{a.translate(_ARABIC_FORMS)})" for a in alternatives))


COMMENT_FORM = _any(
    # en: WordPress, Jetpack, tagDiv, Disqus, Facebook, Drupal, Livefyre, Coral, Blogger
    r"(?:leave|post|add|write|submit|drop) (?:a |your |us a )?(?:reply|comments?|response)(?: (?:to|on|below|here|cancel).{0,80})?(?: cancel reply)?",
    r"(?:click here to )?cancel (?:reply|response)(?: to .{1,40})?",
    r"your e-?mail (?:address )?(?:will not|won't|is never) be (?:published|shown|shared|displayed).{0,80}",
    r"(?:all )?(?:required )?fields (?:are )?marked.{0,30}|required fields are marked.{0,20}|(?:\* )?(?:indicates )?required(?: field)?s?",
    r"fill in your details below or click an icon to log ?in.{0,30}",
    r"you are commenting using your.{0,80}",
    r"log ?out(?: */? *change)?|change|log ?in(?: */? *(?:register|sign ?up|change))?|connecting to(?: %s)?",
    r"(?:google|twitter|facebook|wordpress\.com|gravatar)(?:\+| plus)? (?:photo|picture|logo|avatar|account)",
    r"(?:please )?notify me (?:of|when|by|about|via) .{3,80}",
    r"save my (?:name|e-?mail|details)\b.{5,120}",
    r"please (?:enter|type|write|provide) (?:your|a|an) (?:valid )?(?:comment|name|e-?mail(?: address)?|website|message|answer.{0,30})(?: here)?",
    r"you have entered an incorrect e-?mail address.{0,60}",
    r"(?:your )?(?:comment|name|e-?mail(?: address)?|website|web ?site|url|site|message|nickname)(?: ?\*| ?\(?(?:required|optional|will not be published)\)?)?(?: (?:required|optional))?",
    r"(?:log|sign) ?in (?:or (?:register|sign ?up|create an account) )?(?:to|and) (?:leave a |post a |add a |join the |start )?(?:comment|reply|respond|conversation|commenting|vote|discuss).{0,40}",
    r"(?:you must|please|you need to|only registered).{0,40}(?:log(?:ged)? ?in|sign(?:ed)? ?in|registered|subscriber|login|users?).{0,30}(?:comment|reply|post|discussion).{0,30}",
    r"comments? (?:are )?(?:closed|disabled|off|moderation.{0,40}|policy|rules|guidelines|section)(?: (?:for|on) this.{0,40})?",
    r"(?:there are )?(?:no|\d[\d,. ]*|one|zero) (?:comments?|responses?|repl(?:y|ies)|thoughts?)(?: (?:yet|so far|on|to)\b.{0,160})?",
    r"be the first (?:one )?to (?:comment|reply|leave|post|like|respond|know|share).{0,60}",
    r"(?:view|show|load|read|see|hide|all|more|latest|newest|oldest|top|best|sort|join the|start the|your|share your|add to the)(?: all| more)?(?: \d[\d,.]*)? (?:comments?|repl(?:y|ies)|conversations?|discussions?|thoughts)(?: \(?\d*\)?)?",
    r"this site uses akismet.{0,120}|learn how your comment data is processed",
    r"(?:comments? )?powered by (?:disqus|facebook|vuukle|livefyre|coral|openweb|spot\.?im|hyvor|hypercomments|cackle).{0,40}|please enable javascript to view the.{0,60}",
    r"(?:post|submit|publish|send|preview|reply to|report|edit|quote) (?:this )?(?:comment|reply|post|message)s?",
    r"(?:sort|order)(?:ed)? by (?:best|newest|oldest|top|most .{0,20}|date)|what do you think|what are your thoughts|join the (?:discussion|conversation|debate)|have your say",
    r"(?:about|what are) text formats|more information about text formats|(?:no html tags|lines and paragraphs|web page addresses).{0,80}|this question is for testing whether.{0,120}|captcha|(?:enter|type) the (?:characters|code|text).{0,60}",
    r"\d* ?(?:comment|response)s? (?:on|to) [\"“'«].{2,160}|(?:also on|recommended by|what's this|commenting as).{0,40}|(?:your )?email address(?: \*)?|facebook comments?(?: plugin| box)?|\d+ (?:comments? )?sort by.{0,30}",
    r"subscribe to (?:our )?(?:comments?|replies|this thread|new comments).{0,40}|(?:reply|respond)(?: to .{1,40})?|comments?(?: ?[\(\[:]? ?\d+ ?[\)\]]?)?|responses?(?: ?\(\d+\))?",
    r"don't have an account.{0,40}|forgot (?:your )?password.{0,20}|remember me|user ?name|password",
    # ar
    r"(?:اترك|اضف|اكتب|شاركنا|ارسل|شارك)(?: لنا)? (?:تعليق|رد|رايک|تعليقک|ردک|تعقيب|الرد)\w{0,3}.{0,40}",
    r"(?:لن|لا) يتم نشر (?:عنوان )?(?:بريدک|البريد).{0,40}|(?:الحقول|الخانات).{0,20}(?:الالزاميه|المطلوبه|الضروريه).{0,40}|بريدک الالکتروني لن.{0,30}",
    r"احفظ (?:اسمي|بياناتي).{5,120}|(?:اعلمني|ابلغني|نبهني|اعلامي).{5,80}|الغاء الرد|(?:ارسال|نشر|اضافه|اضف|مشاهده|عرض|جميع|کل|اکتب)(?: جميع| کل)? (?:ال)?(?:تعليق|تعليقات|تعليقک|ردود|رد)",
    r"(?:ال)?تعليقات?(?: ?[\(\[:]? ?[\d٠-٩]+ ?[\)\]]?)?|(?:ال)?تعليقات (?:مغلقه|القراء|الزوار|الفيسبوک|فيسبوک).{0,30}|لا (?:توجد|يوجد|تعليقات).{0,30}|(?:[\d٠-٩]+) تعليقات?|کن اول من.{0,30}|اضف تعليقا",
    r"(?:ال)?(?:اسم|بريد|موقع|تعليق|رساله)(?: ?\*)?|(?:ال)?(?:بريد|موقع) ?(?:ال)?(?:الکتروني|ايميل)(?: ?\*)?|(?:يجب|عليک|سجل|قم ب).{0,30}(?:تسجيل الدخول|الدخول).{0,40}|هذا الموقع يستخدم.{0,20}(?:اکيسميت|akismet).{0,80}",
    # fa, ur
    r"(?:دیدگاه|نظر|نظرات|پاسخ)(?:ی|ها|های|تان)?(?: خود)?(?: را)?(?: اینجا)? ?(?:بنویسید|بگذارید|ثبت کنید|ارسال کنید|شما|کاربران|خوانندگان|بدهید|دهید|بسته)?.{0,20}",
    r"(?:نشانی|آدرس|ادرس) ایمیل شما منتشر نخواهد شد.{0,40}|بخش‌?های موردنیاز.{0,40}|ذخیره نام.{5,120}|لغو پاسخ|فرستادن دیدگاه|ارسال (?:نظر|دیدگاه)|(?:[\d۰-۹]+) (?:نظر|دیدگاه)|(?:نام|ایمیل|وب‌? ?سایت)(?: ?\*)?",
    r"(?:اپنی راے|تبصره|تبصرہ|اپنا تبصره|جواب).{0,20}(?:دیں|لکھیں|کریں|چھوڑیں|شامل کریں).{0,20}|تبصرے(?: ?\(?\d*\)?)?|آپ کا ای ?میل.{0,60}|اپ کا ای ?میل.{0,60}",
    # zh, ja
    r"(?:发表|發表|添加|提交|写|寫|我要|查看|全部|最新|热门|熱門|网友|網友|用户|所有|更多|暂无|暫無|评论|點擊|点击)?(?:您的|你的|全部|条|所有)?(?:评论|評論|留言|回复|回覆|跟帖|跟贴)(?:列表|区|區|数|一下|内容|功能)?(?: ?[\(（:：]? ?\d* ?[\)）]?条?)?",
    r"(?:取消|发送|提交)(?:回复|回覆|评论|評論)|(?:您的|你的)?(?:电子)?(?:邮箱|电邮|電子郵件|电子邮件)(?:地址)?(?:不会被公开|不会被|將不會).{0,20}|必填项已用.{0,12}|在此浏览器中保存.{0,40}|(?:请|請)?(?:先)?(?:登录|登錄|登入|注册)(?:后|後|以|才能|参与|/).{0,16}(?:评论|評論|回复|留言|注册)?|(?:昵称|暱稱|姓名|显示名称|邮箱|网站|網站|电子邮件)(?: ?\*)?",
    r"コメント(?:を(?:残す|書く|投稿|する|送信)|する|一覧|欄)?(?: ?\(?\d*件?\)?)?|メールアドレスが公開されることはありません.{0,40}",
    # ru
    r"(?:оставить|добавить|написать|ваш|отправить|показать|читать|все|новый|нет|обсудить|скрыть|войдите.{0,20}|комментировать)? ?(?:ответ|комментари\w+|отзыв|обсуждени\w+|комментировать)(?: ?[\(:]? ?\d* ?\)?)?(?: отменить ответ)?",
    r"ваш (?:e-?mail|адрес email|адрес электронной почты)(?: адрес)? не будет опубликован.{0,50}|обязательные поля помечены.{0,10}|сохранить мо[её] имя.{5,120}|(?:имя|почта|сайт|e-?mail|электронная почта)(?: ?\*)?|чтобы (?:оставить|добавить|оставлять|написать).{0,60}|отменить ответ|(?:войдите|авторизуйтесь|зарегистрируйтесь).{0,20}чтобы.{0,40}",
    # tr
    r"(?:bir )?(?:yanıt|yorum|cevap)(?:lar|unuz|ları|u|ını|unuzu)?(?: (?:yazın|yazınız|yap|yapın|yaz|bırak|bırakın|gönder|gönderin|ekle|oku|iptal et|yok|kapalı|kapat))?(?: ?\(?\d*\)?)?(?: iptal)?|(?:bir )?yanıtı? iptal et|cevabı iptal et",
    r"e-?posta (?:hesabınız|adresiniz) yayı(?:m|n)lanmayacak.{0,60}|gerekli alanlar.{0,40}|(?:bir dahaki sefere|daha sonraki yorumlarımda).{5,120}|(?:isim|ad|ad soyad|e-?posta|internet sitesi|web sitesi|adınız)(?: ?\*)?|(?:ilk yorumu|yorum yapmak için|yorum yapabilmek için).{0,60}|henüz yorum.{0,40}",
    # fr
    r"(?:laisser|laissez|ajouter|ajoutez|poster|publier|écrire|écrivez|déposer|rédiger|voir|lire|afficher|tous)(?: les| tous les| un| votre| le)? (?:commentaires?|réponse|avis)(?: ?\(?\d*\)?)?.{0,30}|annuler la réponse",
    r"votre adresse (?:e-?mail|de messagerie|courriel) ne sera pas publiée.{0,80}|les champs obligatoires.{0,40}|enregistrer mon nom.{5,120}|(?:nom|e-?mail|courriel|site web|site|votre nom|pseudo)(?: ?\*)?|(?:\d+ |aucun |pas de |soyez le premier à )?(?:commentaires?|réponses?|réactions?|commenter)(?: ?\(?\d*\)?)?|(?:connectez-vous|vous devez).{0,40}comment.{0,20}|prévenez-moi.{5,80}|avertissez-moi.{5,80}",
    # es, pt
    r"(?:deja|dejar|deje|añade|añadir|agrega|agregar|escribe|escribir|publicar|publica|enviar|ver|leer|deixe|deixar|escreva|adicionar|comente|ver todos)(?: los| un| una| tu| su| o| os| seu| todos los)? ?(?:comentarios?|respuestas?|comentários?|resposta)?(?: ?\(?\d*\)?)?(?: (?:cancelar|aquí).{0,20})?|cancelar (?:la )?(?:respuesta|resposta)",
    r"(?:tu|su) (?:dirección de correo|correo|email).{0,20}no ser[áa] publicad.{0,60}|o seu endereço de e-?mail não será publicado.{0,60}|(?:los )?campos obligatorios.{0,40}|campos obrigatórios.{0,40}|(?:guarda|guardar|salvar) m(?:i|eus?) (?:nombre|dados).{5,120}|(?:nombre|nome|correo electrónico|correo|web|sitio web|e-?mail)(?: ?\*)?|(?:\d+ |sin |no hay |nenhum )?(?:comentarios?|comentários?|respuestas?)(?: ?\(?\d*\)?)?|(?:sé el primero|inicia sesión|debes (?:iniciar|estar)).{0,60}",
    # de, da, sv, no, nl
    r"(?:schreiben? sie|schreibe|hinterlasse|hinterlassen sie|verfasse|kommentar|einen|antwort|alle|neuer)?(?: einen| eine| den| ihren)? ?(?:kommentare?|antwort|antworten|leserkommentare?)(?: ?\(?\d*\)?)?(?: (?:schreiben|abgeben|verfassen|hinterlassen|abschicken|absenden|abbrechen|lesen|anzeigen|hinzufügen|verfassen))?(?: (?:antwort )?abbrechen)?",
    r"(?:deine|ihre) e-?mail-?adresse wird nicht veröffentlicht.{0,80}|(?:erforderliche|pflicht)felder? (?:sind|mit).{0,40}|meinen namen.{5,120}|(?:name|e-?mail|website|webseite)(?: ?\*| \(erforderlich\))?|(?:benachrichtige|benachrichtigen).{5,100}|(?:jetzt )?(?:mitdiskutieren|diskutieren sie mit|zur diskussion|diskussion).{0,20}|(?:bitte )?(?:melden sie sich an|loggen sie sich ein|anmelden).{0,10}um.{0,20}(?:kommentier|antwort).{0,20}",
    r"(?:skriv|tilføj|giv|efterlad|send|lämna|legg igjen|læs|se|vis)(?: en| et| ett| din| alle)? (?:kommentar(?:er|en|erne)?|svar)(?: ?\(?\d*\)?)?.{0,20}|(?:annuller|avbryt) svar|(?:din|ditt) e-?mail(?:adresse)? (?:vil ikke blive|blir ikke|vil ikke bli) .{0,40}|(?:krævede|obligatoriske) felter.{0,40}|gem mit navn.{5,120}|(?:navn|namn|hjemmeside|webbplats)(?: ?\*)?|(?:\d+ )?(?:kommentarer?|reacties?)(?: ?\(?\d*\)?)?|(?:geef een|laat een|plaats een) reactie.{0,40}|reactie annuleren",
)
"""Labels, buttons and notes of comment forms, whole lines."""

SHARE = _any(
    rf"(?:(?:share|tweet|pin|post|send|email|print|copy|like|save|recommend|follow|forward|click to (?:share|email|print)|teilen|partager|compartir|paylaş|del|поделиться|شارک|مشارکه|分享|اشتراک|شیئر|compartilhar|condividi)\w*"
    rf"(?: (?:this|the|it|on|via|to|by|with|in|a|an|article|story|page|post|link|auf|sur|en|på|в|علی|عبر|على|到|در|friend|artikel|l'article|cet article|artículo|esto|:))*[\s:|•·/,+-]*)?"
    rf"(?:{NETWORKS})(?:(?:[\s|•·/,+&-]|and|or|y|et|und|og|ve|и|و|或|\d|share|tweet|link|this|on|via|to|save|more|opens? in (?:a )?new window|\(|\))*(?:{NETWORKS}))*"
    r"(?: ?\(?opens? in (?:a )?new window\)?)?(?: ?(?:share|tweet|link|this|message|logo|icon|button|s))?",
    r"(?:click to |please )?(?:share|tweet|re-?tweet|pin it|repost)(?: (?:this|on|via|to|with|:|the|it|article|story|post|page|news|link|your|friends|others|social media|love|now))*(?: ?\d[\d.,]*[km]?)?",
    r"(?:\d[\d.,]*[km]? )?(?:shares?|views?|likes?|reads|retweets?|people like this|total shares)(?: \d+)?|like this|like loading|loading|like(?:d)? by.{0,60}|(?:one|\d+) bloggers? likes? this",
    r"(?:copy|copied|get|copiar|copier|link|kopieren)(?: the| el| le| den)? (?:link|url|enlace|lien|kopieren|kopiert|copied|address)(?: (?:to clipboard|copied|address))?.{0,20}|link copied.{0,20}|(?:print|save|bookmark|e-?mail)(?: (?:this|article|page|story|post|to a friend|for later))*",
    r"(?:شارک|مشارکه|انشر|ارسل|طباعه|نسخ)(?: (?:هذا|هذه|علي|على|عبر|المقال|الخبر|الموضوع|مع|اصدقائک|الرابط|المقاله|الصفحه|القصه|عن|طريق|الاصدقاء|رابط))*|(?:分享|转发|轉發|收藏|点赞|點讚|打印|复制链接|分享到|分享至|扫一扫|扫码分享)(?:到|至|本文|文章|给朋友|朋友圈|按钮)*.{0,8}",
    r"(?:поделиться|поделитесь|расскажите|рассказать)(?: (?:в|с|этой|новостью|статьей|друзьями|друзьям|соцсетях|социальных|сетях|ссылкой|записью|публикацией|материалом|с друзьями))*|(?:haberi |bu haberi |yazıyı )?(?:paylaş|paylaşın|tweetle|yazdır|beğen|paylaşım)(?: \w+){0,3}|(?:partage[rz]|imprimer|envoyer)(?: (?:cet|l'|article|sur|par|la|page|à|un|ami|cette|publication|vos|réseaux|sociaux|mail))*",
    r"(?:comparte|compartir|imprimir|enviar|compartilh[ae]r?)(?: (?:este|esta|artículo|noticia|en|por|la|el|a|con|tus|amigos|redes|sociales|nota|página|notícia|no))*|(?:artikel |beitrag |seite )?(?:teilen|drucken|merken|empfehlen|versenden|mailen)(?: (?:artikel|auf|per|mit|freunden|beitrag|seite|diesen|sie|an|freunde))*|(?:del|tip en ven|udskriv)(?: (?:artiklen|på|med|denne|artikel|via|venner))*",
    r"(?:به )?(?:اشتراک|اشتراک گذاری|اشتراک‌?گذاری|همرسانی|ارسال|چاپ|کپی)(?: (?:گذاشتن|بگذارید|در|این|مطلب|خبر|صفحه|لینک|به|دوستان|کوتاه|گذاری))*|شیئر(?: کریں| کیجیے)?|(?:اس خبر کو )?شیئر.{0,12}|لینک کوتاه.{0,60}",
)
"""Share bars and counters, whole lines."""

_SOCIAL = rf"(?:{NETWORKS})"
_AND = r"[\s,،、&|/+؛.]|and|or|our|the|channels?|pages?|account|accounts|social media|y|e|et|und|og|ve|и|و|او|اور|或|和|@[\w.]+|at|on|page|قناتنا|صفحتنا|حسابنا|kanal\w*|каналы?|группы?"
PROMPT = _any(
    # follow us
    rf"(?:(?:please|also|you can|don't forget to|be sure to|make sure to|and|to) )*(?:follow|like|find|join|add|connect with|subscribe to|visit|catch|watch|get in touch with|stay (?:connected|up to date|tuned|informed) (?:with|by|via))\b[^.!?]{{0,80}}?\b(?:on|via|at|in|through)\b (?:{_AND})*{_SOCIAL}(?:(?:{_AND})+(?:{_SOCIAL}|[\w' ]{{0,20}}))*(?: (?:for|to (?:get|stay|receive|read|see|keep)).{{0,100}})?",
    r"(?:follow|like|join|find) us(?: (?:on|here|now|for).{0,80})?|follow @\w+.{0,40}|follow (?:the )?(?:author|reporter|writer|this (?:topic|author|story))\b.{0,30}|follow (?:him|her|them|me) (?:on|at) .{0,60}",
    rf"(?:لمتابعه|للمتابعه|تابع\w{{0,4}}|تابعونا|انضم\w{{0,3}}|اشترک\w{{0,3}}|لمتابعتنا)\b.{{0,60}}(?:علي|على|عبر|في|الي|الى|ل)\b.{{0,40}}{_SOCIAL}.{{0,60}}|(?:تابعونا|تابعنا|تابع)(?: (?:على|علي|عبر|الان)?.{{0,40}})?",
    rf"(?:关注|關注|扫描|扫一扫|长按|下载|下載|请关注|敬请关注|欢迎关注|添加).{{0,40}}(?:{_SOCIAL}|公众号|公眾號|二维码|客户端|APP|app|官方).{{0,30}}",
    rf"(?:подписывайтесь|подпишитесь|подписаться|читайте нас|следите|присоединяйтесь|вступайте|будьте в курсе).{{0,60}}(?:{_SOCIAL}|telegram|канал|соцсет|сет[ия]х|новост|дзен|рассылк|группе?|страниц).{{0,80}}|подписывайтесь на (?:нас|наш).{{0,80}}|подписаться",
    rf"(?:bizi |haberlerimizi |gelişmeleri )?.{{0,40}}{_SOCIAL}.{{0,30}}(?:takip ed(?:in|iniz|ebilirsiniz)|abone ol(?:un)?|katılın).{{0,20}}|bizi takip ed.{{0,40}}|takip et(?:in)?",
    rf"(?:suivez|retrouvez|rejoignez|abonnez)(?:-nous|-vous|-le|-la)?\b.{{0,60}}\b(?:sur|à|via)\b.{{0,40}}{_SOCIAL}.{{0,60}}|suivez-nous.{{0,60}}|rejoignez-nous.{{0,60}}",
    rf"(?:sígue(?:nos|me|lo)|síganos|seguinos|únete|suscríbete|siga(?:-nos)?|siga nos|acompanhe|inscreva-se).{{0,60}}(?:{_SOCIAL}|redes sociales|redes sociais|canal).{{0,80}}|síguenos(?: en)?.{{0,60}}",
    rf"(?:folgen|besuchen|abonnieren|folge|abonniere|finden)(?: sie| uns| du)*\b.{{0,60}}(?:auf|bei|über|jetzt)\b.{{0,40}}(?:{_SOCIAL}|kanal).{{0,60}}|(?:følg|like|find)(?: os| oss| med)\b.{{0,60}}(?:{_SOCIAL}).{{0,40}}|følg os.{{0,40}}|volg ons.{{0,60}}|följ oss.{{0,60}}",
    rf".{{0,40}}(?:ما را|خبرها|اخبار).{{0,60}}{_SOCIAL}.{{0,40}}(?:دنبال|بخوانید|بپیوندید|پیگیری|ببینید).{{0,20}}|(?:به )?(?:کانال|صفحه).{{0,60}}(?:{_SOCIAL}).{{0,40}}(?:بپیوندید|بپیوندید|شوید|کنید).{{0,10}}|.{{0,40}}(?:ہمیں|ہمارے).{{0,60}}{_SOCIAL}.{{0,40}}(?:فالو|لائک|سبسکرائب|جوائن).{{0,20}}",
    # newsletters and alerts
    r"(?:(?:please|click here to|to|want more\?|why not|you can also|don't miss (?:out|a thing|a story|anything)[.!:,-]?) )*(?:sign[- ]?up|subscribe|register|join)\b(?! (?:or|her|his|their)\b)[^\"“”«»]{0,100}?\b(?:newsletters?|e-?mails?|inbox|mailing list|bulletins?|briefings?|digest|alerts?|updates|notifications|headlines|podcast|free trial|today|now|here|for free)\b(?!,? (?:said|says|told|urged|warned))[^\"“”«»]{0,160}",
    r"get (?:the|our|all|your|more|breaking|daily|weekly|a|today's|these|top|free)\b[^\"“”«».!?]{0,90}\b(?:newsletters?|e-?mails?|inbox|bulletins?|briefings?|digest|alerts?|updates|notifications|morning call|to your (?:phone|mailbox))\b[^\"“”«».!?]{0,80}",
    r"(?:[^\"“”«».!?]{3,100} )?(?:delivered|sent|straight|direct(?:ly)?|right)(?: (?:straight|direct(?:ly)?|right))? (?:to|into|in) your (?:e-?mail|inbox|phone|mailbox)\b.{0,100}",
    r"(?:our |daily |weekly |free |e-?mail |the |morning |evening )*newsletters?(?: (?:sign[- ]?up|signup|subscription|subscribe))?|enter your e-?mail(?: address)?.{0,100}|(?:your|work) e-?mail address|(?:we|i) (?:will|'ll|won't|would like to|promise|care).{0,30}(?:spam|privacy).{0,60}|by (?:signing up|subscribing|clicking|submitting|continuing|entering|providing)\b.{0,60}\b(?:you|i)\b.{0,240}",
    r"thank(?:s| you) for (?:signing up|subscribing|reading (?:this|our|the)).{0,100}|check your (?:inbox|e-?mail).{0,80}|you(?:'ve| have) (?:successfully )?(?:subscribed|signed up|been added).{0,80}|(?:an error|something) (?:has )?(?:occurred|went wrong).{0,60}",
    r"(?:subscribe|sign ?up|register|log ?in|join)(?: (?:now|today|here|free|for free|to continue(?: reading)?|to read (?:more|the full).{0,40}))?|already (?:a )?(?:subscriber|member|registered|have an account|subscribed).{0,60}|(?:this (?:article|content|story|page) is|to (?:continue|keep) reading).{0,80}(?:subscribers?|members?|subscribe|register|log in|sign in).{0,60}|support (?:our|independent|quality) journalism.{0,120}",
    r"(?:اشترک|سجل|انضم|اشترکوا|للاشتراک|احصل)\b.{0,60}(?:نشره|نشرتنا|النشره|بريدک|البريديه|القائمه|الاخباريه|بريدي|النشرات).{0,80}|(?:النشره البريديه|النشره الاخباريه|القائمه البريديه).{0,40}",
    r"(?:订阅|訂閱|注册|免费订阅).{0,30}(?:通讯|简报|電子報|电子报|新闻|邮件|newsletter|电邮|快讯).{0,30}|(?:订阅|訂閱)|подпи(?:шитесь|сывайтесь|ска|саться)\b.{0,60}(?:рассылк|новост|уведомлен|e-?mail|почт).{0,60}|(?:e-?)?(?:posta )?(?:bülten(?:imize|e|i)?).{0,30}(?:abone|kayıt|üye).{0,40}|(?:abone|üye) ol(?:un)?",
    r"(?:inscrivez-vous|abonnez-vous|recevez|s'inscrire|s'abonner|inscription)\b.{0,80}(?:newsletters?|lettre|e-?mail|boîte|infolettre|alertes?|actualité|notifications?).{0,80}|(?:suscríbe(?:te|se)|regístrate|recib[ea]|apúntate|inscreva-se|assine|cadastre-se|receba)\b.{0,80}(?:newsletters?|boletín|boletines|correo|e-?mail|noticias|alertas|notícias).{0,80}",
    r"(?:melden sie sich|abonnieren|bestellen|erhalten|jetzt|hier)\b.{0,80}(?:newsletter|anmelden|e-?mail-?adresse|posteingang).{0,80}|newsletter(?:anmeldung| abonnieren| bestellen)?|(?:tilmeld|få|modtag|abonner)\b.{0,60}(?:nyhedsbrev|indbakke|mail).{0,60}|.{0,40}خبرنامه.{0,60}(?:شوید|کنید|عضو).{0,20}|(?:عضویت در )?خبرنامه|.{0,60}نیوز ?لیٹر.{0,60}",
    # cookies, consent, browser, ad blockers
    r"(?:we|our (?:site|website|partners)|this (?:site|website|page|webpage)|[\w. ]{2,30}\.(?:com|org|net))\b(?: and our.{0,40}?)? (?:also )?(?:uses?|requires?|stores?|places?|values? your privacy|and our partners)\b.{0,200}(?:cookies?|privacy|personal(?:ised|ized)?|technolog).{0,300}",
    r"(?:by (?:continuing|using|browsing|clicking|closing)|if you continue|to (?:enjoy|get) (?:all )?the (?:full |best )?(?:benefits?|experience|most)(?: (?:of|out of|on))? our|in order to (?:enjoy|provide|use|give)).{0,60}(?:site|website|cookies?|page|service)\b.{0,200}",
    r"(?:accept|reject|allow|manage|decline|only|agree to|necessary)(?: all| only| optional| essential)? (?:cookies?|cookie (?:settings|preferences|policy)|preferences|all)(?: .{0,30})?|cookie (?:settings|preferences|policy|notice|consent)|(?:i |we )?(?:agree|accept|got it|ok|okay|understand|consent)|manage (?:preferences|options|settings|choices)|privacy (?:policy|notice|settings|center)|terms(?: (?:of|and|&) (?:use|service|conditions))?",
    r"(?:please )?(?:enable|turn on|activate|allow) (?:java ?script|cookies)\b.{0,120}|(?:java ?script|cookies) (?:is|are|must be|seems? to be|appears? to be)\b.{0,20}(?:disabled|enabled|required|turned off|off).{0,120}|your browser (?:does not|doesn't|is (?:out of date|not supported|outdated)|currently|must).{0,160}|you are using an? (?:outdated|old|unsupported).{0,120}|(?:please )?(?:disable|turn off|pause|whitelist).{0,40}ad ?-?block.{0,120}|(?:ad ?-?block(?:er)?|it (?:looks|seems|appears) like you).{0,40}(?:detected|enabled|ad ?-?block).{0,160}",
    r"(?:نستخدم|يستخدم (?:هذا )?الموقع|باستخدام(?:ک)? (?:هذا )?(?:ال)?موقع).{0,80}(?:کوکيز|ملفات تعريف الارتباط|cookies|سياسه).{0,160}|(?:本网站|我们|本站|本網站).{0,20}使用.{0,6}cookies?.{0,100}|(?:мы используем|этот сайт использует|сайт использует|продолжая (?:использовать|пользоваться)).{0,80}(?:cookies?|куки|сайт).{0,160}|(?:sitemiz|bu site|web sitemiz|internet sitemiz).{0,80}(?:çerez|cookie).{0,160}",
    r"(?:nous utilisons|ce site utilise|en poursuivant|nous et nos partenaires).{0,100}(?:cookies|navigation|traceurs).{0,200}|(?:utilizamos|usamos|este sitio (?:web )?(?:usa|utiliza)|esta web (?:usa|utiliza)|este site (?:usa|utiliza)|si continúa).{0,100}(?:cookies|navegando).{0,200}|(?:wir (?:verwenden|nutzen|setzen)|diese (?:web)?(?:site|seite) (?:verwendet|nutzt|benutzt)|unsere website).{0,100}cookies.{0,200}|(?:vi bruger|vi anvender|dette website|denne hjemmeside|vi använder|vi bruker).{0,80}(?:cookies|informasjonskapsler).{0,160}|.{0,40}(?:کوکی|کوکیز).{0,60}(?:استفاده می|استعمال).{0,80}",
    # apps
    r"(?:download|get|install|open|read|try|use|listen)\b[^.!?\"“]{0,40}\b(?:our |the |its |free )?(?:[\w' ]{0,30} )?(?:mobile )?app\b(?: (?:on|from|for|now|today|here|free|in|to|and)\b.{0,80})?|(?:download|get it|available|find us)(?: it)?(?: now)? (?:on|from|in|at) (?:the )?(?:google play|app store|apple).{0,60}|(?:حمل|نزل|حملوا|لتحميل|تحميل) (?:ال)?تطبيق.{0,60}|(?:скачайте|скачать|установите).{0,20}приложени.{0,60}|(?:下载|打开|安装).{0,12}(?:客户端|app).{0,20}|téléchargez.{0,20}application.{0,40}|descarg(?:a|ue|ar).{0,20}(?:app|aplicación).{0,40}|(?:jetzt )?.{0,20}app (?:herunterladen|downloaden|laden|öffnen).{0,40}|uygulama(?:mızı|yı)? indir.{0,30}|(?:hent|download) (?:vores )?app.{0,40}|اپلیکیشن.{0,30}(?:دانلود|ڈاؤن).{0,20}",
    # support, tips, contact
    r"(?:have|got|do you have)(?: you)?(?: a| any| an)? (?:news ?)?(?:tips?|story|news|stories|scoop|confidential)\b.{0,140}|(?:contact|e-?mail|write to|reach)(?: (?:us|me|the (?:author|writer|reporter|editor|newsroom)|our (?:news ?team|newsroom|team)|her|him))\b.{0,100}(?:at|on|by|here|@).{0,80}|(?:donate|contribute|become a (?:member|supporter|patron)|support us|help us)(?: (?:now|today|here|to|by|via|on|with)\b.{0,100})?|please (?:consider )?(?:donat|support|subscrib)\w+.{0,120}",
    # video players, galleries, ad notes
    r"(?:watch|play|click|tap|press|scroll|swipe|listen|view|see|open)(?: (?:the|this|here|down|now|to|for|video|below|above|more|full|image|gallery|photos?|slideshow|live|on|in|all|article|next|up|and|a|larger|enlarge|expand|continue|play|watch|listen|audio|story|version))*|(?:video|audio|image|photo|gallery|player|media|content|live stream)s?(?: (?:player|playback|is|not|unavailable|available|loading|cannot|could not|be|played|gallery|caption|source|credit|error|currently|1|of|\d+|unmute|mute))*|(?:this video|the video|video) (?:file )?(?:can(?:'t|not)|is not|is no longer|has been|is unavailable).{0,60}|unable to (?:load|play).{0,60}|(?:pause|play|mute|unmute|fullscreen|captions?|settings|skip ad|skip|close|replay|rewind|current time|duration|remaining time|loaded|progress|volume|next up|up next|now playing|autoplay)(?: (?:\d|:|%|video|ad|dialog|modal|window|in|seconds?))*",
    r"(?:advertise?ments?|sponsored(?: content| links?| by.{0,40})?|advertorial|paid (?:post|content|advertisement)|promoted(?: content| by.{0,30})?|ads?(?: by \w+)?|commercial break|partner content|article continues (?:after|below)\b.{0,40}|(?:story|content|article) continues.{0,40}|(?:continue|keep) reading(?: below| the (?:main|rest|full) .{0,20})?|continue(?:s)? (?:after|below).{0,40}|scroll (?:down )?(?:to continue|for more).{0,40}|skip (?:to (?:content|main content|end of.{0,30})|advert(?:isement)?|ad|past.{0,40})|(?:report|why) this ad|remove ads|after (?:the|this) (?:ad|advertisement))(?: ?[-–—:|] ?(?:continue reading below|scroll.{0,30}|article continues.{0,30}))?",
    r"(?:ال)?اعلانات?|اعلان(?: ممول| مدفوع)?|محتوى (?:اعلاني|ممول|برعايه).{0,20}|广告|廣告|推广|赞助内容|реклама|на правах рекламы|reklam(?:lar)?|reklamdan sonra.{0,20}|publicité|publicidad(?:e)?|la suite après (?:la|cette) publicité|lire la suite|continuer (?:la|votre) lecture|sigue leyendo|seguir leyendo|continúa leyendo|continua después.{0,30}|anzeige|werbung|annonce|artiklen fortsætter.{0,30}|weiterlesen|nach der werbung.{0,20}|annons|reklame|تبلیغات?|آگهی|اگهی|ادامه مطلب|ادامه خبر|اشتہار|اشتهار|مزید پڑھ\w+|اقرا المزيد|المزيد|阅读全文|查看更多|展开全文|點擊閱讀|читать (?:далее|дальше|полностью)|подробнее|devamını oku|devamı|haberin devamı.{0,20}|広告|続きを読む|læs (?:mere|videre)|les mer|läs mer|lees (?:meer|verder)",
    # image placeholders
    r"(?:no )?(?:alt(?:ernative)?(?: text)?|image|photo|picture|description|caption)(?: (?:text|description|provided|available|for|this|not|image|missing|photo|placeholder|no|added|has|been|yet|is|found|unavailable|of))*|image may contain.{0,120}|(?:click|tap) (?:to|on|the|for|here).{0,40}(?:enlarge|image|photo|larger|full ?screen|zoom).{0,20}|(?:enlarge|expand|zoom|open|view|hide|show|toggle|download) (?:this )?(?:image|photo|picture|caption|gallery|fullscreen)(?: in .{0,30})?|(?:لا يوجد|لا تتوفر|بدون|لم يتم).{0,20}(?:نص بديل|صوره|صور|وصف).{0,40}|(?:图片|圖片)(?:说明|來源|来源|加载中|无法显示|描述)?.{0,12}|(?:замещающий текст|альтернативный текст|нет изображения|изображение (?:не|отсутств).{0,30}).{0,40}|(?:pas de|aucun|aucune) (?:texte alternatif|image|description).{0,60}|(?:no hay|sin|ningún) (?:texto alternativo|imagen|descripción).{0,60}|kein(?:e|en)? (?:alternativtext|alt-?text|bild|bildbeschreibung).{0,60}|(?:resim|görsel|fotoğraf|alternatif metin).{0,20}(?:yok|bulunamadı|sağlanmadı|açıklama.{0,20})|ingen (?:alternativ tekst|alt-?tekst|billede).{0,40}|(?:هیچ )?(?:متن جایگزین|تصویر).{0,20}(?:ندارد|وجود ندارد|نشده).{0,20}|bild vergrößern|agrandir l'image|ampliar (?:imagen|foto)|اضغط.{0,20}(?:الصوره|لتکبير).{0,20}",
    # navigation
    r"(?:back to|return to|go to)(?: the)? (?:top|home(?:page)?|previous|main|article|news|index)(?: page)?|(?:previous|next|older|newer)(?: (?:article|story|post|page|entry|slide|photo))?(?: ?[»›→:].{0,120})?|(?:home(?: ?page)?|menu|search|contact(?: us)?|about(?: us)?|advertise(?: with us)?|rss|site ?map|sitemap|archives?|categories|tags?|trending|popular|most (?:read|popular|viewed|shared)|latest(?: news| stories)?|top stories|editor'?s'? picks?|show (?:more|less)|load more|see (?:more|all)|view (?:all|more)|more(?: stories| news| posts| articles| videos)?|show all|toggle.{0,30}|read (?:more|next|full (?:story|article))|continue|close|hide|expand|collapse|table of contents|on this page|in this article|jump to.{0,40}|topics|filed under|share|comments?|reactions?)",
    r"(?:all rights reserved|copyright|©|\(c\)|copyrights? (?:©|\(c\))?).{0,160}|.{0,80}(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|все права защищены|tüm hakları saklıdır|جميع الحقوق محفوظه|تمامی حقوق|کلیه حقوق|جملہ حقوق|版权所有|版權所有|alle rettigheder).{0,120}|(?:this material|this (?:article|content)) may not be (?:published|reproduced|broadcast).{0,160}",
)
"""Invitations, notes and controls of the page itself, whole lines."""

READ_ALSO = _any(
    r"(?:read|see|watch|learn|find out|listen|view|check out)(?: it)? (?:also|more|next|on|now|the full (?:story|article|report))",
    r"also (?:read|see|watch|on .{2,30}|in .{2,30})|(?:see|must|you (?:may|might)|don't|editor's|recommended|more|further|trending|suggested|top|related|similar|latest|other|popular|most)(?: also)?(?: (?:like|miss|read|reads?|reading|picks?|for you|from|on this|on|stories|story|articles?|coverage|posts?|news|content|topics?|links?|videos?|items?|searches|headlines|analysis|opinions?|features?|pieces|by this author|in this section|of the day|now|enjoy|be interested in|have missed))+(?: .{2,30})?",
    r"related|more|recommended|read|see also|up next|next|trending(?: now)?|in case you missed it|icymi|explainer|background|background reading|related to this (?:story|article)|on the same topic|more on this(?: story| topic)?|more (?:from|on|about) .{2,40}|what (?:else )?to read(?: next)?",
    r"اقرا (?:ايضا|المزيد|کذلک|اکثر|عن)|اقراء ايضا|شاهد (?:ايضا|المزيد|کذلک)|طالع (?:ايضا|المزيد|کذلک)|(?:مواضيع|اخبار|مقالات|موضوعات|مواد|قصص|عناوين|تقارير|فيديوهات|روابط|محتوى)(?: قد)? (?:ذات صله|مرتبطه|مشابهه|متعلقه|اخرى|اخري|تهمک|متصله|ذات علاقه|مقترحه|يهمک).{0,20}|ذات صله|قد (?:يعجبک|يهمک|تهمک) ?(?:ايضا)?|للمزيد|لقراءه المزيد|المزيد (?:من|عن|حول)?.{0,30}|الاکثر (?:قراءه|مشاهده|شيوعا|تداولا)|انظر ايضا|وايضا|يمکنک (?:ايضا )?قراءه|اخترنا لک(?:م)?|تابع ايضا|مقالات|مختارات",
    r"(?:延伸|相关|相關|推荐|推薦|更多|扩展|拓展|热门|熱門|猜你喜欢|精彩|往期|编辑|今日)(?:阅读|閱讀|新闻|新聞|文章|报道|報導|報道|链接|連結|内容|推荐|推薦|专题|視頻|视频|资讯|消息|精选|回顾|话题)*|(?:另请|另請|请|还可|參見|参见|点击)(?:参阅|参见|阅读|參閱|看|查看).{0,6}|(?:您|你)(?:可能|也许)(?:也|还)?(?:喜欢|感兴趣|会喜欢).{0,8}|关连报道|関連記事|関連ニュース|あわせて読みたい|おすすめ記事|人気記事",
    r"(?:читайте|смотрите|читать|слушайте|узнайте)(?: (?:также|еще|ещё|больше|далее|подробнее|по теме|на|нас|продолжение|материал))*|(?:материалы |новости |статьи |ещё |еще |другие |также )?(?:по теме|по этой теме|похожие (?:новости|статьи|материалы|записи)|рекомендуем|рекомендуемые|связанные (?:новости|статьи)|популярное|главное|другие новости|ещё по теме|самое читаемое|вам может (?:быть интересно|понравиться)|не пропустите|интересное|контекст)",
    r"(?:ayrıca |şunu da |bunu da |bunları da )?(?:okuyun|oku|bakınız|göz atın|izleyin|ilgini(?:zi)? çekebilir)|(?:ilgili|benzer|önerilen|diğer|son|öne çıkan|popüler|çok okunan)(?: (?:haber(?:ler)?|yazı(?:lar)?|içerik(?:ler)?|konu(?:lar)?|videolar?|başlıklar))+|(?:bunlar da )?(?:ilginizi çekebilir|hoşunuza gidebilir)|bkz|daha fazla(?: .{2,20})?|haberin (?:ayrıntıları|detayları).{0,20}",
    r"(?:à )?(?:lire|voir|écouter|découvrir|regarder)(?: (?:aussi|également|la suite|encore|plus|sur le même sujet))+|à (?:lire|voir|découvrir|ne pas manquer)|(?:sur le même (?:sujet|thème)|articles? (?:liés?|connexes?|similaires?|recommandés?)|notre sélection|les plus lus|plus d'infos.{0,20}|en savoir plus|dans la même rubrique|pour aller plus loin|vous aimerez aussi|notre dossier|plus d'articles|lire plus)",
    r"(?:lea|lee|leer|ver|vea|mira|mire|conozca|escuche|leia|veja|saiba|confira)(?: (?:también|tambien|además|más|mas|aquí|también en|também|mais))+|(?:te|le) (?:puede|podría|puede) interesar.{0,20}|(?:noticias?|artículos?|notas?|contenidos?|temas?|notícias?|artigos?|matérias?) (?:relacionad[oa]s?|similares|recomendad[oa]s|destacad[oa]s)|(?:más|mais) (?:sobre|de|en|noticias|notícias|información|lid[oa]s?|leíd[oa]s).{0,30}|lo más (?:leído|visto)|no te pierdas|relacionad[oa]s?|além disso.{0,0}|recomendamos|te recomendamos",
    r"(?:lesen|sehen|hören|schauen)(?: (?:sie|auch|hier|dazu|mehr|weiter|im|jetzt|außerdem|ebenfalls|das|zum thema|könnte))+|(?:auch|ebenfalls) (?:interessant|lesenswert|spannend|wichtig)|mehr (?:zum thema|dazu|lesen|zu|über|aus|artikel|von|infos).{0,40}|(?:zum thema|weitere (?:artikel|themen|informationen|nachrichten|meldungen|beiträge|infos).{0,30}|das könnte (?:sie|dich|ihnen).{0,30}|passend dazu|mehr|verwandte (?:artikel|themen|beiträge)|ähnliche (?:artikel|beiträge|themen)|lesetipps?|empfehlungen(?: der redaktion)?|meistgelesen.{0,20}|siehe auch|hintergrund|themen|schlagworte)",
    r"(?:læs|se|hør|les|läs|lees|bekijk)(?: (?:også|ogsaa|mere|mer|även|ook|meer|videre|her|hele|artiklen|verder))+|(?:relaterede|lignende|andre|seneste|mest læste|populære|relaterte|relaterade|gerelateerde)(?: (?:artikler|nyheder|historier|indlæg|emner|saker|artiklar|artikelen|nieuws))*|mere (?:om|fra|i) .{2,30}|måske er du interesseret i|anbefalet(?: til dig)?",
    r"(?:همچنین |بیشتر |بیش‌تر |این مطلب را هم )?(?:بخوانید|ببینید|بشنوید|بدانید)|(?:مطالب|اخبار|خبرهای|موضوعات|مقالات|نوشته‌?های|گزارش‌?های|خبرهاي)(?: (?:مرتبط|مشابه|بیشتر|پیشنهادی|دیگر|داغ|پربازدید|برگزیده|خواندنی))+|مرتبط(?: با این خبر)?|پیشنهاد (?:ما|سردبیر|ویژه)|پربیننده.{0,12}|پربازدید.{0,12}|(?:یه|یہ|اسے|مزید)(?: بھی)? (?:پڑھیں|پڑھیے|دیکھیں|جانیے|خبریں|پڑھئے)|(?:متعلقه|متعلقہ|دیگر|مزید|تازه|تازہ)(?: ترین)? (?:خبریں|مضامین|خبر|عنوانات|موضوعات)",
)
"""Cues that lead to other articles. Alone on a line they go with the links that follow; before a title they take
the whole line with them."""

_HOME = r"(?:home(?: ?page)?|start(?:seite)?|main(?: page)?|accueil|inicio|início|portada|главная|ana ?sayfa|anasayfa|forside(?:n)?|hjem|hem|首页|首頁|主页|ホーム|الرئيسيه|الصفحه الرئيسيه|خانه|صفحه (?:اصلي|اصلی|نخست)|صفحه اول|سرورق|ہوم|you are here|sie sind hier|vous êtes ici|usted está aquí|вы здесь|您的位置|当前位置|أنت هنا|انت هنا)"
BREADCRUMB = _any(rf"{_HOME}(?:\s*[>›»/\\|→:·•>]+\s*[^>›»/\\|→.!?]{{1,80}}){{1,6}}(?:[>›»/|→].{{0,200}})?")
HOME_WORD = _any(rf"{_HOME}")

CREDIT = _any(
    r"(?:photos?|images?|pictures?|photograph|illustration|graphic|video|credit|source|file (?:photo|pic|image)|screenshot|foto(?:s|grafía|grafie)?|bild(?:er)?|imagen|imágenes|crédits?|quelle|fuente|kilde|källa|صوره|الصوره|تصوير|عکس|фото|иллюстрация|источник|görsel|fotoğraf|kaynak|图|图源|图片来源|图片|來源|来源)(?: ?(?:credit|by|courtesy(?: of)?|source|via|from|copyright|:|/|©|von|de|par|av|af))* ?[:：/|©-]+ ?.{2,80}|(?:photos?|images?|picture|illustration) (?:by|courtesy(?: of)?|via|from|credit) .{2,60}|.{0,60}(?:getty images|shutterstock|istock|imago images|picture alliance|epa-efe|afp via|via reuters|alamy|zuma press|anadolu agency via|wikimedia commons|unsplash|pixabay|pexels).{0,60}",
)
"""Photo credits, whole lines; only short ones without a full stop are believed."""

BYLINE = _any(
    r"(?:by|von|par|por|da|door|av|af|от|автор|بقلم|کتب|کتبه|کتبت|اعداد|نویسنده|تحریر|yazan|文|作者|记者|記者|编辑|責任編輯|责任编辑|来源|來源|author|written by|reported by|reporting by|edited by|posted by|published by|redaktion|редактор|editor)(?: ?[:：])? .{2,60}",
    r"(?:(?:first |last |originally )?(?:published|posted|updated|modified|created|edited|aktualisiert|veröffentlicht|publié|mis à jour|modifié|publicado|actualizado|atualizado|опубликовано|обновлено|yayınlanma|güncelleme|güncellenme|eklenme|opdateret|publiceret|نشر|تم النشر|نشر في|اخر تحديث|تحديث|تاريخ النشر|منتشر شده|به روز شده|شائع|发布时间|发布|更新|更新时间|時間|时间|date)(?: (?:on|at|le|el|am|em|den|в|في|tarihi|time|date|:))*[\s:：-]*)+.{0,60}\d.{0,40}",
    r"\d+ (?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago|(?:vor|il y a|hace|há) \d+ \w+|منذ \d* ?\w+|\d+ ?(?:минут|час|дн)\w* назад|\d+ (?:dakika|saat|gün|hafta|ay) önce|\d+ ?(?:分钟|小时|天|个月)前|(?:\d+|one|two) ?(?:-| )?(?:min(?:ute)?s?|мин|dk|dakika|minutes de|minutos de|دقيقه|دقائق|分钟) ?(?:read|reading time|lesezeit|lecture|lectura|okuma|чтения|قراءه|阅读)?|(?:reading time|lesezeit|temps de lecture|tiempo de lectura|okuma süresi|время чтения|وقت القراءه|阅读时间)[\s:]*.{1,20}",
)
"""Bylines and publication lines; only short ones near the top or the end are believed."""

DATE_ONLY = re.compile(
    r"[\W_]*(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*\W+)?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}(?:st|nd|rd|th|er|º|\.)?\W*(?:de )?[^\W\d_]{3,12}\.?,?(?: de)?\W*\d{4}"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{4}年\d{1,2}月\d{1,2}日)(?:[\s,|–—·•-]*(?:at|um|à|a las|в|klo?|kl)?[\s.]*\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: ?\(?[a-z]{2,5}\)?)?)?[\W_]*"
)
