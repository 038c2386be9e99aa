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
leaving-title = هناك ما لم يُرسل بعد
leaving-lead = إذا خرجت فسينسى هذا الجهاز ما كتبته ولم ترسله.
stay = ابقَ هنا
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
behind = جارٍ إعادة الاتصال… قد يكون ما تراه قديمًا.
try-now = حاول الآن
try-again = حاول مرة أخرى
cannot-load = تعذّر تحميل هذا المحتوى.
loading = جارٍ التحميل
not-found = هذا غير موجود هنا، أو ليس لك.
not-done = لم ينجح ذلك. حاول مرة أخرى.
not-sent = لم يُرسل. حاول مرة أخرى.
too-much = كان ذلك كثيرًا دفعة واحدة. ما كتبته محفوظ: انتظر قليلًا ثم حاول مجددًا.
arrived-before = وصل ما أرسلته من قبل، وضاع الرد وحده. انظر إليه أولًا: الإرسال من جديد يُنشئ واحدًا آخر.
look-there = انظر إليه
server-away = الخادم لا يستجيب. حاول بعد قليل.
not-signed-out = لم يكتمل تسجيل خروجك بعد: الخادم لا يستجيب. أُزيل ما كان على هذه الشاشة، وسيُسجَّل خروجك فور عودة الاتصال.
session-ended = انتهت جلستك. سجّل الدخول من جديد؛ ما كتبته محفوظ.

## Signing in
sign-in-title = أهلاً بك في بيتك
sign-in-lead = سجّل الدخول لترى منزلك وإصلاحاتك ورسائلك.
sign-in = تسجيل الدخول
email = البريد الإلكتروني
password = كلمة المرور

## Days and times
today = اليوم
yesterday = أمس
since-minutes = { $count } د
since-hours = { $count } س
since-days = { $count } ي
visit-both-zones = { $there } في { $city } ({ $here } عندك)
day-there = { $date } ({ $zone })

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
category-guessed = تبدو جملتك عن: { $category }. اختر غيرها إن لم تكن كذلك.
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
photos = الصور والأوراق

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
move-scheduled = تحديد موعد زيارة
move-visit = تغيير موعد الزيارة
visit-moved-to = نُقلت الزيارة إلى { $when }
status-when = { $status }: { $when }
move-on-hold = تعليق مؤقت
waits-for = في انتظار
waits-until = حتى متى، إن كنت تعرف
reason-seen = يمكن لكل من يرى الطلب قراءته.
hold-parts = قطع الغيار
hold-tenant = المستأجر
hold-owner-approval = موافقة المالك
hold-vendor = فني
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

## طرق الدخول
to-sign-in = إلى تسجيل الدخول
sign-in-passkey = الدخول بمفتاح المرور
no-passkey = لم يُستخدم أي مفتاح مرور. حاول مرة أخرى أو اختر طريقة أخرى.
no-passkeys-here = هذا المتصفح لا يدعم مفاتيح المرور. استخدم جهازًا آخر.
forgot = هل نسيت كلمة المرور؟
forgot-title = اختر كلمة مرور جديدة
forgot-lead = اكتب العنوان الذي تسجّل الدخول به. إذا كان معروفًا لدينا فسنرسل رابطًا صالحًا لنصف ساعة.
forgot-send = أرسل لي رابطًا
forgot-sent = إذا كان { $email } معروفًا لدينا فالرابط في الطريق إليك. تحقق أيضًا من البريد غير المرغوب فيه.
forgot-again = اطلب رابطًا جديدًا
reset-title = كلمة مرور جديدة
reset-lead = بعد حفظها يتم تسجيل خروجك من كل مكان.
reset-done = تم حفظ كلمة المرور الجديدة. سجّل الدخول بها الآن.
link-missing = هذا الرابط غير مكتمل. افتحه مرة أخرى من الرسالة.
new-password = كلمة المرور الجديدة
choose-password = اختر كلمة مرور
save-password = حفظ كلمة المرور
password-hint = عدة كلمات لا يجمعها غيرك تصنع كلمة مرور جيدة.
strength-0 = ضعيفة جدًا.
strength-1 = ضعيفة.
strength-2 = غير كافية بعد.
strength-3 = جيدة.
strength-4 = جيدة جدًا.
hint-straight-row = صف من المفاتيح يُخمَّن فورًا.
hint-keyboard-pattern = أنماط لوحة المفاتيح تُخمَّن بسرعة.
hint-repeat = التكرار لا يفيد كثيرًا.
hint-sequence = التسلسلات مثل abc أو 123 لا تفيد كثيرًا.
hint-year = السنوات تُخمَّن بسرعة.
hint-date = التواريخ تُخمَّن بسرعة.
hint-common-password = كثيرون يستخدمون هذه الكلمة.
hint-single-word = كلمة واحدة لا تكفي.
hint-name = الأسماء تُخمَّن بسرعة.
hint-too-short = اجعلها أطول.
hint-add-words = أضف كلمة أو كلمتين.
hint-capitals-help-little = الأحرف الكبيرة لا تفيد كثيرًا.
hint-reversing-helps-little = كتابتها بالعكس لا تفيد كثيرًا.
hint-substitutions-help-little = استبدال a بـ @ لا يفيد كثيرًا.
invitation-title = أنت مدعو
invitation-lead = يدعوك { $organization } بصفة: { $role }.
invitation-known = لديك حساب بهذا العنوان. كلمة مروره تكفي.
invitation-accept = انضم إلى { $organization }
invitation-joined = أنت الآن ضمن { $organization }. سجّل الدخول كالمعتاد.
invitation-expired = انتهت صلاحية الدعوة. اطلب دعوة جديدة.
invitation-accepted = استُخدمت هذه الدعوة من قبل. سجّل الدخول.
invitation-revoked = سُحبت هذه الدعوة أو حلّت محلها دعوة أحدث.
confirm-email-title = أكّد عنوانك الجديد
confirm-email-lead = بعد ذلك تسجّل الدخول به وتصل الرسائل إليه.
confirm-email-do = نعم، هذا عنواني
confirm-email-done = أصبح عنوانك الجديد مستخدمًا.
undo-email-title = لم تكن أنت؟
undo-email-lead = يعود عنوانك القديم، ويتم تسجيل خروج كل من هو داخل الحساب.
undo-email-do = أعد إليّ عنواني القديم
undo-email-done = عاد عنوانك القديم. اختر الآن كلمة مرور جديدة.

