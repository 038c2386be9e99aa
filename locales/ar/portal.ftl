## Places and tools
place-home = الرئيسية
place-tickets = الإصلاحات
place-messages = الرسائل
place-more = المزيد
place-board = اللوحة
place-inbox = البريد الوارد
places = الأقسام
skip = الانتقال إلى المحتوى
language = اللغة
appearance = المظهر
appearance-now = المظهر: { $now }
appearance-system = مثل الجهاز
appearance-light = فاتح
appearance-dark = داكن
sign-out = تسجيل الخروج
close = إغلاق
back = رجوع
unread-count =
    { $count ->
        [zero] لا رسائل غير مقروءة
        [one] رسالة واحدة غير مقروءة
        [two] رسالتان غير مقروءتين
        [few] { $count } رسائل غير مقروءة
        [many] { $count } رسالة غير مقروءة
       *[other] { $count } رسالة غير مقروءة
    }

## When something does not work
offline = لا يوجد اتصال. ما تكتبه محفوظ وسيُرسل عند عودة الاتصال.
try-now = حاول الآن
try-again = حاول مرة أخرى
cannot-load = تعذّر تحميل هذا المحتوى.
loading = جارٍ التحميل
not-found = هذا غير موجود هنا، أو ليس لك.
not-done = لم ينجح ذلك. حاول مرة أخرى.
not-sent = لم يُرسل. حاول مرة أخرى.
server-away = الخادم لا يستجيب. حاول بعد قليل.
session-ended = انتهت جلستك. سجّل الدخول من جديد؛ ما كتبته محفوظ.

## Signing in
sign-in-title = أهلاً بك في بيتك
sign-in-lead = سجّل الدخول لترى منزلك وإصلاحاتك ورسائلك.
sign-in = تسجيل الدخول
sign-in-wrong = العنوان أو كلمة المرور غير صحيحة.
email = البريد الإلكتروني
password = كلمة المرور

## Days and times
today = اليوم
yesterday = أمس
since-minutes = { $count } د
since-hours = { $count } س
since-days = { $count } ي
visit-both-zones = { $there } في { $city } ({ $here } عندك)

## Home
hello = مرحباً، { $name }
to-pay = المبلغ المستحق
all-paid = كل شيء مدفوع.
due-on =
    { $days ->
        [0] يستحق { $date } · اليوم
        [one] يستحق { $date } · بعد يوم
        [two] يستحق { $date } · بعد يومين
        [few] يستحق { $date } · بعد { $days } أيام
        [many] يستحق { $date } · بعد { $days } يوماً
       *[other] يستحق { $date } · بعد { $days } يوم
    }
was-due-on =
    { $days ->
        [one] استحق { $date } · قبل يوم
        [two] استحق { $date } · قبل يومين
        [few] استحق { $date } · قبل { $days } أيام
        [many] استحق { $date } · قبل { $days } يوماً
       *[other] استحق { $date } · قبل { $days } يوم
    }
overdue = { $amount } متأخر السداد
open-repairs = الإصلاحات الجارية
all-tickets = كل الإصلاحات
no-repairs = لا شيء يحتاج إلى إصلاح.
earlier = سابقاً

## Reporting
report = الإبلاغ عن عطل
report-title = ما الذي يحتاج إلى إصلاح؟
what-is-it = ما نوع العطل؟
one-sentence = في جملة واحدة
more-about-it = تفاصيل أكثر
more-hint = أين بالضبط، ومنذ متى، وماذا جرّبت. يمكن تركه فارغاً.
where = المكان
choose = اختر
how-urgent = ما مدى الاستعجال؟
may-we-enter = هل يمكننا الدخول؟
emergency-advice = اتصل برقم الطوارئ أولاً إذا كان أحد في خطر. أغلق الماء أو الكهرباء إن استطعت بأمان.
send-report = إرسال
reported = سُجّل البلاغ برقم { $number }. سترى هنا ما يحدث.

## A ticket
visit-at = زيارة { $when }
assigned-to = { $name } يتولى الأمر
nobody-assigned = لم يُكلَّف أحد بعد
course = ما حدث
somebody = شخص ما
inside-only = للموظفين فقط
write-comment = اكتب شيئاً
send = إرسال
sent = أُرسل
step-done = تم
moved = نُقل { $number } إلى { $to }
comments = تعليقات

## The board
board-title = الصيانة
direct = مباشر
connecting = جارٍ الاتصال …
property = العقار
all-properties = كل العقارات
new-ticket = بلاغ جديد
figure-open = مفتوحة
figure-emergencies = طارئة
figure-unassigned = غير مكلَّف بها
figure-oldest = أقدم جديد
column-empty = لا شيء هنا.
move-menu = نقل { $number }
move-to = نقل إلى
cannot-move = لا يمكن نقله إلى { $to } من هنا.
schedule-title = متى تكون الزيارة؟
schedule = تأكيد هذا الموعد
day = اليوم
hours = الساعات
property-clock = بتوقيت { $zone }

## Conversations
conversation = محادثة
no-messages = لا توجد رسائل بعد.
choose-conversation = اختر محادثة.
write-message = اكتب رسالة
send-again = لم تُرسل. أرسل مجدداً
was-read = قُرئت
was-sent = أُرسلت

## Words of the data
stage-new = جديد
stage-scheduled = محدد الموعد
stage-in-progress = قيد التنفيذ
stage-done = منجز
status-new = جديد
status-triaged = تم الاطلاع
status-scheduled = محدد الموعد
status-in-progress = قيد التنفيذ
status-on-hold = في الانتظار
status-resolved = منجز
status-reopened = أُعيد فتحه
status-closed = مغلق
status-rejected = مرفوض
status-duplicate = مبلّغ عنه سابقاً
status-cancelled = مسحوب
move-triaged = تم الاطلاع
move-in-progress = بدء العمل
move-resolved = وضع علامة منجز
move-closed = تأكيد: يعمل
move-reopened = لم يُصلح
move-cancelled = سحب البلاغ
move-rejected = رفض
priority-low = منخفضة
priority-normal = عادية
priority-high = عالية
priority-emergency = طارئة
category-plumbing = المياه
category-heating = التدفئة
category-electrical = الكهرباء
category-appliance = الأجهزة
category-locks = الأقفال والمفاتيح
category-structure = المبنى
category-pests = الحشرات
category-common-area = المرافق المشتركة
category-other = شيء آخر
entry-when-home = عندما أكون في البيت
entry-anytime = في أي وقت
entry-by-appointment = بعد الاتفاق
event-created = تم الإبلاغ
event-assigned = تم التكليف
event-status-changed = تغيّر
role-tenant = مستأجر
role-guarantor = كفيل
role-owner = مالك
role-admin = مسؤول
role-manager = مدير العقار
role-accountant = محاسب
role-maintenance = صيانة
role-vendor = مقاول
role-auditor = مدقق
