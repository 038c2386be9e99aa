"""What a refusal says to a person, by code and language; English where a language is not spoken yet."""

from collections.abc import Mapping
from typing import Any

from app.errors import ErrorCode

E = ErrorCode
WORDS: dict[str, dict[ErrorCode, str]] = {
    "en": {
        E.BAD_USER_INPUT: "Please check what you entered.",
        E.UNAUTHENTICATED: "The e-mail address or the password is wrong.",
        E.FORBIDDEN: "You may not do this.",
        E.NOT_FOUND: "We could not find this.",
        E.CONFLICT: "This has changed in the meantime. Please look at it again.",
        E.ILLEGAL_TRANSITION: "This step is not possible now.",
        E.OVERLAPPING_LEASE: "The unit is already let in that period.",
        E.LIMIT_REACHED: "A limit has been reached.",
        E.RATE_LIMITED: "Too many attempts. Please wait a little.",
        E.WEAK_PASSWORD: "This password is too easy to guess.",
        E.LINK_INVALID: "This link does not work.",
        E.LINK_EXPIRED: "This link is too old. Please ask for a new one.",
        E.LINK_USED: "This link has been used already.",
        E.LINK_REVOKED: "This link is no longer valid. Please use the newest one.",
        E.IDEMPOTENCY_KEY_REUSED: "This was sent before with other contents.",
        E.IDEMPOTENCY_IN_PROGRESS: "This is being worked on already.",
        E.STEP_UP_REQUIRED: "Please confirm first that it is you.",
        E.MFA_REQUIRED: "A second factor is needed for this.",
        E.PERIOD_CLOSED: "That month is closed in the books.",
        E.LEDGER_FROZEN: "The books are being looked into. Nothing is booked until that is done.",
        E.UNLAWFUL: "The law does not allow this here.",
        E.OUTSIDE_FAILED: "Another service did not do what was asked of it.",
        E.INVALID_CURSOR: "Please load this list anew.",
        E.UNAVAILABLE: "The service is briefly unavailable. Please try again.",
    },
    "nb": {
        E.BAD_USER_INPUT: "Se over det du har skrevet.",
        E.UNAUTHENTICATED: "E-postadressen eller passordet er feil.",
        E.FORBIDDEN: "Du har ikke tilgang til å gjøre dette.",
        E.NOT_FOUND: "Vi fant ikke dette.",
        E.CONFLICT: "Dette er endret i mellomtiden. Se på det på nytt.",
        E.ILLEGAL_TRANSITION: "Dette steget er ikke mulig nå.",
        E.OVERLAPPING_LEASE: "Boligen er allerede leid ut i den perioden.",
        E.LIMIT_REACHED: "En grense er nådd.",
        E.RATE_LIMITED: "For mange forsøk. Vent litt.",
        E.WEAK_PASSWORD: "Dette passordet er for lett å gjette.",
        E.LINK_INVALID: "Denne lenken virker ikke.",
        E.LINK_EXPIRED: "Denne lenken er for gammel. Be om en ny.",
        E.LINK_USED: "Denne lenken er allerede brukt.",
        E.LINK_REVOKED: "Denne lenken gjelder ikke lenger. Bruk den nyeste.",
        E.IDEMPOTENCY_KEY_REUSED: "Dette er sendt før med et annet innhold.",
        E.IDEMPOTENCY_IN_PROGRESS: "Dette er allerede under arbeid.",
        E.STEP_UP_REQUIRED: "Bekreft først at det er deg.",
        E.MFA_REQUIRED: "Dette krever en ekstra faktor.",
        E.PERIOD_CLOSED: "Den måneden er avsluttet i regnskapet.",
        E.LEDGER_FROZEN: "Regnskapet undersøkes. Ingenting bokføres før det er gjort.",
        E.UNLAWFUL: "Loven tillater ikke dette her.",
        E.OUTSIDE_FAILED: "En annen tjeneste gjorde ikke det den ble bedt om.",
        E.INVALID_CURSOR: "Last inn listen på nytt.",
        E.UNAVAILABLE: "Tjenesten er utilgjengelig et øyeblikk. Prøv igjen.",
    },
    "ar": {
        E.BAD_USER_INPUT: "يرجى مراجعة ما أدخلته.",
        E.UNAUTHENTICATED: "عنوان البريد الإلكتروني أو كلمة المرور غير صحيحة.",
        E.FORBIDDEN: "لا يمكنك القيام بهذا.",
        E.NOT_FOUND: "لم نجد هذا.",
        E.CONFLICT: "تغيّر هذا في هذه الأثناء. يرجى النظر فيه من جديد.",
        E.ILLEGAL_TRANSITION: "هذه الخطوة غير ممكنة الآن.",
        E.OVERLAPPING_LEASE: "الوحدة مؤجرة بالفعل في تلك الفترة.",
        E.LIMIT_REACHED: "تم بلوغ الحد المسموح به.",
        E.RATE_LIMITED: "محاولات كثيرة. يرجى الانتظار قليلاً.",
        E.WEAK_PASSWORD: "كلمة المرور هذه سهلة التخمين.",
        E.LINK_INVALID: "هذا الرابط لا يعمل.",
        E.LINK_EXPIRED: "انتهت صلاحية هذا الرابط. يرجى طلب رابط جديد.",
        E.LINK_USED: "استُخدم هذا الرابط من قبل.",
        E.LINK_REVOKED: "لم يعد هذا الرابط صالحاً. يرجى استخدام أحدث رابط.",
        E.IDEMPOTENCY_KEY_REUSED: "أُرسل هذا من قبل بمحتوى آخر.",
        E.IDEMPOTENCY_IN_PROGRESS: "هذا قيد المعالجة بالفعل.",
        E.STEP_UP_REQUIRED: "يرجى أولاً تأكيد هويتك.",
        E.MFA_REQUIRED: "يتطلب هذا عامل تحقق إضافياً.",
        E.PERIOD_CLOSED: "ذلك الشهر مغلق في الدفاتر.",
        E.LEDGER_FROZEN: "الدفاتر قيد المراجعة. لن يُقيَّد شيء حتى تنتهي.",
        E.UNLAWFUL: "القانون لا يسمح بهذا هنا.",
        E.OUTSIDE_FAILED: "لم تنفذ خدمة أخرى ما طُلب منها.",
        E.INVALID_CURSOR: "يرجى تحميل هذه القائمة من جديد.",
        E.UNAVAILABLE: "الخدمة غير متاحة لحظة. يرجى المحاولة مرة أخرى.",
    },
}


def words_for(code: ErrorCode, locale: str, details: Mapping[str, Any] | None = None) -> str:
    """Return the sentence for a code in the closest language there is; what a law forbids is said with its place."""
    spoken = WORDS.get(locale) or WORDS.get(locale.partition("-")[0]) or WORDS["en"]
    said = spoken.get(code) or WORDS["en"].get(code) or WORDS["en"][E.UNAVAILABLE]
    citation = (details or {}).get("citation")
    return f"{said} ({citation})" if code is E.UNLAWFUL and citation else said