## إثبات الهوية
factor-title = خطوة أخيرة
factor-lead = أثبت أنك أنت: برمز التطبيق أو مفتاح المرور أو رمز احتياطي.
set-up-title = احمِ حسابك
set-up-lead = دورك يتطلب عاملًا ثانيًا إلى جانب كلمة المرور. يستغرق ذلك دقيقة.
sign-in-as-other = الدخول بحساب آخر
prove-title = هل هذا أنت؟
prove-lead = ما تنوي فعله حسّاس. أثبت هويتك مرة واحدة، وتبقى صالحة خمس دقائق.
prove = تأكيد
not-proved = لم يتم ذلك لأن الهوية لم تُؤكَّد.
code = الرمز
code-hint = ستة أرقام من تطبيق المصادقة.
recovery-code = رمز احتياطي
recovery-hint = كل رمز يعمل مرة واحدة.
use-passkey = استخدم مفتاح مرور
instead-way-code = استخدم رمزًا بدلًا من ذلك
instead-way-recovery = استخدم رمزًا احتياطيًا بدلًا من ذلك
instead-way-password = استخدم كلمة المرور بدلًا من ذلك

## الإعدادات
settings = الإعدادات
time-zone = الأوقات معروضة بتوقيت
factors = العامل الثاني
factors-on = إلى جانب كلمة المرور يُطلب منك أحد هذه.
factors-off = تكفي كلمة مرور مسروقة للدخول باسمك. أضف تطبيقًا أو مفتاح مرور.
authenticator = تطبيق المصادقة
add-authenticator = إضافة تطبيق مصادقة
add-passkey = إضافة مفتاح مرور
passkey-lead = يطلب جهازك بصمتك أو وجهك أو رمزه. لا شيء لتتذكره ولا شيء ليُسرق.
passkey-name = اسمه
rename = تغيير الاسم
rename-passkey = تغيير اسم مفتاح المرور
passkey-name-hint = لتتعرف عليه لاحقًا، مثل: هاتفي.
scan = امسح هذا بتطبيق المصادقة أو اكتب الأحرف أدناه، ثم اكتب الرمز الذي يظهر.
qr = رمز مربع للتطبيق
confirm = تأكيد
remove = إزالة
factor-added = تمت الإضافة. سيُطلب من الآن فصاعدًا.
factor-removed = تمت الإزالة.
remove-named = إزالة { $name }
sure-final = ينتهي { $number } بهذا. لا يمكن الرجوع عنه، ويبقى ما كُتب.
sure-accounts = لن يُسجَّل شيء آخر في { $number } بعد هذا. لا يمكن الرجوع عنه.
sure-method = تُنسى هنا ولدى مزود الدفع، ويجب إدخالها من جديد لاستعمالها.
sure-factor = لن يفتح { $name } هذا الحساب بعد الآن.
recovery-codes = الرموز الاحتياطية
codes-left =
    { $count ->
        [zero] لم يبقَ شيء
        [one] بقي رمز واحد
        [two] بقي رمزان
        [few] بقيت { $count } رموز
        [many] بقي { $count } رمزًا
       *[other] بقي { $count } رمز
    }
