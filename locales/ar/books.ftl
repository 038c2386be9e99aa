## ما سبب المبلغ
owed-rent = الإيجار
owed-utility = الكهرباء والماء والتدفئة
owed-parking = موقف السيارة
owed-storage = التخزين
owed-late-fee = رسوم التأخير
owed-returned-payment-fee = رسوم دفعة مرتجعة
owed-damage = ضرر
owed-deposit = التأمين
owed-other = غير ذلك

## لماذا يوجد المبلغ
why-manual = أدخله المؤجر.
why-demo = جزء من العرض التوضيحي.
why-other = بحسب القاعدة { $rule }، الإصدار { $version }.
why-entry = ينتج عن المستند المذكور في المعطيات.

## بنود الحساب
line-charge = مبلغ مستحق
line-payment = دفعة
line-credit = رصيد دائن
line-refund = رد مبلغ
line-write-off = تنازل عن الدين
line-reversal = إلغاء
