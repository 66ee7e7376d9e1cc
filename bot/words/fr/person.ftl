# French: Need a person?, and what answers a text that sounds like a crisis or like distress; with the few shared words that
# stand on those screens. No clinician and no second native speaker has reviewed these words yet.
# "Seul", "compris" and "désolé" would take a gender, so they are written around. The spaces before ? : ; and in « » do not break.

nav-back = Retour
nav-stop = S'arrêter ici
nav-person = Besoin de parler à quelqu'un ?
nav-home = Mon plan
nav-resume = Continuer
part-country =
    Dans quel pays es-tu ? Ça sert seulement à montrer des numéros qui y fonctionnent.
    .menu = Choisir un pays
    .elsewhere = Un autre, ou ne pas le dire
    .write = Écrire un pays
part-country-unknown = Je n'ai pas encore de numéros pour « { $typed } ». Voici ce qui fonctionne de partout :

person-emergency =
    { $any ->
        [yes] En cas de danger maintenant, pour toi ou pour quelqu'un d'autre : { $number }.
       *[no] En cas de danger maintenant, pour toi ou pour quelqu'un d'autre, appelle le numéro d'urgence de l'endroit où tu es.
    }
person-line =
    { $service }{ $calls ->
        [yes] {" "}· appelle le { $phone }
       *[no] {""}
    }{ $texts ->
        [yes] {" "}· SMS : { $text }
       *[no] {""}
    }{ $open ->
        [yes] {" "}· { $hours }
       *[no] {""}
    }
person-open = Ouvrir { $name }
person-after =
    Tu peux leur parler de tout ce qui te pèse ; pas besoin que ce soit une urgence. Les numéros changent, et personne n'a appelé ceux-ci récemment pour les vérifier.
    .other = Un autre pays
    .done = Revenir où j'en étais
person-done = Cette liste est à un geste de n'importe quel écran.

# What was heard, about the writer.
person-suicide =
    Merci de l'avoir écrit. À te lire, tu sembles penser au suicide, et c'est beaucoup à porter pour une seule personne.

    L'exercice peut attendre. Ça vaut la peine de parler maintenant à une personne ; pas besoin de savoir quoi dire.
person-now =
    Merci de l'avoir écrit. À te lire, tu es peut-être près de mettre fin à tes jours.

    S'il te plaît, ne porte pas ça sans aide : appelle maintenant, ou va vers quelqu'un près de toi. Si tu as sous la main de quoi le faire, mets une porte et de la distance entre toi et ça.
person-overdose =
    Si tu as pris trop de quelque chose, appelle le numéro d'urgence maintenant, même si tu te sens bien. Dis ce que c'était et quand.

    Si ce n'est pas le cas : mets-le hors de ta portée et, avant tout, parle à quelqu'un. Merci de l'avoir écrit.
person-self-harm =
    Merci de l'avoir écrit. Se faire du mal est souvent une façon de traverser un moment, et il y a des personnes avec qui le traverser.

    Si tu saignes beaucoup ou si tu as pris quelque chose, appelle d'abord le numéro d'urgence.
person-danger =
    Merci de l'avoir écrit. Ce que quelqu'un te fait n'est pas ta faute, et ta sécurité passe en premier.

    Si tu peux, va là où il y a d'autres personnes. Le numéro d'urgence sert aussi à ça.
person-threat =
    À te lire, quelqu'un pourrait être blessé. S'il te plaît, mets de la distance entre toi et ça, maintenant, avant toute autre chose.

    La colère est permise après un refus. Avant tout, parles-en à quelqu'un ; les personnes ci-dessous écoutent ça aussi.

# About somebody else.
person-friend =
    Tu t'inquiètes pour quelqu'un, et l'écrire est un bon début. Tu peux lui demander directement : « Est-ce que tu penses au suicide ? » Poser la question ne met l'idée dans la tête de personne.

    Reste avec cette personne ou au téléphone, appelez ensemble une de ces lignes, et ne promets pas de garder le secret.
person-friend-now =
    Ça semble urgent. Appelle le numéro d'urgence de l'endroit où est cette personne, et reste avec elle ou au téléphone si tu peux.

    Tu n'as pas à juger sans aide de la gravité ; les personnes ci-dessous y réfléchissent avec toi.
person-friend-danger =
    Il semble que quelqu'un soit en danger à cause d'une autre personne. Si ça se passe maintenant, appelle le numéro d'urgence.

    Plus tard : demande à la personne en danger ce qu'il lui faut, et laisse-la choisir le rythme. Ce qui lui arrive n'est pas sa faute.

# Distress.
person-heavy =
    Ça semble lourd, et un refus par-dessus l'alourdit encore. Tu n'as pas à porter ça sans aide.

    Si tu veux quelqu'un à qui parler, ces personnes ne sont pas là seulement pour les urgences.
