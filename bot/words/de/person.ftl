# German: Need a person?, and what answers a text that sounds like a crisis or like distress; with the few shared words that
# stand on those screens. No clinician and no second native speaker has reviewed these words yet.
# It is "Suizid", never the word with "Mord" in it.

nav-back = Zurück
nav-stop = Hier anhalten
nav-person = Brauchst du jemanden zum Reden?
nav-home = Mein Plan
nav-resume = Weitermachen
part-country =
    In welchem Land bist du? Gebraucht wird das nur für Nummern, die dort funktionieren.
    .menu = Land wählen
    .elsewhere = Anderes Land, oder keine Angabe
    .write = Land eintippen
part-country-unknown = Für „{ $typed }“ habe ich noch keine Nummern. Das hier funktioniert von überall:

person-emergency =
    { $any ->
        [yes] Wenn jetzt Gefahr besteht, für dich oder jemand anderen: { $number }.
       *[no] Wenn jetzt Gefahr besteht, für dich oder jemand anderen, wähl die Notrufnummer, die dort gilt, wo du bist.
    }
person-line =
    { $service }{ $calls ->
        [yes] {" "}· Telefon: { $phone }
       *[no] {""}
    }{ $texts ->
        [yes] {" "}· SMS: { $text }
       *[no] {""}
    }{ $open ->
        [yes] {" "}· { $hours }
       *[no] {""}
    }
person-open = { $name } öffnen
person-after =
    Du kannst mit diesen Menschen über alles reden, was dich belastet; es muss kein Notfall sein. Nummern ändern sich, und diese hat in letzter Zeit niemand zur Probe angerufen.
    .other = Anderes Land
    .done = Zurück dahin, wo ich war
person-done = Von jeder Seite aus ist diese Liste ein Tippen entfernt.

# What was heard, about the writer.
person-suicide =
    Danke, dass du das schreibst. Es klingt, als würdest du an Suizid denken, und das ist allein schwer zu tragen.

    Die Übung kann warten. Jetzt mit einem Menschen zu reden lohnt sich, und du musst nicht wissen, was du sagen sollst.
person-now =
    Danke, dass du das schreibst. Es liest sich, als könntest du kurz davor sein, dir das Leben zu nehmen.

    Bitte bleib damit nicht allein: Ruf jetzt an, oder geh zu jemandem in deiner Nähe. Wenn etwas in Reichweite ist, womit du es tun könntest, bring eine Tür und etwas Abstand dazwischen.
person-overdose =
    Wenn du zu viel von etwas genommen hast, wähl jetzt die Notrufnummer, auch wenn du dich gut fühlst. Sag, was es war und wann.

    Wenn nicht: Bring es außer Reichweite, und rede vor allem anderen mit jemandem. Danke, dass du es schreibst.
person-self-harm =
    Danke, dass du das schreibst. Sich zu verletzen ist oft ein Weg, einen Moment zu überstehen, und es gibt Menschen, mit denen du ihn überstehen kannst.

    Wenn du stark blutest oder etwas genommen hast, wähl zuerst die Notrufnummer.
person-danger =
    Danke, dass du das schreibst. Was dir jemand antut, ist nicht deine Schuld, und deine Sicherheit geht vor.

    Wenn du kannst, geh dorthin, wo andere Menschen sind. Die Notrufnummer ist auch dafür da.
person-threat =
    Es liest sich, als könnte jemand zu Schaden kommen. Bitte bring etwas Abstand zwischen dich und die Sache, jetzt, vor allem anderen.

    Wut nach einer Absage ist erlaubt. Sprich erst einmal mit jemandem darüber; die Menschen unten hören auch dabei zu.

# About somebody else.
person-friend =
    Du machst dir Sorgen um jemanden, und es aufzuschreiben ist ein guter Anfang. Du kannst direkt fragen: „Denkst du an Suizid?“ Die Frage bringt niemanden erst auf den Gedanken.

    Bleib bei der Person oder am Telefon, ruft zusammen eine dieser Stellen an, und versprich nicht, es geheim zu halten.
person-friend-now =
    Das klingt dringend. Wähl die Notrufnummer, die dort gilt, wo die Person ist, und bleib bei ihr oder am Telefon, wenn du kannst.

    Du musst nicht allein entscheiden, wie schlimm es ist; die Menschen unten denken mit.
person-friend-danger =
    Es klingt, als wäre jemand durch einen anderen Menschen in Gefahr. Wenn es gerade passiert, wähl die Notrufnummer.

    Später: Frag die Person in Gefahr, was sie braucht, und lass sie das Tempo bestimmen. Was ihr passiert, ist nicht ihre Schuld.

# Distress.
person-heavy =
    Das klingt schwer, und eine Absage obendrauf macht es schwerer. Du musst es nicht allein tragen.

    Wenn du jemanden zum Reden möchtest: Diese Menschen sind nicht nur für Notfälle da.