renew-codes = رموز جديدة
codes-lead = احفظها حيث تجدها دون هاتفك. تظهر الآن فقط، وكل رمز يعمل مرة واحدة.
codes-kept = لقد حفظتها
copy = نسخ
copied = تم النسخ.
last-used = آخر استخدام { $when }
never-used = لم يُستخدم بعد
change-password = تغيير كلمة المرور
current-password = كلمة المرور الحالية
password-changed = تم تغيير كلمة المرور.
password-others-end = يتم تسجيل خروج الأجهزة الأخرى.
change-email = تغيير العنوان
new-email = العنوان الجديد
new-email-hint = نرسل رابطًا إليه؛ ويبقى العنوان القديم حتى تفتحه.
email-sent = رابط في الطريق إلى { $email }. يعمل ليوم واحد.
send-link = أرسل الرابط
devices = الأجهزة التي دخلت منها
unknown-device = جهاز غير معروف
this-device = هذا الجهاز
end-session = تسجيل الخروج
end-others = تسجيل الخروج من كل مكان آخر
session-over = تم تسجيل الخروج هناك.
sessions-over =
    { $count ->
        [zero] لم يكن هناك مكان آخر.
        [one] تم تسجيل الخروج من مكان واحد.
        [two] تم تسجيل الخروج من مكانين.
        [few] تم تسجيل الخروج من { $count } أماكن.
        [many] تم تسجيل الخروج من { $count } مكانًا.
       *[other] تم تسجيل الخروج من { $count } مكان.
    }
memberships = مؤسساتك
working-here = أنت هنا الآن
work-there = انتقل إليها
seen = من اطّلع على بياناتي
seen-lead = كل مرة فتح فيها أحد عنوانك أو رقمك مسجّلة هنا.
seen-by-nobody = لا أحد حتى الآن.
show-more = عرض المزيد
phishing = الإبلاغ عن رسالة مزيفة
phishing-what = ماذا وصلك؟
phishing-hint = رسالة أو مكالمة ادّعت أنها من المؤجر.
phishing-send = إبلاغ
phishing-thanks = شكرًا لك. تم إبلاغ القائمين على المبنى.

## أماكن الموظفين
place-roll = سجل الإيجارات
place-properties = العقارات
place-leases = عقود الإيجار
place-lease = عقد الإيجار
place-people = الأشخاص
go-to = ابحث أو انتقل إلى …
nothing-found = لم يُعثر على شيء.
nobody = لا أحد
you = أنت
name = الاسم
phone = الهاتف
role = الدور
roles = الأدوار
state = الحالة
every-state = كل الحالات

## الوحدات
unit = الوحدة
units = الوحدات
tenant = المستأجر
rent = الإيجار
owed = المستحق
search-units = ابحث في الوحدات
search-properties = ابحث في العقارات
address = العنوان
clock-there = الوقت هناك
currency = العملة
buildings = المباني
kind = النوع
area = المساحة
bedrooms = غرف النوم
kind-flat = شقة
kind-house = منزل
kind-room = غرفة
kind-parking = موقف سيارة
kind-storage = مخزن
kind-commercial = محل تجاري
unit-occupied = مؤجرة
unit-notice-unrented = ستخلو قريبًا
unit-notice-rented = مؤجرة بعد الإخلاء
unit-vacant-rented = مؤجرة ولم تُسكن
unit-vacant-ready = شاغرة
unit-vacant-not-ready = شاغرة وغير جاهزة
unit-down = خارج الاستخدام

## عقود الإيجار
lease = العقد
no-lease = لا يوجد عقد هنا.
search-leases = ابحث في العقود
search-tenants = ابحث في المستأجرين
period = المدة
terms = الشروط
lease-type = كيف ينتهي
type-fixed = في يوم محدد
type-fixed-with-rollover = في يوم محدد وإلا يستمر
type-at-will = عند الإشعار
from = من
last-day = اليوم الأخير
due-day = يوم الاستحقاق
due-day-hint = يوم من الشهر، 1 إلى 28.
due-day-of = اليوم { $day } من كل شهر
rent-monthly = { $amount } شهريًا
signed-on = تاريخ التوقيع
notice-on = تاريخ الإشعار
parties = أطراف العقد
party-tenant = مستأجر
party-co-tenant = مستأجر مشارك
party-guarantor = كفيل
party-occupant = ساكن
charges = المطالبات
charge = مقابل
due-date = الاستحقاق
amount = المبلغ
falls-due = يستحق في { $date }
charge-rent = إيجار
charge-utility = كهرباء وماء
charge-parking = موقف سيارة
charge-storage = مخزن
charge-late-fee = غرامة تأخير
charge-returned-payment-fee = رسوم دفعة مرتجعة
charge-damage = أضرار
charge-deposit = تأمين
charge-other = أخرى
paid-scheduled = لم يستحق بعد
paid-posted = للدفع
paid-partially-settled = مدفوع جزئيًا
paid-settled = مدفوع
paid-reversed = ملغى
paid-cancelled = ملغى
lease-draft = مسودة
lease-offered = معروض
lease-signed = موقّع
lease-active = سارٍ
lease-holdover = مستمر بعد نهايته
lease-notice-given = تم الإشعار
lease-ended = منتهٍ
lease-closed = مغلق
lease-cancelled = ملغى
step-draft = سحب العرض
step-offered = عرض للتوقيع
step-signed = تسجيل التوقيع
step-active = متابعة العقد
begins-by-itself = يبدأ سريانه من تلقاء نفسه في { $date }.
step-holdover = مستمر بعد نهايته
step-notice-given = تسجيل إشعار
step-ended = إنهاء العقد
step-closed = إغلاق الحساب
step-cancelled = إلغاء
reason = السبب
lease-moved = العقد الآن: { $to }
draft-lease = إعداد عقد
lease-drafted = تم إعداد { $number } كمسودة.
save-draft = حفظ المسودة
choose-other = اختيار آخر
new-tenant = إضافة { $name } كمستأجر جديد

