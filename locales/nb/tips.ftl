# Råd om sikkerhet. Hver melding har .title og .body, i enkle ord.

tip-links =
    .title = Se deg for før du følger en lenke
    .body = E-post fra oss fører til adressen du kjenner fra nettleseren din. Er du i tvil, la være å følge lenken: åpne portalen selv.
tip-password =
    .title = Ett passord for ett sted
    .body = Bruk et passord her som du ikke bruker andre steder, og la nettleseren eller en passordbehandler ta vare på det. Ingen hos oss vil noen gang spørre om det.
tip-second-factor =
    .title = Sett opp en ekstra faktor
    .body = Med en passnøkkel eller en autentiseringsapp åpner et stjålet passord ingenting. Ta vare på gjenopprettingskodene på papir.
tip-devices =
    .title = Se hvor du er logget inn
    .body = Kontoen din viser hver enhet som er logget inn. Avslutt det du ikke kjenner igjen, og sett et nytt passord.
tip-payments =
    .title = Et nytt kontonummer er et varsel
    .body = Ber en melding deg om å betale husleien til en annen konto, la være å svare. Ring utleieren din først.
tip-report =
    .title = Meld fra om det som ser galt ut
    .body = En merkelig melding er lett å melde inn her, og de som driver huset ditt, ser den med en gang. Én melding kan beskytte naboene dine.
