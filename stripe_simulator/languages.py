"""The payment page in the language of whoever pays: an English sentence is the key to the others."""

import re

LANGUAGES = ("en", "nb", "ar")
MARKED = re.compile(r"\[\[(.+?)\]\]", re.S)

# What each English sentence is in Norwegian and in Arabic.
SENTENCES: dict[str, tuple[str, str]] = {
    "This is a simulated payment page. No real money moves: use the test numbers below, never a card or an account "
    "of your own.": (
        "Dette er en simulert betalingsside. Ingen ekte penger flyttes: bruk testnumrene nedenfor, aldri et kort eller "
        "en konto som er din egen.",
        "هذه صفحة دفع للمحاكاة. لا تُنقل أموال حقيقية: استخدم أرقام الاختبار أدناه، ولا تستخدم أبدًا بطاقتك أو حسابك.",
    ),
    "Pay {amount}": ("Betal {amount}", "ادفع {amount}"),
    "Save a way to pay": ("Lagre en måte å betale på", "حفظ طريقة دفع"),
    "Pay": ("Betal", "ادفع"),
    "Save": ("Lagre", "احفظ"),
    "Back to where you came from": ("Tilbake dit du kom fra", "العودة إلى حيث كنت"),
    "Pay by card": ("Betal med kort", "الدفع بالبطاقة"),
    "Card number": ("Kortnummer", "رقم البطاقة"),
    "Expires (MM/YY)": ("Utløper (MM/ÅÅ)", "تنتهي في (شهر/سنة)"),
    "Security code": ("Sikkerhetskode", "رمز الأمان"),
    "Pay by SEPA direct debit": ("Betal med SEPA-trekk", "الدفع بالخصم المباشر (SEPA)"),
    "Name": ("Navn", "الاسم"),
    "By paying you agree that this account may be debited, now and, where you save it, later.": (
        "Når du betaler, godtar du at denne kontoen kan belastes nå og, hvis du lagrer den, senere.",
        "بالدفع توافق على الخصم من هذا الحساب الآن، ولاحقًا إذا حفظته.",
    ),
    "Pay from an American bank account": ("Betal fra en amerikansk bankkonto", "الدفع من حساب مصرفي أمريكي"),
    "Routing number": ("Bankens nummer (routing)", "رقم التوجيه المصرفي"),
    "Account number": ("Kontonummer", "رقم الحساب"),
    "Your bank asks whether this is you.": ("Banken din spør om dette er deg.", "يسأل مصرفك هل هذا أنت."),
    "Yes, it is me": ("Ja, det er meg", "نعم، هذا أنا"),
    "No, refuse it": ("Nei, avvis det", "لا، ارفضه"),
    "Two small deposits prove that the account is yours. Enter their amounts in cents (32 and 45).": (
        "To små innskudd viser at kontoen er din. Skriv beløpene i cent (32 og 45).",
        "إيداعان صغيران يثبتان أن الحساب لك. أدخل مبلغيهما بالسنت (32 و45).",
    ),
    "First": ("Det første", "الأول"),
    "Second": ("Det andre", "الثاني"),
    "Go on": ("Fortsett", "متابعة"),
    "The debit is on its way. The bank answers in some days of the simulator's clock.": (
        "Trekket er på vei. Banken svarer om noen dager på simulatorens klokke.",
        "الخصم في الطريق. يجيب المصرف بعد بضعة أيام بحسب ساعة المحاكاة.",
    ),
    "Let the bank pay now": ("La banken betale nå", "دع المصرف يدفع الآن"),
    "Let the bank refuse it": ("La banken avvise det", "دع المصرف يرفضه"),
    "This is done.": ("Dette er gjort.", "تم ذلك."),
    "This was cancelled.": ("Dette ble avbrutt.", "أُلغي ذلك."),
    "This waits for the receiver.": ("Dette venter på mottakeren.", "هذا بانتظار المستلم."),
    "Test numbers": ("Testnumre", "أرقام الاختبار"),
    "Test number": ("Testnummer", "رقم الاختبار"),
    "What happens": ("Hva som skjer", "ما يحدث"),
    "succeeds": ("lykkes", "ينجح"),
    "the bank asks first (3-D Secure)": (
        "banken spør først (3-D Secure)",
        "يسأل المصرف أولًا (\u20663\u2011D Secure\u2069)",
    ),
    "is declined": ("avvises", "يُرفض"),
    "has too little money": ("har for lite penger", "لا يكفي المال"),
    "succeeds, and is disputed": ("lykkes, og bestrides etterpå", "ينجح ثم يُعترض عليه"),
    "succeeds; a refund fails later": ("lykkes; en tilbakebetaling mislykkes senere", "ينجح، ويفشل الاسترداد لاحقًا"),
    "the debit succeeds": ("trekket lykkes", "ينجح الخصم"),
    "succeeds after three minutes": ("lykkes etter tre minutter", "ينجح بعد ثلاث دقائق"),
    "fails": ("mislykkes", "يفشل"),
    "fails after three minutes": ("mislykkes etter tre minutter", "يفشل بعد ثلاث دقائق"),
    "succeeds, and is then taken back": ("lykkes, og tas så tilbake", "ينجح ثم يُسترد"),
    "the account is closed": ("kontoen er avsluttet", "الحساب مغلق"),
    "Nothing to pay here": ("Ingenting å betale her", "لا شيء للدفع هنا"),
    "This link opens nothing.": ("Denne lenken åpner ingenting.", "هذا الرابط لا يفتح شيئًا."),
    "Your card was declined.": ("Kortet ble avvist.", "رُفضت بطاقتك."),
    "Your card has insufficient funds.": ("Det er ikke nok penger på kortet.", "لا يوجد رصيد كافٍ في بطاقتك."),
    "Your card has expired.": ("Kortet er utløpt.", "انتهت صلاحية بطاقتك."),
    "Your card's security code is incorrect.": ("Sikkerhetskoden er feil.", "رمز الأمان غير صحيح."),
    "An error occurred while processing your card. Try again in a little bit.": (
        "Noe gikk galt med kortet. Prøv igjen om litt.",
        "حدث خطأ أثناء معالجة بطاقتك. حاول مرة أخرى بعد قليل.",
    ),
    "Your card was declined. This transaction requires authentication.": (
        "Kortet ble avvist: banken må få bekreftet at det er deg.",
        "رُفضت بطاقتك: يجب أن يتأكد المصرف من هويتك.",
    ),
    "Your card number is incorrect.": ("Kortnummeret er feil.", "رقم البطاقة غير صحيح."),
    "Your card was declined. Your request was in test mode, but used a non test card.": (
        "Kortet ble avvist: her går bare testnumre.",
        "رُفضت بطاقتك: لا تُقبل هنا إلا أرقام الاختبار.",
    ),
    "Your card's expiration month is invalid.": ("Måneden kortet utløper, er feil.", "شهر انتهاء البطاقة غير صالح."),
    "Your card's expiration year is invalid.": ("Året kortet utløper, er feil.", "سنة انتهاء البطاقة غير صالحة."),
    "Enter the month and the year in which the card expires, such as 12/40.": (
        "Skriv måneden og året kortet utløper, for eksempel 12/40.",
        "أدخل شهر وسنة انتهاء البطاقة، مثل 12/40.",
    ),
    "The IBAN you provided is invalid.": ("Dette er ikke et gyldig IBAN.", "رقم IBAN غير صالح."),
    "You must use a test bank account number in test mode.": (
        "Bruk et av testnumrene for kontoer.",
        "استخدم أحد أرقام الحسابات التجريبية.",
    ),
    "The amounts provided do not match the amounts that were sent to the bank account.": (
        "Dette er ikke beløpene som ble satt inn på kontoen.",
        "هذان ليسا المبلغين اللذين أُودعا في الحساب.",
    ),
    "Choose one of the ways to pay.": ("Velg en av måtene å betale på.", "اختر إحدى طرق الدفع."),
    "There is nothing to prove.": ("Det er ingenting å bevise.", "لا شيء يحتاج إلى إثبات."),
}


def chosen(*wanted: str | None) -> str:
    """Return the first language that is spoken here; each wish is a tag, or a list as browsers send it."""
    for wish in wanted:
        for tag in (wish or "").split(","):
            language = tag.partition(";")[0].strip().lower().partition("-")[0]
            language = "nb" if language in ("no", "nn") else language
            if language in LANGUAGES:
                return language
    return "en"


def direction(language: str) -> str:
    """Return `rtl` or `ltr`, as HTML says it."""
    return "rtl" if language == "ar" else "ltr"


def say(language: str, sentence: str) -> str:
    """Return a sentence in a language; in English where there is no other."""
    found = SENTENCES.get(sentence)
    return found[LANGUAGES.index(language) - 1] if found and language != "en" else sentence


def translated(language: str, markup: str) -> str:
    """Return markup of ours with every `[[sentence]]` said in a language."""
    return MARKED.sub(lambda found: say(language, " ".join(found[1].split())), markup)