## الأشخاص
search-people = ابحث عن أشخاص
invite = دعوة
invite-title = دعوة شخص
invited = المدعوون
send-invitation = إرسال الدعوة
invitation-sent = الدعوة في الطريق.
invitation-taken-back = تم سحب الدعوة.
link-expired = انتهت صلاحية الرابط
sent-when = أُرسلت { $when }
resend = إعادة الإرسال
take-back = سحب
scope = النطاق
whole-organization = المؤسسة كلها
give-role = منح دور
end-role = إنهاء
role-given = تم منح الدور.
role-ended = تم إنهاء الدور.
not-in-force = غير سارٍ
until = حتى { $when }
shut-out-do = إيقاف الحساب
shut-out-title = إيقاف حساب { $name }؟
shut-out-lead = تنتهي كل الأدوار فورًا وتُغلق الجلسات المفتوحة. يبقى ما كُتب.
shut-out = تم الإيقاف.

## التكليف والكتابة
assign = تكليف
assign-other = تغيير التكليف
assign-title = من يتولى الأمر؟
assign-nobody = لا أحد حاليًا
cannot-assign = { $name } لا يعمل على الإصلاحات هنا.
new-conversation = رسالة جديدة
conversation-lead = تصل إلى القائمين على مسكنك.
subject = الموضوع
message = الرسالة
about-person = عن { $name }
is-writing = { $name } يكتب الآن
is-here = موجود الآن

## الصور والأوراق
add-photos = أضف صورًا
add-photos-hint = صورة واحدة كثيرًا ما تقول أكثر من جملة.
attach = أرفق صورًا أو أوراقًا
chosen-files = ما سيُرسل معها
see-picture = انظر المرفق.
file-too-large = حجم الملف 25 ميغابايت على الأكثر.
files-too-many = { $most } على الأكثر في المرة الواحدة.
sending-file = يجري إرسال { $name }
open-photo = افتح { $name }
photo = صورة { $name }
photo-of = { $place } من { $count }
photo-before = السابقة
photo-next = التالية
download = تنزيل
papers = الأوراق
no-papers = لا أوراق هنا بعد.
add-paper = أضف ورقة (PDF)

## إعدادات المؤسسة
clock-now = الساعة هناك الآن { $time }.
clock-of-device = استعمل ساعة هذا الجهاز: { $zone }
save = احفظ
brand = الاسم واللون والشعار
organization-name = اسم المؤسسة
brand-colour = اللون
other-colour = لون آخر
colour-made-readable = يُعرض أغمق قليلًا أو أفتح قليلًا ليقرأه الجميع.
brand-saved = حُفظ. يراه الجميع من الآن.
choose-logo = اختر شعارًا
remove-logo = أزل الشعار
tokens = مفاتيح الشركاء
tokens-lead = المفتاح يُدخل نظامًا آخر بما تسمح به ولا أكثر. وكل ما يفعله مدوَّن في السجل.
no-tokens = لا مفاتيح بعد.
new-token = مفتاح جديد
token-name = لأي غرض؟
token-name-hint = مثل: نظام المحاسبة.
token-may = ما يجوز له
token-lasts = المدة
token-days =
    { $days ->
        [zero] { $days } يوم
        [one] يوم واحد
        [two] يومان
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }
make-token = أنشئ المفتاح
token-once = انسخه الآن: لا يُعرض إلا هذه المرة.
token-kept = حفظته
token-until = حتى { $date }
token-ended = مُلغى
token-expired = انتهت مدته
revoke = ألغِ
revoke-title = إلغاء { $name }؟
revoke-lead = يُمنع فورًا كل ما يستعمله.
token-revoked = أُلغي.
scope-properties-read = قراءة العقارات والوحدات
scope-properties-write = إدخال العقارات والوحدات وتغييرها
scope-people-read = قراءة أسماء الأشخاص
scope-people-contact = قراءة العناوين والأرقام
scope-people-write = إدخال المستأجرين وتغييرهم
scope-leases-read = قراءة عقود الإيجار
scope-leases-write = كتابة عقود الإيجار وتغييرها
scope-documents-read = قراءة المستندات
scope-documents-write = إضافة المستندات
scope-payments-read = قراءة المستحقات والمدفوعات
scope-payments-write = إضافة المستحقات وتسجيل المدفوعات
scope-tickets-read = قراءة الإصلاحات
scope-tickets-write = الإبلاغ عن الإصلاحات وتغييرها
scope-messages-read = قراءة الرسائل
scope-messages-write = كتابة الرسائل
scope-events-read = متابعة ما يحدث

