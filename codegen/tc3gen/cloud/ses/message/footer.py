"""The unsubscribe footer, in the languages that the service knows."""

from __future__ import annotations

from html import escape

from attrs import frozen

from tc3gen.spec.model import Service


@frozen
class Words:
    """Texts of a footer: why the mail came, and the name of its link."""

    tag: str
    """The language, as HTML names it."""
    reason: str
    link: str


WORDS: dict[str, Words] = {
    "ENGLISH": Words("en", "You get this mail as a subscriber.", "Unsubscribe"),
    "SIMPLIFIED_CHINESE": Words("zh-Hans", "您因订阅而收到此邮件。", "退订"),
    "TRADITIONAL_CHINESE": Words("zh-Hant", "您因訂閱而收到此郵件。", "取消訂閱"),
    "SPANISH": Words("es", "Recibe este correo porque está suscrito.", "Darse de baja"),
    "FRENCH": Words(
        "fr", "Vous recevez ce message car vous êtes abonné.", "Se désabonner"
    ),
    "GERMAN": Words("de", "Sie haben diese Mail abonniert.", "Abbestellen"),
    "JAPANESE": Words("ja", "このメールは購読者に送信しています。", "配信停止"),
    "KOREAN": Words("ko", "구독자에게 보내는 메일입니다.", "수신 거부"),
    "ARABIC": Words("ar", "تصلك هذه الرسالة لأنك مشترك.", "إلغاء الاشتراك"),
    "THAI": Words("th", "คุณได้รับอีเมลนี้เพราะสมัครรับไว้", "ยกเลิกการรับ"),
    "INDONESIAN": Words(
        "id", "Anda menerima surel ini karena berlangganan.", "Berhenti berlangganan"
    ),
    "VIETNAMESE": Words("vi", "Bạn nhận thư này vì đã đăng ký.", "Hủy đăng ký"),
}
"""By the members of the spec's enum `UnsubscribeLanguage`, whose values differ by site."""


def language_of(value: str | None, service: Service, site: str) -> str | None:
    """The member that a value means on a site, None for no footer."""
    if value is None:
        return None
    for language in service.enums["UnsubscribeLanguage"].members.values():
        if language.values.get(site) == value and language.name in WORDS:
            return language.name
    return None


def with_html(html: str, language: str, link: str) -> str:
    """HTML with a footer before the end of its body."""
    words = WORDS[language]
    direction = "rtl" if words.tag == "ar" else "ltr"
    footer = (
        f'<p lang="{words.tag}" dir="{direction}" style="color:#666;font-size:12px">'
        f'{escape(words.reason)} <a href="{escape(link)}">{escape(words.link)}</a></p>'
    )
    end = html.lower().rfind("</body>")
    return html + footer if end < 0 else html[:end] + footer + html[end:]


def with_text(text: str, language: str, link: str) -> str:
    """Text with a footer below it."""
    words = WORDS[language]
    return f"{text.rstrip()}\n\n-- \n{words.reason}\n{words.link}: {link}\n"
