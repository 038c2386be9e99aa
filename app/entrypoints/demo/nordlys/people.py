"""Who works for Nordlys Eiendom, who owns, and who rents."""

from app.auth.viewer import Role
from app.entrypoints.demo.shapes import Somebody

PEOPLE = (
    Somebody("solveig", "Solveig Dahl", "solveig@nordlys.example", role=Role.ADMIN, signs_in=True, locale="nb"),
    Somebody("ingrid", "Ingrid Moen", "ingrid@nordlys.example", role=Role.MANAGER, signs_in=True, locale="nb"),
    Somebody("tom", "Tom Bakke", "tom@nordlys.example", role=Role.MAINTENANCE, signs_in=True, locale="nb"),
    Somebody("amira", "Amira Haddad", "amira@nordlys.example", signs_in=True, locale="ar"),
    Somebody("jonas", "Jonas Nygaard", "jonas@nordlys.example", signs_in=True, locale="nb"),
    Somebody(
        "olav", "Olav Sandvik", "olav@nordlys.example", role=Role.OWNER, over="nordnes", signs_in=True, locale="nb"
    ),
    Somebody("vera", "Vera Lind", "vera@lind.example", role=Role.ACCOUNTANT, signs_in=True, locale="nb"),
    Somebody("karim", "Karim Haddad", "karim.haddad@post.example"),
    Somebody("marte", "Marte Sæther", "marte.saether@post.example"),
    Somebody("henrik", "Henrik Aasen", "henrik.aasen@post.example"),
    Somebody("lena", "Lena Kristoffersen", "lena.k@post.example"),
    Somebody("piotr", "Piotr Zieliński", "piotr.zielinski@post.example"),
    Somebody("fatima", "Fatima Noor", "fatima.noor@post.example"),
    Somebody("sindre", "Sindre Hovland", "sindre.hovland@post.example"),
    Somebody("eline", "Eline Brekke", "eline.brekke@post.example"),
    Somebody("magnus", "Magnus Fjeld", "magnus.fjeld@post.example"),
    Somebody("siv", "Siv Johansen"),
    Somebody("mehmet", "Mehmet Yıldız", "mehmet.yildiz@post.example"),
    Somebody("nora", "Nora Eide", "nora.eide@post.example"),
    Somebody("trond", "Trond Eide", "trond.eide@post.example"),
    Somebody("ane", "Áne Sárá Utsi", "ane.utsi@post.example"),
    Somebody("astrid", "Astrid Hauge", "astrid.hauge@post.example"),
    Somebody("ida", "Ida Lunde", "ida.lunde@post.example"),
    Somebody("lars", "Lars Berntsen"),
    Somebody("trine", "Trine Vollan", "trine.vollan@post.example"),
)