## إدخال المساكن
new-property = عقار جديد
change-property = غيّر العقار
property-name = اسم العقار
property-name-hint = كما يسميه الناس، مثل: Thorvald Meyers gate 14.
property-made = أُدخل { $name }. والآن وحداته.
no-properties = لا عقارات بعد.
save-property = احفظ العقار
street = الشارع والرقم
postal-code = الرمز البريدي
city = المدينة
country = البلد
change = غيّر
saved = حُفظ.
new-unit = وحدة جديدة
change-unit = غيّر الوحدة
unit-label = الاسم أو الرقم
unit-label-hint = كما هو مكتوب على الباب، مثل: H0302.
unit-made = أُدخلت { $label }.
save-unit = احفظ الوحدة
building = المبنى
no-building = لا شيء
new-building = مبنى جديد
new-building-name = اسم المبنى
usual-rent = الإيجار المعتاد
condition = الحالة
condition-ready = جاهزة للسكن
condition-not-ready = غير جاهزة
condition-down = خارج الاستعمال
change-draft = غيّر المسودة
change-parties = غيّر الملتزمين
add-unit = أضف وحدة
add-person = أضف شخصًا
is-overdue = عليها متأخرات
lease-over = انتهى هذا العقد في { $date }. وتبقى أوراقه ومدفوعاته هنا.
show-only = اعرض فقط

## البداية
begin-title = لنبدأ
begin-done = أُنجز { $done } من { $all }
begin-properties = أدخل عقارًا
begin-units = أدخل وحداته
begin-tenants = أدخل مستأجرًا
begin-leases = اكتب مسودة أول عقد
begin-invitations = ادعُ شخصًا
not-now = ليس الآن

no-current-lease = ليس لك هنا عقد إيجار ساري. وتبقى لك عقودك السابقة وأوراقها.
earlier-leases = العقود السابقة
nowhere-to-report = يُبلَّغ عن الإصلاحات في مسكن تستأجره الآن. راسلنا في أي أمر آخر.

show-earlier = اعرض الرسائل الأقدم
rules = الدخول
rules-factor = على المسؤولين والمحاسبين إثبات عامل ثانٍ
rules-session = أقصى مدة للدخول
rules-idle = الخروج عند عدم الاستعمال مدة
rules-usual = كالمعتاد

## الدفع
place-pay = الدفع
pay-now = ادفع الآن
pay-title = الدفع
no-real-money = هذا عرض تجريبي: لا تُنقل أي أموال حقيقية. استخدم أرقام الاختبار فقط، ولا تستخدم بطاقتك أبدًا.
under-way = { $amount } في الطريق
rest-under-way = المبلغ المستحق في الطريق.
pay-how-much = كم تريد أن تدفع؟
pay-due = المستحق الآن
pay-all = كل المبالغ المفتوحة
pay-other = مبلغ آخر
pay-chosen = ما أختاره
pay-when = متى؟
pay-today = الآن
pay-later = في يوم لاحق
pay-later-needs = الدفع في يوم لاحق يتطلب بطاقة أو حسابًا محفوظًا.
pay-amount-on = ادفع { $amount } في { $date }
say-amount = اكتب مبلغًا لترى طرق دفعه.
no-amount = اكتب مبلغًا مثل 1500 أو 1500.50.
unclear-amount = اكتب المبلغ دون علامة بين الآلاف، مثل 14500 أو 14500.50.
too-fine = { $count ->
    [0] ليس في { $currency } كسور عشرية.
    [2] في { $currency } منزلتان عشريتان على الأكثر.
   *[other] في { $currency } { $count } منازل عشرية على الأكثر.
}
no-number = اكتب عددًا بالأرقام وحدها.
pay-how = بأي طريقة؟
pay-way = الطريقة
no-fee = بلا رسوم
fee-of = رسوم { $amount }
fee-is-in = { $amount } للمؤجر، و{ $fee } رسوم.
pay-amount = ادفع { $amount }
no-ways = لا يمكن دفع هذا هنا. عقدك وفاتورتك يذكران كيف تدفع؛ اسأل المؤجر إن لم تكن متأكدًا.
pay-otherwise = ادفع بطريقة أخرى
numbers-to-stripe = ما تكتبه هنا يذهب مباشرة إلى Stripe الذي ينفذ الدفع. لا نرى أرقامك أبدًا.
go-on = متابعة
stop-payment = أوقفها
payment-stopped = أُوقفت الدفعة. لم يُسحب شيء.
payment-thanks = تم الدفع. شكرًا لك.
payment-waits = لقد أكدتها. ننتظر رد البنك، وسيظهر هنا من تلقاء نفسه.
payment-number = الدفعة { $number }
scheduled-for = تبدأ في { $date }. يمكنك إيقافها حتى ذلك الحين.
fee = الرسوم
given-back = المبلغ المعاد
payer = دفعها
paid-on = تُحسب من
begun-on = بدأت
way-card = بطاقة
way-sepa-debit = خصم مباشر SEPA
way-ach-debit = حساب بنكي
way-other-online = طريقة أخرى
way-bank-transfer = تحويل بنكي
way-cash = نقدًا
way-cheque = شيك
payment-created = بدأت
payment-requires-action = بانتظار التأكيد
payment-processing = في الطريق
payment-succeeded = مدفوعة
payment-cancelled = أُوقفت
payment-expired = لم تؤكَّد
payment-failed = لم تُدفع
payment-returned = استُردت
payment-disputed = معترض عليها
payment-partially-refunded = أعيد جزء منها
payment-refunded = أعيدت
payment-charged-back = ردها البنك
payment-recorded = مستلمة
payment-cleared = مستلمة
payment-bounced = رفضها البنك
payment-voided = سُجلت خطأً
payment-says-created = يجري إرسالها. لا حاجة إلى شيء آخر.
payment-says-requires-action = لم تكتمل: لم تؤكدها بعد. لم يُسحب شيء.
payment-says-processing = هي في الطريق. يحتاج البنك إلى بضعة أيام؛ لا حاجة إلى شيء آخر.
payment-says-succeeded = وصل المال، ورصيدك يُظهر ذلك.
payment-says-cancelled = أُوقفت. لم يُسحب شيء.
payment-says-expired = لم يؤكدها أحد في الوقت المحدد. لم يُسحب شيء.
payment-says-failed = لم تنجح. لم يُسحب شيء.
payment-says-returned = استردها البنك، فالمبلغ مفتوح من جديد.
payment-says-disputed = اعترض الدافع لدى البنك. المؤجر ينظر في الأمر.
payment-says-partially-refunded = أعيد جزء منها.
payment-says-refunded = أعيدت.
payment-says-charged-back = أعاد البنك المال إلى الدافع، فالمبلغ مفتوح من جديد.
payment-says-recorded = استُلمت وسُجلت يدويًا.
payment-says-cleared = استُلمت، وأكدها البنك.
payment-says-bounced = رفضها البنك، فالمبلغ مفتوح من جديد.
payment-says-voided = سُجلت خطأً، ولم تعد تُحسب.

