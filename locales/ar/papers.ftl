## أعلى كل مستند
paper-landlord = المؤجر
paper-tenants = المستأجرون
paper-property = العقار
paper-lease = عقد الإيجار

## كشف الحساب
statement-title = كشف حساب
statement-days = الفترة
statement-period = من { $first } إلى { $last }
statement-day = اليوم
statement-text = البيان
statement-amount = المبلغ
statement-after = الرصيد
statement-opening = المستحق قبل الفترة
statement-closing = المستحق بعد الفترة
statement-owed = المستحق في نهاية الفترة: { $amount }.
statement-ahead = المدفوع مقدماً في نهاية الفترة: { $amount }.

## الإيصال
receipt-title = إيصال
receipt-number = الرقم
receipt-day = تاريخ الاستلام
receipt-payer = دفعها
receipt-method = طريقة الدفع
receipt-amount = إجمالي المدفوع
receipt-due = الاستحقاق
receipt-settled = يسدد
receipt-ahead = محفوظ لما يستحق لاحقاً
receipt-fee = رسوم طريقة الدفع
receipt-refunded = أعيد إلى الدافع
method-card = بطاقة
method-sepa-debit = خصم من الحساب البنكي (SEPA)
method-ach-debit = خصم من الحساب البنكي (ACH)
method-bank-transfer = تحويل بنكي
method-cash = نقداً
method-cheque = شيك
method-other = دفع إلكتروني
