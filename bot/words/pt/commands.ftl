# Portuguese: the commands, as a platform lists them while somebody types. The conversations are in English so far, which every
# description says. No second native speaker has reviewed these words yet.

command-rejected = Depois de uma recusa: um minuto de calma e seis pequenos passos. Só você vê. (em inglês)
command-company = Quem recusou, se quiser dizer
    .name = empresa
command-role = Qual era a vaga, se quiser dizer
    .name = vaga
command-stage = Até onde chegou, se quiser dizer
    .name = fase
command-bounceback = O seu plano, as suas configurações e tudo o mais (em inglês)
command-home = As suas recusas, o seu plano e o que vem depois. Só você vê. (em inglês)
command-interview = Antes de uma entrevista: decida o que fará se vier uma recusa (em inglês)
    .name = entrevista
command-circle = O círculo: diga o que fará esta semana, marque, anime os outros (em inglês)
command-openings = Onde procurar trabalho (em inglês)
    .name = vagas
command-settings = As mensagens de acompanhamento, o dia e a hora delas, e o seu fuso horário (em inglês)
command-privacy = O que é guardado sobre você: ver, receber tudo, apagar (em inglês)
command-hired = Disseram sim: as mensagens de acompanhamento acabam e o registro se fecha (em inglês)
command-help = O que este bot faz e por onde começar (em inglês)
command-admin = Para quem cuida desta comunidade: círculos, canais, pausas, ajudantes (em inglês)
stage =
    .silence = Sem resposta
    .form-letter = Uma carta padrão
    .screen = Primeira conversa ou triagem
    .technical = Etapa técnica ou exercício
    .panel = Entrevista com várias pessoas
    .final = Última entrevista
    .withdrawn = Proposta retirada