## الرصيد
money-places = المال
balance-title = الرصيد
to-balance = إلى الرصيد
owed-in-all = مجموع المفتوح
paid-ahead = مدفوع مسبقًا
of-it-due = منه { $amount } مستحق الآن.
adds-up = كيف يتكوّن المبلغ
all-movements = كل الحركات
lines-earlier = هناك سطور أقدم أيضًا: انظر كل الحركات.
nothing-open = لا شيء مفتوح.
nothing-yet = لا شيء بعد.
late-days = متأخر من { $from } إلى { $to } يومًا
late-more = متأخر { $from } يومًا أو أكثر
payments = الدفعات
payment = الدفعة
payments-count =
    { $count ->
        [zero] لا دفعات
        [one] دفعة واحدة
        [two] دفعتان
        [few] { $count } دفعات
        [many] { $count } دفعة
       *[other] { $count } دفعة
    }
payments-under-way = في الطريق
payments-received = مستلمة
payments-not-paid = غير مدفوعة
payments-taken-back = مستردة من البنك
payments-given-back = معادة
every-way = كل الطرق
begun-at = بدأت { $when }
begins-on = تبدأ في { $date }
money-came = وصل المال
story = ما حدث
settles = ما تسدده
what-is-known = الدفعة
provider-says = رمز مزود الدفع
payment-do-cleared = أكدها البنك
payment-do-bounced = رفضها البنك
payment-do-voided = سُجلت خطأً
clear-lead = { $amount }: المال موجود بالتأكيد.
open-again-lead = ما سددته { $amount } يصبح مستحقًا من جديد منذ يوم استحقاقه. ويرى المستأجر ذلك.
refund-do = إعادة المال
refund-lead = من { $amount } يعود الكل أو جزء منه إلى مصدره. قد يستغرق ذلك أيامًا.
refund-begun = المال في طريق العودة.
refund-pending = في طريق العودة
refund-succeeded = أُعيدت
refund-failed = تعذرت الإعادة
line-kind = ما هو
account-line-charge = مطالبة
account-line-payment = دفعة
account-line-credit = خصم لصالحك
account-line-refund = مبلغ معاد
account-line-write-off = شطب
account-line-reversal = إلغاء سطر سابق
still-open = لا يزال مفتوحًا
balance-after = الرصيد بعده
rule = القاعدة
rests-on = يستند إلى
rule-schedule = مطالبة دورية
rule-late-fee = غرامة تأخير
rule-deposit = تأمين
rule-deposit-reclaimed = تأمين أُعيد
rule-returned-payment-fee = رسم عن دفعة عادت
rule-entry = قيد في الدفاتر
rule-manual = بقرار من المكتب
rule-demo = بيانات تجريبية
input-frequency = التكرار
frequency-monthly = كل شهر
frequency-quarterly = كل ربع سنة
frequency-yearly = كل سنة
input-due-day = يستحق في هذا اليوم من الشهر
input-method = كيف تُحسب أجزاء الشهر
proration-actual-days = حسب أيام ذلك الشهر
proration-thirty-days = كأن كل شهر 30 يومًا
proration-year-365 = حسب سنة من 365 يومًا
proration-year-actual = حسب أيام تلك السنة
input-days = الأيام المحسوبة
input-period-days = أيام الفترة كلها
input-denominator = مقسوم على
input-due-on = كان مستحقًا في
input-late-from = يُحسب مستحقًا من
input-last-free-day = آخر يوم بلا غرامة
input-days-late = أيام التأخير
input-kind = كيف تُحسب الغرامة
fee-kind-flat = مبلغ ثابت
fee-kind-percent-of-rent = نسبة من الإيجار
fee-kind-percent-of-open = نسبة مما هو مفتوح
fee-kind-daily = مبلغ عن كل يوم
fee-kind-tiered = حسب مدة التأخير
fee-kind-greater-of = الأكبر من مبلغ ونسبة
fee-kind-lesser-of = الأصغر من مبلغ ونسبة
input-grace-days = أيام السماح
input-repeat = تكرار الغرامة
fee-repeat-once = مرة واحدة
fee-repeat-daily = كل يوم
fee-repeat-monthly = كل شهر
input-from-day = ابتداءً من اليوم
input-times = عدد المرات
input-amount-minor = مبلغ القاعدة
input-daily-max-minor = الحد الأقصى لليوم
input-assessed-minor = ما طُلب من قبل
input-rate-bps = النسبة
input-base-minor = محسوب من
input-uncapped-minor = قبل أي حد
input-limit = حدّ منه
fee-limit-law = القانون
fee-limit-policy = قاعدة المؤجر نفسه
input-law-version = نسخة القانون
input-agreed-minor = مبلغ التأمين المتفق عليه
input-rent-minor = الإيجار
input-max-months = الحد الأقصى بأشهر الإيجار
input-payment = الدفعة
input-fee-minor = الرسم المتفق عليه
late-fee-threat = ادفع حتى { $date }: بعد ذلك تُضاف غرامة تأخير قدرها { $amount }.
late-fee-shielded = دفعتك في الطريق في الوقت المناسب، فلا تُضاف غرامة التأخير { $amount }.

