"""The conversations at Nordlys Eiendom."""

from app.entrypoints.demo.shapes import Said, Talk

TALKS = (
    Talk(
        "leak",
        "Lekkasjen på kjøkkenet",
        ("amira", "ingrid"),
        (
            Said(
                "-5d 18:42", "amira", "Hei! Det drypper fortsatt under vasken. Kan jeg bruke oppvaskmaskinen i helgen?"
            ),
            Said("-5d 19:05", "ingrid", "Hei Amira. Vent med oppvaskmaskinen til Tom har sett på den, er du snill."),
            Said("-4d 08:12", "ingrid", "Tom kommer i morgen mellom 9 og 11. Passer det at noen er hjemme?"),
            Said("-4d 08:30", "amira", "Ja, Karim er hjemme. Kan dere ringe ham i stedet for meg?"),
            Said("-4d 08:31", "amira", "يمكنكم الاتصال به في أي وقت بعد الثامنة صباحًا. شكرًا جزيلًا على سرعة الرد!"),
            Said("-4d 09:02", "ingrid", "Det ordner vi. Tom ringer Karim når han er på vei."),
            Said("-1d 15:20", "ingrid", "Den nye delen er bestilt. Tom er innom igjen i morgen formiddag."),
        ),
        ticket="leak",
        unread={"amira": 1},
    ),
    Talk(
        "instalments",
        "Resten av husleien for forrige måned",
        ("jonas", "ingrid"),
        (
            Said(
                "-9d 20:14", "jonas", "Hei, jeg fikk ikke betalt hele husleien forrige måned. Kan jeg dele opp resten?"
            ),
            Said(
                "-8d 09:40", "ingrid", "Hei Jonas, takk for at du sier fra. Hvor mye kan du betale nå i første omgang?"
            ),
            Said("-8d 12:03", "jonas", "Halvparten når lønnen kommer, og resten måneden etter. Er det greit for dere?"),
            Said("-8d 13:15", "ingrid", "Det er helt greit. Bruk samme KID som før, så havner det på riktig sted."),
            Said("-2d 17:48", "jonas", "Takk! Jeg betaler den første delen på fredag."),
        ),
        lease="L-1002",
        unread={"ingrid": 1},
    ),
    Talk(
        "parking",
        "A parking space in the back yard?",
        ("piotr", "ingrid"),
        (
            Said("-13d 19:22", "piotr", "Hi Ingrid, is P3 still free? I have bought a small car."),
            Said("-12d 10:08", "ingrid", "Hi Piotr, yes, it is. 1 500 kr a month, one month's notice on both sides."),
            Said("-12d 10:31", "piotr", "Sounds good. Could I have it from the first of next month?"),
            Said("-12d 14:45", "ingrid", "Of course. I will add it to the new lease that we are about to sign anyway."),
        ),
        lease="L-1006",
    ),
    Talk(
        "dugnad",
        "Dugnad i bakgården",
        ("ingrid", "olav", "eline", "siv", "mehmet"),
        (
            Said(
                "-18d 12:00", "ingrid", "Hei alle sammen! Hva sier dere til dugnad i bakgården en lørdag i neste måned?"
            ),
            Said("-18d 16:37", "eline", "Gjerne! Jeg kan ta med vafler og kaffe."),
            Said("-17d 08:55", "olav", "Jeg spanderer ny maling til benkene og bestiller en konteiner."),
            Said(
                "-16d 21:10", "mehmet", "Bra tiltak. Jeg har henger og kan kjøre det som er til overs, til gjenvinning."
            ),
            Said("-15d 09:30", "ingrid", "Så fint! Da setter jeg opp lapp i oppgangen med dato og oppgaver."),
        ),
        place="nordnes",
        unread={"siv": 3, "mehmet": 1},
    ),
    Talk(
        "rota",
        "Vakt i helgen",
        ("ingrid", "tom", "solveig"),
        (
            Said("-3d 11:15", "ingrid", "Tom, kan du ta vakttelefonen denne helgen? Solveig har den neste."),
            Said(
                "-3d 11:32",
                "tom",
                "Ja, det går bra. Men jeg er i Bergen på formiddagen, så Oslo må vente til ettermiddagen.",
            ),
            Said("-3d 12:01", "solveig", "Da tar jeg Oslo til du er tilbake. Nøklene ligger i skapet på kontoret."),
        ),
        unread={"tom": 1},
    ),
)
