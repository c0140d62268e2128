"""Pages with status 200 that stand where an article should be: challenges, consent and login walls, parked domains,
error pages that do not say so in their status.

Such a page has little text, a title or a phrase of its kind, and nothing that declares an article; articles *about*
captchas or missing pages have text, or declare themselves. Wording: en ar zh ru tr fr es de da fa ur, and some more.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.document import Document, body_text
from crawler.errors import Discard
from pipelines.extraction.blocks import build
from pipelines.extraction.tree import is_markup, parse
from pipelines.extraction.wording import fold

_LITTLE_TEXT = 1_000
"""Characters of article text (half of it for Chinese, Japanese and Korean) below which a page is looked at: 1 of the
306 gold articles of the extraction bench is shorter than 400, walls have 0 to 600."""
_ERROR_PAGE_TEXT = 4_000
"""An error page may show teasers that pass for text; its title decides up to this length."""


def _titles(*alternatives: str) -> re.Pattern[str]:
    """A whole title, or what stands before or after its separator."""
    return re.compile(
        "|".join(f"(?:{fold(a) if '(' not in a and '|' not in a else a})" for a in alternatives)
    )


_CHALLENGE_TITLE = _titles(
    r"just a (?:moment|second)|(?:checking|verifying) your browser.{0,40}|attention required!?|security (?:check|verification|challenge)(?: required)?|"
    r"(?:please )?(?:verify|confirm|prove)(?: that)? you(?: are|'re) (?:a )?(?:human|not a (?:ro)?bot).{0,20}|human verification|are you (?:a )?(?:human|ro?bot)|"
    r"(?:ro)?bot (?:check|verification|detection|or not)|captcha.{0,20}|pardon our interruption|one more step|ddos.{0,5}(?:protection|guard).{0,20}|"
    r"(?:access|request) (?:to this page has been )?(?:denied|blocked|rejected)|you have been blocked|you are being redirected.{0,10}|please wait.{0,20}|"
    r"unusual (?:traffic|activity).{0,40}|sorry,? you have been blocked|incapsula.{0,20}|radware.{0,30}|loading|redirecting",
    r"یک لحظه صبر کنید.{0,10}|لحظه واحده.{0,20}|لحظه من فضلک.{0,10}|التحقق (?:من )?(?:انک )?(?:انسان|بشر).{0,20}|(?:请稍候|请稍等|安全验证|人机验证|滑动验证|验证码|访问被拒绝|安全检查).{0,6}|"
    r"(?:один момент|подождите|проверка (?:браузера|безопасности)|доступ (?:запрещ[её]н|ограничен|заблокирован)|подтвердите, что вы не робот).{0,20}|"
    r"(?:bir dakika lütfen|lütfen bekleyin|güvenlik (?:kontrolü|doğrulaması)|erişim engellendi|robot olmadığınızı.{0,20}).{0,10}|"
    r"(?:un instant|veuillez patienter|vérification de sécurité|accès (?:refusé|bloqué|interdit)|êtes-vous un robot).{0,10}|"
    r"(?:un momento|espere|verificación de seguridad|acceso denegado|¿?eres un robot|no soy un robot).{0,10}|"
    r"(?:einen moment|nur einen moment|bitte warten|sicherheits(?:überprüfung|abfrage)|zugriff verweigert|zugang verweigert|sind sie ein (?:roboter|mensch)).{0,10}|"
    r"(?:et øjeblik|vent venligst|adgang nægtet|er du et menneske).{0,10}|دسترسی غیرمجاز|رسائی ممنوع.{0,10}|تم رفض الوصول|الوصول مرفوض|تم حظر.{0,20}",
)
_ERROR_TITLE = _titles(
    r"(?:error ?:? ?)?(?:404|403|410|500|502|503)(?: ?[-:–|]? ?(?:error|page|not found|forbidden|gone|file|bad gateway|service|server|unavailable|temporarily|internal|oops|nginx|site|the|-|:))*|"
    r"(?:error|oops|sorry|whoops|uh-oh)?[\s!,.:-]*(?:the |this |that |your |requested )*(?:page|article|content|story|post|file|document|url|link)(?: you.{0,40})? (?:was |is |has been |could |can )?(?:not|cannot|can't|n't|no longer)?(?: be)? ?(?:found|exist|exists|available|removed|unavailable|displayed)|"
    r"(?:page|file|content|article|nothing) (?:not found|missing|does not exist|doesn't exist|gone|removed|found)|not found|forbidden|(?:internal )?server error|bad gateway|service (?:temporarily )?unavailable|"
    r"(?:site |website )?(?:under|down for|scheduled) (?:maintenance|construction)|we'll be (?:right )?back.{0,20}|oops.{0,40}|something went wrong",
    r"(?:الصفحه|المقال|المحتوي|الرابط)(?: المطلوبه?| الذي.{0,30}| التي.{0,30})? (?:غير موجود\w*|غير متوفر\w*|غير متاح\w*|لم يتم العثور.{0,20}|محذوف\w*)|لم يتم العثور.{0,40}|عذرا.{0,40}(?:غير موجود\w*|لم يتم).{0,30}|خطا 404.{0,30}|"
    r"صفحه(?: مورد نظر)?(?: شما)? (?:یافت نشد|پیدا نشد|وجود ندارد|موجود نیست)|(?:یه |یہ )?صفح[هہ] (?:نہیں ملا|موجود نہیں).{0,10}|"
    r".{0,12}(?:页面|頁面|网页|網頁|文章|内容|內容|您访问的.{0,8})(?:不存在|未找到|找不到|已删除|已刪除|不见了|无法访问|走丢了).{0,8}|(?:找不到|未找到|无法找到)(?:该|此|您.{0,6})?(?:页面|網頁|网页|頁面|文章|内容).{0,4}|"
    r"(?:страница|запрашиваемая страница|статья|материал|документ) (?:не (?:найден\w?|существует)|удал[её]н\w?|недоступн\w?)|ошибка 404.{0,40}|"
    r"(?:aradığınız )?(?:sayfa|içerik|haber) (?:bulunamadı|bulunmamaktadır|mevcut değil|yok)|(?:page|article|contenu) (?:non trouvée?|introuvable|inexistante?|supprimée?)|(?:erreur 404|cette page n'existe pas).{0,40}|"
    r"(?:página|artículo|contenido|nota|artigo) (?:no (?:encontrad[oa]|existe|disponible)|não (?:encontrad[oa]|existe))|error 404.{0,30}|(?:die |diese )?(?:seite|artikel|inhalt) (?:(?:wurde |konnte )?nicht (?:gefunden|verfügbar|vorhanden)(?: werden)?|existiert nicht.{0,10})|fehler 404.{0,30}|"
    r"(?:siden|artiklen|sidan|artikkelen)(?: \w+)? (?:blev |kunne |ble |kunde )?(?:ikke|inte) (?:fundet|findes|funnet|hittades|finnes|eksisterer)(?: mere)?|pagina (?:niet gevonden|non trovata)|ページが見つかりません.{0,10}|페이지를 찾을 수 없습니다.{0,10}",
)
_WALL_TITLE = _titles(
    r"(?:log|sign)[ -]?in(?: (?:to|or|and|page|required|now|with|your|account|continue|register|sign ?up|join|for free|[\w. ]{0,30}))*|login|(?:member|subscriber|user|customer|account) (?:log[ -]?in|sign[ -]?in|access)|authentication required|create (?:an |your )?account|register(?: now)?|subscribe(?: now| to continue)?|"
    r"(?:before you continue|your privacy(?: choices)?|we value your privacy|privacy (?:gate|settings|preferences|notice)|cookie (?:consent|settings|notice|wall)|consent(?: required| management)?|your data, your choice|manage (?:your )?(?:consent|cookies)|age verification.{0,20}).{0,40}",
    r"تسجيل (?:ال)?دخول.{0,20}|دخول الاعضاء|登录|登錄|登入|用户登录|会员登录|请登录.{0,10}|вход(?: на сайт| в .{0,20})?|авторизация|войти(?: .{0,20})?|giriş(?: yap)?|üye girişi|oturum aç.{0,10}|connexion|se connecter|identification|(?:iniciar|inicio de) sesión|acceder|entrar|anmelden|anmeldung|einloggen|log ind|login påkrævet|ورود(?: به .{0,20}| کاربران| اعضا)?|لاگ ان|"
    r"(?:avant de continuer|votre vie privée|gestion des cookies|consentement).{0,30}|(?:antes de continuar|tu privacidad|aviso de cookies|consentimiento).{0,30}|(?:bevor sie fortfahren|ihre privatsphäre|datenschutz-?einstellungen|cookie-?einstellungen|einwilligung|zustimmung|weiter mit werbung).{0,40}|(?:før du fortsætter|samtykke|cookieindstillinger).{0,30}|настройк[аи] (?:cookie|конфиденциальности).{0,20}|çerez (?:ayarları|tercihleri).{0,20}|إعدادات الخصوصية|隐私设置.{0,10}",
)
_PARKED = re.compile(
    r"(?:this |the )?domain(?: name)?(?: [\w.-]+)? (?:is |may be |has (?:expired|been registered)|might be )?(?:for sale|parked|available for purchase|expired)|buy this domain|domain (?:is )?parked|"
    r"this (?:web ?page|site|domain) (?:is parked|was parked|is for sale)|(?:make an|submit your) offer (?:on|for) this domain|related (?:searches|links).{0,80}(?:privacy policy|sponsored)|"
    r"domain (?:steht|ist) (?:zum verkauf|geparkt)|ce (?:nom de )?domaine est (?:à vendre|en vente)|este dominio está (?:en venta|a la venta|estacionado)|домен (?:прода[её]тся|припаркован)|该域名(?:正在)?出售|域名出售|هذا النطاق (?:للبيع|معروض للبيع)|این دامنه (?:به فروش|برای فروش).{0,10}|bu alan adı (?:satılık|park).{0,10}",
    re.IGNORECASE,
)
_WALL_PHRASE = re.compile(
    r"(?:checking|verifying) (?:your browser|if the site connection is secure|you are human)|(?:enable|turn on|requires?) (?:javascript and cookies|cookies and javascript|javascript) (?:to continue|and reload|to (?:view|access))|"
    r"verify(?:ing)?(?: that)? you are (?:a )?human|prove (?:that )?you(?:'re| are) (?:a )?(?:human|not a robot)|needs to review the security of your connection|(?:complete|solve) the (?:captcha|challenge|security check)|"
    r"(?:unusual|suspicious|automated) (?:traffic|activity|requests?|queries) (?:from|coming|detected)|your (?:ip|access|request) (?:address )?(?:has been|was|is) (?:blocked|denied|rejected|temporarily)|"
    r"(?:access|permission) (?:denied|to this (?:page|resource|server)).{0,80}(?:reference|ray id|server|block|permission)|you don't have permission to access|cloudflare ray id|ray id:|performance (?:&|and) security by cloudflare|incident id|you have been blocked|"
    r"(?:please )?(?:log|sign) in (?:or (?:register|create an account|subscribe|sign up) )?to (?:continue(?: reading)?|view|read|access) (?:this|the|your|our|full|article|content|page)?|(?:you (?:must|need to) (?:be logged in|log in|sign in))|"
    r"(?:accept|agree to)(?: all| our| the)*(?: use of)? cookies (?:to|and|before|in order) (?:continue|proceed|access|view|read)|before you continue to|to continue(?:,)? (?:please )?(?:accept|agree|consent)|"
    r"the (?:page|article|content|url|document)(?: that)?(?: you| we)?.{0,60}(?:(?:could|can) ?(?:not|n't) be found|(?:does not|doesn't|no longer) exists?|(?:has|may have) been (?:moved|removed|deleted|renamed)|was not found|cannot be displayed)|we (?:can't|cannot|couldn't|could not|can not) find (?:the|that|this) (?:page|article)|"
    r"(?:يرجي|الرجاء|من فضلک).{0,30}(?:تفعيل|تمکين).{0,20}(?:جافا|javascript|الکوکيز|ملفات)|(?:اثبت|تحقق|تاکد|نتحقق|التحقق).{0,20}(?:انک|من انک).{0,10}(?:لست روبوت\w*|انسان|بشر)|(?:جاري|يتم) (?:فحص|التحقق من) (?:متصفحک|المتصفح|اتصالک)|الصفحه التي (?:تبحث عنها|طلبتها).{0,40}(?:غير|لم)|"
    r"(?:请|請)(?:先)?(?:完成|通过|滑动|输入).{0,12}(?:验证|驗證|验证码)|正在(?:检查|檢查|验证)您的浏览器|(?:启用|開啟|开启) ?(?:javascript|cookie)|(?:您|你)(?:访问|瀏覽|要找)的(?:页面|頁面|内容|网页).{0,12}(?:不存在|已.{0,4}删除|找不到|无法)|(?:请|請)(?:先)?(?:登录|登錄|登入)(?:后|後|以|才).{0,10}(?:查看|阅读|继续|浏览)|"
    r"(?:проверяем|проверка) (?:ваш(?:его)? )?браузера?|подтвердите,? что вы (?:не робот|человек)|включите javascript|ваш (?:ip|доступ|запрос).{0,20}(?:заблокирован|ограничен)|(?:страница|страницы).{0,40}(?:не существует|не найдена|была удалена)|(?:войдите|авторизуйтесь).{0,30}чтобы (?:читать|продолжить|просмотреть)|"
    r"(?:tarayıcınız|bağlantınız) (?:kontrol|denetl).{0,20}|(?:insan|robot) (?:olduğunuzu|olmadığınızı) (?:doğrulayın|kanıtlayın)|javascript'?i? (?:ve çerezleri )?etkinleştirin|aradığınız (?:sayfa|içerik|haber).{0,40}(?:bulunamadı|kaldırılmış|mevcut değil)|"
    r"(?:vérification|nous vérifions) (?:de )?votre navigateur|(?:activez|activer) (?:javascript|les cookies)|(?:confirmez|vérifiez|prouvez) que vous (?:êtes (?:un )?humain|n'êtes pas un robot)|la page (?:que vous|demandée).{0,40}(?:n'existe|introuvable|supprimée|déplacée)|(?:connectez-vous|identifiez-vous) pour (?:continuer|lire|accéder)|"
    r"(?:comprobando|verificando) (?:su|tu) navegador|(?:active|habilite|activa|habilita) (?:javascript|las cookies)|(?:verifique|confirma|demuestra) que (?:es|eres) (?:un )?(?:humano|no eres un robot)|la página (?:que|solicitada).{0,40}(?:no existe|no se encuentra|ha sido eliminada|no está disponible)|(?:inicia|inicie) sesión para (?:continuar|leer|ver)|"
    r"(?:ihr|dein) browser wird (?:überprüft|geprüft)|(?:aktivieren sie|bitte aktiviere) (?:javascript|cookies)|(?:bestätigen sie|bestätige),? dass (?:sie (?:ein mensch|kein roboter) sind|du)|die (?:von ihnen )?(?:gewünschte|angeforderte|gesuchte|aufgerufene)? ?seite.{0,40}(?:existiert nicht|nicht gefunden|wurde (?:gelöscht|verschoben|entfernt))|(?:melden sie sich an|loggen sie sich ein),? um (?:weiterzulesen|fortzufahren|diesen)|"
    r"(?:vi tjekker|kontrollerer) din browser|aktiver javascript|bekræft,? at du (?:er et menneske|ikke er en robot)|siden (?:du|som).{0,40}(?:findes ikke|blev ikke fundet|eksisterer ikke)|log ind for at (?:fortsætte|læse)|"
    r"مرورگر (?:شما|خود).{0,20}(?:بررسی|فعال)|جاوا ?اسکریپت.{0,12}(?:فعال|روشن)|صفحه‌?(?:ای که|ی)? ?(?:مورد نظر|درخواستی|به دنبال).{0,40}(?:یافت نشد|پیدا نشد|وجود ندارد)|برای ادامه.{0,20}وارد شوید|(?:آپ کا|اپ کا) براوزر.{0,20}|مطلوبہ صفحہ.{0,20}",
    re.IGNORECASE,
)
_CHALLENGE_MARKUP = re.compile(
    r"_cf_chl_opt|cf-browser-verification|id=[\"']challenge-(?:form|running|stage|error)|cf-(?:turnstile|error-details|challenge)|/cdn-cgi/challenge-platform/h/|px-captcha|_Incapsula_Resource|incap_ses|"
    r"captcha-delivery\.com|datadome|ddos-guard|sucuri_cloudproxy|distil_r_captcha|g-recaptcha|h-captcha|hcaptcha\.com|geetest|aliyun_waf|_abck|bm-verify|sec-if-cpt|imperva|perimeterx|awswaf|aws-waf-token",
    re.IGNORECASE,
)
_PARKING_MARKUP = re.compile(
    r"sedoparking|parkingcrew|bodis\.com|parklogic|hugedomains\.com|afternic\.com|dan\.com/buy|above\.com/marketplace|domainmarket\.com|window\.park\b|uniregistry|skenzo|voodoo\.com|sav\.com/parking",
    re.IGNORECASE,
)
_DECLARES_ARTICLE = re.compile(
    r"property=[\"']?article:published_time|[\"']@type[\"']\s*:\s*\[?\s*[\"'](?:\w*NewsArticle|Article|BlogPosting|Report|LiveBlogPosting|OpinionNewsArticle)[\"']|property=[\"']og:type[\"']\s+content=[\"']article|content=[\"']article[\"']\s+property=[\"']og:type|itemprop=[\"']articleBody",
    re.IGNORECASE,
)
_TITLE_PARTS = re.compile(r"\s*(?:[|–—·•»«]|\s-\s|\.\.\.|…)\s*")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def check(document: Document, html: str | bytes) -> None:
    """Says whether a document may be stored; silence means yes.

    `html` is the page that `pipelines.extract.extract` was given. Raises Discard: "too_deep" and "unsupported_type" as
    the document's warnings say, "blocked" for a page that stands in the article's place, "no_text" for one without text.
    """
    for warning in ("too_deep", "unsupported_type"):
        if warning in document.extraction.warnings:
            raise Discard(warning, "the page could not be read")
    text = body_text(document)
    length = len(text) + len(_WIDE.findall(text))
    if document.extraction.method != "text" and length < _ERROR_PAGE_TEXT:
        reason = _wall(document, html if isinstance(html, str) else html.decode("utf-8", "replace"), length)
        if reason is not None:
            raise Discard("blocked", reason)
    if not text.strip() and not document.posts:
        raise Discard("no_text", "no article text found")


def _wall(document: Document, html: str, length: int) -> str | None:
    """What kind of wall a page is, or None."""
    title = _page_title(document, html)
    if _DECLARES_ARTICLE.search(html) is not None and length >= 200:
        return None
    if _is_title(_ERROR_TITLE, title):
        return "an error page with status 200"
    if length >= _LITTLE_TEXT:
        return None
    if _is_title(_CHALLENGE_TITLE, title):
        return "a challenge page"
    page = _visible(html)
    if _PARKED.search(page) is not None or _PARKING_MARKUP.search(html) is not None:
        return "a parked domain"
    if len(page) >= 3 * _LITTLE_TEXT:
        return None
    if _is_title(_WALL_TITLE, title):
        return "a login or consent page"
    if _WALL_PHRASE.search(fold(page)) is not None and length < _LITTLE_TEXT // 2 + 100:
        return "a challenge, login or error page"
    if _CHALLENGE_MARKUP.search(html) is not None and length < 200:
        return "a challenge page"
    return None


def _page_title(document: Document, html: str) -> tuple[str, ...]:
    match = re.search(r"<title[^>]*>(.{0,300}?)</title", html[:200_000], re.IGNORECASE | re.DOTALL)
    page = " ".join(match.group(1).split()) if match is not None else ""
    return tuple(t for t in (document.title, page) if t)


def _is_title(pattern: re.Pattern[str], titles: tuple[str, ...]) -> bool:
    """Whether a whole title, or one of the two ends that its separators part, says it."""
    for title in titles:
        parts = [part for part in _TITLE_PARTS.split(title) if part]
        if any(pattern.fullmatch(fold(part)) for part in (title, *parts[:1], *parts[-1:])):
            return True
    return False


def _visible(html: str) -> str:
    root: HtmlElement | None = parse(html) if is_markup(html) else None
    page = root.find("body") if root is not None else None
    return "\n".join(block.text for block in build(page)) if page is not None else html[:10_000]
