# German: the commands, as a platform lists them while somebody types. The conversations are in English so far, which every
# description says. No second native speaker has reviewed these words yet.

command-rejected = Nach einer Absage: erst eine ruhige Minute, dann sechs kleine Schritte. Nur für dich. (auf Englisch)
command-company = Wer abgesagt hat, wenn du magst
    .name = firma
command-role = Welche Stelle es war, wenn du magst
    .name = stelle
command-stage = Wie weit es ging, wenn du magst
    .name = stufe
command-bounceback = Dein Plan, deine Einstellungen und was es sonst gibt (auf Englisch)
command-home = Deine Absagen, dein Plan und was als Nächstes kommt. Nur du siehst es. (auf Englisch)
command-interview = Vor einem Gespräch: entscheide, was du tust, falls es eine Absage wird (auf Englisch)
    .name = gespräch
command-circle = Der Kreis: sag, was du diese Woche tust, hak es ab, mach anderen Mut (auf Englisch)
command-openings = Wo du nach Arbeit suchen kannst (auf Englisch)
    .name = stellen
command-settings = Nachfragen per Nachricht, ihr Tag, ihre Uhrzeit und deine Zeitzone (auf Englisch)
command-privacy = Was über dich aufbewahrt wird: ansehen, alles bekommen, löschen (auf Englisch)
command-hired = Du hast eine Zusage: die Nachfragen enden, und deine Liste schließt (auf Englisch)
command-help = Was dieser Bot tut und wo du anfängst (auf Englisch)
command-admin = Für alle, die diese Community betreiben: Kreise, Kanäle, Pausen, Hilfe (auf Englisch)
stage =
    .silence = Keine Antwort
    .form-letter = Eine Standardabsage
    .screen = Erstes Gespräch oder Vorauswahl
    .technical = Technische Runde oder Aufgabe
    .panel = Gespräch mit mehreren
    .final = Letzte Runde
    .withdrawn = Zusage zurückgezogen
