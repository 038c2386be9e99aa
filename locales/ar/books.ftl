## ما سبب المبلغ
owed-rent = الإيجار
owed-utility = الكهرباء والماء والتدفئة
owed-parking = موقف السيارة
owed-storage = التخزين
owed-late-fee = رسوم التأخير
owed-returned-payment-fee = رسوم دفعة مرتجعة
owed-damage = ضرر
owed-deposit = التأمين
owed-for = { $what }، { $days }
owed-other = غير ذلك

## لماذا يوجد المبلغ
why-manual = أدخله المؤجر.
why-demo = جزء من العرض التوضيحي.
why-other = بحسب القاعدة { $rule }، الإصدار { $version }.
why-entry = ينتج عن المستند المذكور في المعطيات.
why-entry-payment = وصلت دفعة.
why-entry-returned = استرد المصرف الدفعة.
why-entry-dispute-lost = حكم مزود خدمة الدفع لصالح الدافع، فاستُردت الدفعة.
why-entry-credit = خفّض المؤجر المبلغ المستحق.
why-entry-write-off = شطب المؤجر الباقي كدين معدوم.
why-entry-refund = رد المؤجر هذا المبلغ.
why-entry-reversal = أُلغي بند سابق.
why-entry-recovery = وصل مال عن دين كان قد شُطب: عاد هذا القدر منه مستحقًا وسُدّد.
why-taken-back-in-time = أُلغي لأن ما احتُسب عنه كان قد دُفع في موعده.
why-taken-back-less = أُلغي واحتُسب من جديد لأن المفتوح مما احتُسب عنه كان أقل.
why-taken-back-more = أُلغي واحتُسب من جديد لأن المال المدفوع عما احتُسب عنه لم يعد موجودًا.
why-taken-back-with-it = أُلغي مع ما احتُسب عنه.
why-taken-back-changed = أُلغي لأن عقد الإيجار أو سعره تغيّر.
why-taken-back-cancelled = أُلغي لأن عقد الإيجار أُبطل.
why-taken-back-given = يُطلب أقل لأن مبلغ التأمين رُدّ وهو مستحق بصفته هذه.
why-taken-back-over = يُطلب أقل لأن عقد الإيجار انتهى ولا يُحفظ أي تأمين.
why-entry-deposit = يغطي جزء من مبلغ التأمين هذا.
why-entry-opening = ما كان مستحقًا عند بداية هذه الدفاتر.
why-entry-transfer = نُقل من حساب آخر.
why-entry-reason = السبب: { $reason }
why-scheduled-full = الفترة كاملة: { $amount }.
why-scheduled-part = { $days } من { $all } يومًا: { $formula } = { $amount }.
why-late = كان الاستحقاق في { $due }، وكان يمكن الدفع بلا رسوم حتى { $free }: { $how } المجموع { $amount }.
why-late-capped = لا يسمح القانون بأكثر من ذلك.
why-fee-flat = المتفق عليه { $flat }.
why-fee-rate = { $rate } % من { $base }.
why-fee-daily = { $days ->
    [one] { $flat } عن يوم واحد.
    [two] { $flat } عن كل من اليومين.
    [few] { $flat } عن كل يوم من { $days } أيام.
   *[other] { $flat } عن كل يوم من { $days } يومًا.
}
why-fee-greater = الأعلى بين { $flat } و{ $rate } % من { $base }.
why-fee-lesser = الأدنى بين { $flat } و{ $rate } % من { $base }.
why-fee-tiered = { $flat } إجمالًا منذ اليوم { $from } بعد ذلك.
why-fee-again-daily = { $times ->
    [one] يتكرر ذلك كل يوم، وهذا عن يوم واحد.
   *[other] يتكرر ذلك كل يوم، وعددها هنا { $times }.
}
why-fee-again-monthly = { $times ->
    [one] يتكرر ذلك كل شهر، وهذا عن شهر واحد.
   *[other] يتكرر ذلك كل شهر، وعددها هنا { $times }.
}
why-fee-daily-max = لا يكلف اليوم أكثر من { $most }.
why-fee-before = احتُسب منها { $before } من قبل.
why-fee-most = لا أكثر مما اتُّفق عليه لاستحقاق واحد.
why-deposit-reclaimed = أُعيد { $amount } من مبلغ التأمين، والدفعة التي أتت به لم تعد موجودة.
why-returned-fee = استردّ البنك الدفعة { $payment }. تكلفة ذلك { $amount }.
why-deposit = مبلغ التأمين المتفق عليه: { $amount }. يُحفظ لك ويجب رده إليك.
why-deposit-limit = { $months ->
    [one] يسمح القانون بإيجار شهر واحد على الأكثر.
    [two] يسمح القانون بإيجار شهرين على الأكثر.
   *[other] يسمح القانون بإيجار { $months } أشهر على الأكثر.
}

## بنود الحساب
line-charge = مبلغ مستحق
line-payment = دفعة
line-credit = رصيد دائن
line-refund = رد مبلغ
line-write-off = شطب
line-reversal = إلغاء
line-recovery = إلغاء الشطب
line-returned = دفعة مرتجعة
