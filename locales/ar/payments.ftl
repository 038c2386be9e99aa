# طرق الدفع، ولماذا لم تتم عملية الدفع: ماذا حدث وما العمل.

payment-way-card = بطاقة
payment-way-sepa-debit = خصم مباشر SEPA
payment-way-ach-debit = حساب مصرفي أمريكي
payment-way-other-online = طريقة أخرى

payment-failure-other = لم تتم عملية الدفع. حاول مرة أخرى أو ادفع بطريقة أخرى.
payment-failure-card-declined = رُفضت البطاقة. استخدم بطاقة أخرى أو اسأل مصرفك.
payment-failure-insufficient-funds = الرصيد غير كافٍ. حاول عندما يتوفر، أو ادفع بطريقة أخرى.
payment-failure-expired-card = انتهت صلاحية البطاقة. استخدم بطاقة أخرى.
payment-failure-incorrect-cvc = رمز الأمان غير صحيح. حاول مرة أخرى.
payment-failure-authentication-required = يطلب مصرفك تأكيد الدفع. ابدأ العملية من جديد بنفسك وأكّدها.
payment-failure-processing-error = لم يتمكن المصرف من معالجتها. حاول بعد قليل.
payment-failure-account-closed = الحساب المصرفي مغلق. ادفع من حساب آخر.
payment-failure-no-account = لا يعرف المصرف هذا الحساب. ادفع من حساب آخر.
payment-failure-debit-not-authorized = استرد المصرف المبلغ لأن الخصم لم يكن متفقًا عليه. ادفع بطريقة أخرى وتحدّث مع المؤجر.
payment-failure-expired = لم يؤكد أحد الدفع خلال يوم. ابدأ من جديد.
payment-failure-no-answer = تعذّر الوصول إلى من ينقل المال. لم يُؤخذ شيء؛ ابدأ من جديد.
payment-failure-payment-method-removed = حُذفت البطاقة أو الحساب المحفوظ. اختر غيره.
payment-failure-more-than-owed = المستحق الآن أقل مما كان مقررًا دفعه في هذا اليوم. لم يُسحب شيء.
payment-failure-less-than-owed = المستحق الآن أكثر مما كان مقررًا دفعه في هذا اليوم، والمؤجر يقبله كاملًا فقط. لم يُسحب شيء.
payment-failure-too-much = المبلغ { $asked } أكبر مما يمكن دفعه دفعة واحدة: { $most } على الأكثر. ادفعه على أجزاء.
payment-failure-in-steps = لا يمكن دفع { $asked } بالضبط: تُؤخذ المبالغ بخطوات قدرها { $step }.
payment-failure-currency-not-taken = لا يمكن الدفع بعملة { $currency } عبر الإنترنت. ادفع بطريقة أخرى.

# لماذا لم يُدفع شيء بالدفع التلقائي.

autopay-skip-asked = تم تخطيه كما طلبت.
autopay-skip-in-flight = كان المبلغ الكافي في الطريق.
autopay-skip-late = مضى يومه قبل تنفيذه. ادفع المستحق بنفسك.
autopay-skip-moved-out = لم تعد تسكن هناك.
autopay-skip-not-begun = لم يبدأ عقد الإيجار بعد.
autopay-skip-not-charged = لم يُطلب الإيجار في وقته. ادفعه بنفسك عندما يُطلب.
autopay-skip-nothing-due = لم يكن هناك شيء مستحق.
autopay-skip-not-offered = لم تعد طريقة الدفع هذه متاحة. اختر غيرها.
autopay-skip-payment-method = لا يمكن أخذ شيء من البطاقة أو الحساب. اختر غيره.
autopay-skip-other = لم يُدفع شيء.