person-panic =
    Das klingt nach Panik. Die macht Angst, und das Schlimmste geht meist innerhalb von Minuten vorbei.

    Füße auf den Boden, länger aus- als einatmen. Wenn dir die Brust wehtut oder es nicht vorbeigeht, wähl die Notrufnummer. Jemand zum Reden:
person-eating =
    Danke, dass du das schreibst. Es lohnt sich, früh mit jemandem zu reden, lange bevor es sich schlimm genug anfühlt.

    Eine Arztpraxis, der du vertraust, ist eine gute erste Adresse, und jemand zum Reden hier auch:
person-abuse =
    Was man dir angetan hat, ist kein Denkfehler von dir, und es ist nicht deine Schuld.

    Du kannst mit jemandem von außen darüber reden, so viel oder so wenig du willst:
person-denied =
    Gut, dass du es so klar sagst: Du denkst nicht daran, dir das Leben zu nehmen. Dabei lasse ich es.

    Manche Tage sind trotzdem schwer. Wenn du jemanden zum Reden möchtest:
person-past =
    Danke, dass du das schreibst. Eine neue Absage kann aufwühlen, was du früher durchgemacht hast.

    Wenn es so ist, jemand zum Reden:
person-bereaved =
    Das tut mir leid. Jemanden durch Suizid zu verlieren ist eine eigene Trauer, und sie hält sich an keinen Kalender.

    Wenn du jemanden zum Reden möchtest, über diesen Menschen oder über dich:
person-unsure =
    Ich konnte das nicht richtig lesen, deshalb passiert damit noch nichts. Das ist ein Fehler dieses Bots, nicht deiner.

    Wenn es um etwas Schweres ging, ist hier jemand zum Reden:

# What is to become of the text.
person-country-unknown = Unter diesem Namen habe ich keine Nummern. Das hier funktioniert von überall:
person-country =
    In welchem Land bist du? Gebraucht wird das nur für Nummern, die dort funktionieren. Niemandem wird gesagt, was du geschrieben hast; spätestens nach einer Stunde ist es weg, außer du behältst es.
    .menu = Land wählen
    .elsewhere = Anderes Land, oder keine Angabe
    .write = Land eintippen
    .keep = Meinen Text behalten
    .let-go = Loslassen
    .misread = Du hast mich falsch verstanden
person-what-crisis =
    Es wird niemandem gesagt, und gepostet wird nichts. Dein Text ist spätestens nach einer Stunde weg, außer du behältst ihn, nur für dich.
    .keep = Behalten, nur für mich
    .let-go = Loslassen
    .misread = Du hast mich falsch verstanden
    .hard = Anrufen ist schwer
    .other = Anderes Land
person-what-distress =
    Es wird niemandem gesagt. Dein Text bleibt nur, wenn du damit weitermachst.
    .keep = Behalten und weitermachen
    .let-go = Loslassen
    .misread = Du hast mich falsch verstanden
    .hard = Anrufen ist schwer
    .other = Anderes Land
person-hard =
    Was macht es schwer, sich dort zu melden?
    .cost = Was es kostet
    .police = Sie könnten jemanden schicken
    .not-bad-enough = Es ist nicht schlimm genug
    .aloud = Ich kann hier nicht laut reden
person-hard-cost =
    Viele davon kosten am Telefon nichts, und ein Chat kostet nicht mehr, als online zu sein. Du kannst zuerst fragen: „Kostet mich dieser Anruf etwas?“
person-hard-police =
    Das kannst du fragen, bevor du irgendetwas anderes sagst: „Wann würden Sie jemanden schicken?“ Du musst weder deinen Namen sagen noch, wo du bist.
person-hard-not-bad-enough =
    Es muss nicht schlimm genug sein. Diese Menschen hören lieber früh von dir, und ein kurzer Anruf ist auch ein Anruf.
person-hard-aloud =
    Wo du eine SMS schreiben oder eine Seite öffnen kannst, hört dich niemand. Mit dem Telefon spazieren zu gehen ist auch ein Weg.

person-kept =
    Es bleibt, für dich allein. Du findest es in deinen Daten unter /bounceback privacy.

    Der Rest kann warten, und ich auch.
person-let-go =
    Losgelassen. Davon bleibt hier nichts.

    Der Rest kann warten, und ich auch.
person-misread = Dann habe ich dich falsch verstanden. Danke, dass du es sagst. Es geht weiter, wie du es gemeint hast.
person-went-on = Dann geht es von hier aus weiter.
person-let-go-on = Losgelassen; davon bleibt nichts.
person-stopped =
    Hier angehalten. Dein Text ist spätestens nach einer Stunde weg, außer du kommst vorher zurück und behältst ihn.

    /rejected oder /bounceback home bringt dich zum Rest zurück.
person-expired = Dein Text ist schon weg: Ohne ein Wort von dir blieb er nur eine Stunde.
