# French: the commands, as a platform lists them while somebody types. The conversations are in English so far, which every
# description says. No second native speaker has reviewed these words yet.

command-rejected = Après un refus : une minute de calme, puis six petits pas. Rien que pour toi. (en anglais)
command-company = Qui a dit non, si tu veux
    .name = entreprise
command-role = Pour quel poste, si tu veux
    .name = poste
command-stage = Jusqu'où c'est allé, si tu veux
    .name = étape
command-bounceback = Ton plan, tes réglages et tout le reste (en anglais)
command-home = Tes refus, ton plan et la suite. Personne d'autre ne les voit. (en anglais)
command-interview = Avant un entretien : décide de ce que tu feras si c'est non (en anglais)
    .name = entretien
command-circle = Le cercle : dis ce que tu feras cette semaine, coche-le, encourage les autres (en anglais)
command-openings = Où chercher du travail (en anglais)
    .name = offres
command-settings = Les messages de suivi, leur jour et leur heure, ton fuseau horaire (en anglais)
command-privacy = Ce qui est gardé sur toi : le voir, tout recevoir, tout effacer (en anglais)
command-hired = Tu as eu un oui : plus de messages de suivi, et le journal se ferme (en anglais)
command-help = Ce que fait ce bot, et par où commencer (en anglais)
command-admin = Pour qui gère cette communauté : cercles, salons, pauses, entraide (en anglais)
stage =
    .silence = Pas de réponse
    .form-letter = Une lettre type
    .screen = Premier appel ou premier tri
    .technical = Épreuve technique ou exercice
    .panel = Entretien devant plusieurs personnes
    .final = Dernier entretien
    .withdrawn = Offre retirée