## الدفع التلقائي والسكن المشترك
autopay = الدفع التلقائي
autopay-off = الدفع التلقائي متوقف
autopay-on = الدفع التلقائي مفعّل
autopay-rests = الدفع التلقائي موقوف مؤقتًا
autopay-lead = أنت تدفع بنفسك. إن شئت، يُسحب المستحق كل شهر من بطاقتك أو حسابك؛ ويمكنك إيقافه مؤقتًا أو إنهاؤه هنا في أي وقت.
autopay-needs = احفظ بطاقة أو حسابًا أولًا.
autopay-set = فعّل الدفع التلقائي
autopay-agree = أوافق: اسحبه تلقائيًا
autopay-saved = حُفظ. ترى هنا ما سيُسحب في المرة القادمة ومتى.
autopay-next = في { $date } يُسحب { $amount } من { $from } حسب الوضع الحالي.
autopay-next-open = في { $date } يُسحب من { $from } ما يكون مستحقًا حينها. حسب الوضع الحالي لا شيء.
autopay-waits = يُسحب المستحق من { $from }. لا يوجد يوم قادم بعد.
autopay-rests-lead = لن يُسحب شيء حتى تستأنفه. ادفع بنفسك في هذه الأثناء.
autopay-cap = لا يزيد أبدًا على { $amount } في المرة.
autopay-skips = ستُترك المرة القادمة: ادفعها بنفسك.
autopay-skipped = لم يُدفع شيء في { $date }. { $why }
autopay-unskipped = ستُسحب المرة القادمة من جديد.
autopay-skip = اترك المرة القادمة
autopay-unskip = لا تتركها
autopay-pause = إيقاف مؤقت
autopay-resume = استئناف
autopay-end = إنهاء الدفع التلقائي
autopay-end-lead = لن يُسحب شيء تلقائيًا بعد ذلك. ما هو في الطريق يصل.
autopay-when = متى في الشهر
autopay-due-date = في يوم الاستحقاق
autopay-day = في يوم أختاره
autopay-which-day = أي يوم
autopay-day-hint = من 1 إلى 31؛ وآخر يوم حين يكون الشهر أقصر.
autopay-share = كم منه بالمئة
autopay-share-hint = 100 تعني كل المستحق؛ وأقل حين يتقاسم عدة أشخاص السكن.
autopay-share-wrong = أكثر من 0 ولا يزيد على 100.
autopay-most = لا يزيد أبدًا على
autopay-most-hint = يمكنك تركه فارغًا.
pay-from = من
saved-methods = البطاقات والحسابات المحفوظة
saved-methods-lead = تُحفظ الأرقام عند جهة الدفع، ولا تُحفظ هنا أبدًا.
save-method = حفظ: { $kind }
method-waits = يظهر هنا فور حفظه.
method-not-saved = لم تُحفظ. يمكنك المحاولة مرة أخرى.
pot-title = الأسرة المشتركة في { $month }
pot-of = { $paid } من { $due }
pot-named = يرى من يسكنون معي اسمي بجانب حصتي
pot-left = غادر السكن

