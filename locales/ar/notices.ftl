# إشعارات البوابة: جملة واحدة لكل منها. `count` عدد الرسائل و`to` الحالة الجديدة للبلاغ.

notice-ticket-created = أبلغ { $author } عن «{ $title }» (البلاغ { $number }).
notice-ticket-changed =
    { $to ->
        [TRIAGED] تمت مراجعة «{ $title }».
        [SCHEDULED] تم الاتفاق على زيارة من أجل «{ $title }».
        [MOVED] تغيّر موعد الزيارة من أجل «{ $title }».
        [IN_PROGRESS] بدأ العمل على «{ $title }».
        [ON_HOLD] «{ $title }» قيد الانتظار.
        [RESOLVED] تم حل «{ $title }».
        [CLOSED] أُغلق «{ $title }».
        [REOPENED] أُعيد فتح «{ $title }».
        [REJECTED] رُفض «{ $title }».
        [DUPLICATE] سبق الإبلاغ عن «{ $title }».
        [CANCELLED] سُحب «{ $title }».
       *[other] تم تغيير «{ $title }».
    }
notice-ticket-assigned = أسند إليك { $author } «{ $title }».
notice-ticket-commented = كتب { $author } تعليقًا على «{ $title }».
notice-messages =
    { $count ->
        [one] كتب إليك { $author }: «{ $about }».
        [two] رسالتان في «{ $about }»، آخرهما من { $author }.
        [few] { $count } رسائل في «{ $about }»، آخرها من { $author }.
       *[other] { $count } رسالة في «{ $about }»، آخرها من { $author }.
    }
notice-invitation-accepted = قبل { $author } دعوتك.
notice-security =
    { $what ->
        [NEW_DEVICE] سجّل شخص الدخول إلى حسابك من جهاز جديد.
        [PASSWORD_CHANGED] تم تغيير كلمة مرور حسابك.
        [EMAIL_CHANGED] تم تغيير عنوان حسابك.
        [FACTOR_ADDED] أُضيفت وسيلة تحقق ثانية إلى حسابك.
        [FACTOR_REMOVED] أُزيلت وسيلة تحقق ثانية من حسابك.
        [RECOVERY_CODE_USED] استُخدم رمز استرداد لحسابك.
       *[other] أمر يخص أمان حسابك يحتاج إلى انتباهك.
    }
notice-rent-due =
    { $what ->
        [taken] في { $on } سيسحب أمر الدفع الدائم نحو { $amount } عن { $home }.
       *[due] يستحق دفع { $amount } عن { $home } في { $on }.
    }
notice-receipt =
    { $what ->
        [recorded] استُلمت دفعتك { $number } بمبلغ { $amount } في { $on }.
       *[paid] وصلت دفعتك { $number } بمبلغ { $amount }.
    }
notice-payment-failed =
    { $what ->
        [returned] استرد المصرف دفعتك { $number } بمبلغ { $amount }. ما كانت قد سددته أصبح مستحقًا من جديد.
        [bounced] لم يصرف المصرف دفعتك { $number } بمبلغ { $amount }. ما كانت قد سددته أصبح مستحقًا من جديد.
        [retried] لم تتم دفعتك { $number } بمبلغ { $amount }. ستُعاد المحاولة مرة واحدة في { $on }.
       *[failed] لم تتم دفعتك { $number } بمبلغ { $amount }. يُرجى الدفع بطريقة أخرى.
    }
notice-out-of-sight = أمر لم يعد بإمكانك رؤيته.