person-panic =
    Ça ressemble à de la panique. Ça fait peur, et le pire passe le plus souvent en quelques minutes.

    Pieds au sol, expire plus longtemps que tu n'inspires. Si tu as mal à la poitrine ou si ça ne passe pas, appelle le numéro d'urgence. Quelqu'un à qui parler :
person-eating =
    Merci de l'avoir écrit. Ça vaut la peine d'en parler tôt à quelqu'un, bien avant que ça paraisse assez grave.

    Un ou une médecin de confiance est une bonne première personne, et quelqu'un à qui parler ici aussi :
person-abuse =
    Ce qu'on t'a fait n'est pas une erreur de pensée de ta part, et ce n'est pas ta faute.

    Tu peux en parler avec quelqu'un d'extérieur, autant ou aussi peu que tu veux :
person-denied =
    C'est bien que tu le dises clairement : tu ne penses pas à mettre fin à tes jours. Je m'en tiens là.

    Il y a quand même des jours lourds. Si tu veux quelqu'un à qui parler :
person-past =
    Merci de l'avoir écrit. Un nouveau refus peut remuer ce que tu as déjà traversé.

    Si c'est le cas, quelqu'un à qui parler :
person-bereaved =
    Mes condoléances. Perdre quelqu'un par suicide est un deuil à part, et il ne suit pas de calendrier.

    Si tu veux quelqu'un à qui parler de cette personne, ou de toi :
person-unsure =
    Je n'ai pas pu lire ça correctement, alors je n'en fais rien pour l'instant. C'est la faute de ce bot, pas la tienne.

    S'il s'agissait de quelque chose de lourd, voici quelqu'un à qui parler :

# What is to become of the text.
person-country-unknown = Je n'ai pas de numéros sous ce nom. Voici ce qui fonctionne de partout :
person-country =
    Dans quel pays es-tu ? Ça sert seulement à montrer des numéros qui y fonctionnent. Ce que tu as écrit n'est dit à personne ; ça disparaît dans l'heure, sauf si tu le gardes.
    .menu = Choisir un pays
    .elsewhere = Un autre, ou ne pas le dire
    .write = Écrire un pays
    .keep = Garder ce que j'ai écrit
    .let-go = Laisser partir
    .misread = Tu as mal compris
person-what-crisis =
    Rien n'est dit à personne, et rien n'est publié. Ce que tu as écrit disparaît dans l'heure, sauf si tu le gardes pour toi.
    .keep = Le garder, seulement pour moi
    .let-go = Laisser partir
    .misread = Tu as mal compris
    .hard = Appeler est difficile
    .other = Un autre pays
person-what-distress =
    Rien n'est dit à personne. Ce que tu as écrit n'est gardé que si tu continues avec.
    .keep = Le garder et continuer
    .let-go = Laisser partir
    .misread = Tu as mal compris
    .hard = Appeler est difficile
    .other = Un autre pays
person-hard =
    Qu'est-ce qui rend le contact difficile ?
    .cost = Ce que ça coûte
    .police = On pourrait envoyer quelqu'un
    .not-bad-enough = Ce n'est pas assez grave
    .aloud = Pas moyen de parler tout haut ici
person-hard-cost =
    Appeler beaucoup de ces lignes est gratuit, et écrire en ligne ne coûte pas plus que la connexion. Tu peux demander d'abord : « Cet appel me coûte-t-il quelque chose ? »
person-hard-police =
    Tu peux le demander avant de dire autre chose : « Dans quels cas enverriez-vous quelqu'un ? » Pas besoin de donner ton nom ni de dire où tu es.
person-hard-not-bad-enough =
    Pas besoin que ce soit assez grave. Ces personnes préfèrent avoir de tes nouvelles tôt, et un appel court est aussi un appel.
person-hard-aloud =
    Quand une ligne reçoit les SMS ou a une page à ouvrir, personne ne t'entend. Aller marcher avec le téléphone est aussi un moyen.

person-kept =
    Gardé, pour toi et personne d'autre. C'est dans tes données, sous /bounceback privacy.

    Le reste peut attendre, et moi aussi.
person-let-go =
    Tu l'as laissé partir. Il n'en reste rien ici.

    Le reste peut attendre, et moi aussi.
person-misread = Alors j'ai mal compris. Merci de l'avoir dit. On continue avec ce que tu voulais dire.
person-went-on = Alors, on continue à partir de là.
person-let-go-on = Tu l'as laissé partir ; il n'en reste rien.
person-stopped =
    On s'arrête ici. Ce que tu as écrit disparaît dans l'heure, sauf si tu reviens avant et le gardes.

    /rejected ou /bounceback home te ramène au reste.
person-expired = Ce que tu as écrit n'est déjà plus là : sans un mot de ta part, c'était gardé une heure seulement.