## الإشعارات
notices = الإشعارات
notices-count =
    { $count ->
        [zero] لا جديد
        [one] إشعار جديد
        [two] إشعاران جديدان
        [few] { $count } إشعارات جديدة
        [many] { $count } إشعارًا جديدًا
       *[other] { $count } إشعار جديد
    }
notices-how = كيف نخبرك
no-notices = لا جديد.
notice-new = جديد
told-of = ماذا
told-portal = البوابة
told-mail = البريد
told-ticket-created = إصلاحات جديدة
told-ticket-changed = تقدّم في إصلاح
told-ticket-assigned = إصلاح أُسند إليّ
told-ticket-commented = تعليقات على إصلاح
told-messages = الرسائل
told-invitation-accepted = شخص قبل دعوة
told-security = أمان حسابي
told-rent-due = الإيجار مستحق
told-receipt = الإيصالات
told-payment-failed = تعذّر إتمام دفعة
quiet-hours = لا تزعجني ليلًا
quiet-from = من
quiet-until = إلى
quiet-lead = ينتظر البريد حتى تنتهي ساعات الهدوء. أما الطوارئ فتصل فورًا.

bring-in = أدخل قائمة
bring-in-lead = قائمة بالمساكن والأشخاص والعقود في ملف واحد. تُجرَّب أولًا: لا يُكتب شيء قبل أن تأذن.
choose-list = اختر الملف
list-tried = جُرّبت: لم يُكتب شيء بعد
list-in = أُدخلت
list-not-in = لم يُكتب شيء
faults = أخطاء
row-number = الصف { $row }
bring-in-now = أدخلها

## المال في المكتب والأوراق
record-payment = تسجيل دفعة
payment-recorded-note = سُجلت الدفعة.
received-on = وصلت في
payer-unsaid = غير معروف
reference = المرجع
reference-hint = ما كُتب على التحويل أو الشيك، مثل رقم KID.
create-charge = إضافة مطالبة
charge-created = أُضيفت المطالبة، والمستأجر يراها.
charge-text = ما يقرؤه المستأجر
create-credit = منح رصيد
credit-lead = يُخصم فورًا من المستحق، ثم مما يأتي بعده. ويراه المستأجر.
credit-created = مُنح الرصيد.
credits = ما خُصم أو شُطب
take-credit-back = إلغاء
take-credit-back-lead = ما كان قد سُدِّد به يعود مستحقًا ابتداءً من اليوم. ويراه المستأجر.
credit-taken-back = أُلغي، وعاد المبلغ مستحقًا.
change-charge = تعديل
deed-waive = إعفاء
deed-write-off = شطب
deed-reverse = إلغاء المطالبة
deed-lead-waive = لم يعد يلزم دفع المتبقي { $amount }. ويرى المستأجر ذلك.
deed-lead-write-off = يُعدّ المتبقي { $amount } مفقودًا، ويُسجَّل خسارةً في الدفاتر.
deed-lead-reverse = طُولب به خطأً: يُلغى المبلغ كله { $amount }، وما دُفع عنه يسدّد غيره.
deed-done-waive = أُعفي منه.
deed-done-write-off = شُطب.
deed-done-reverse = أُلغيت المطالبة.
receipt = إيصال (PDF)
statement = كشف الحساب
statement-lead = كل ما طولب به وما دُفع في هذه الأيام، للحفظ أو الطباعة.
statement-pdf = بصيغة PDF
statement-csv = بصيغة CSV
who-owes = من عليه مستحقات
nobody-owes = لا أحد عليه مبلغ متأخر.
owing-total =
    { $count ->
        [zero] لا عقود متأخرة ({ $amount })
        [one] عقد واحد متأخر بمبلغ { $amount }
        [two] عقدان متأخران بمبلغ { $amount }
        [few] { $count } عقود متأخرة بمبلغ { $amount }
        [many] { $count } عقدًا متأخرًا بمبلغ { $amount }
       *[other] { $count } عقد متأخر بمبلغ { $amount }
    }
how-late = مدة التأخر
is-late = المتأخر
bring-in-good = أدخل الصفوف الصحيحة واترك الأخرى
rows-done = اكتمل { $done } من { $rows } صفًا
found-title = ابدأ من هنا
found-lead = لا يوجد شيء هنا بعد. عرّف بنفسك، واختر كلمة مرور في الصفحة التالية.
found-secret = رمز الإعداد
found-secret-hint = طبعه الخادم عند تشغيله.
found-clock = توقيت المؤسسة
found-languages = اللغات
found-name = اسمك
found-send = إنشاء المؤسسة
