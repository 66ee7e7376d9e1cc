# Portuguese: Need a person?, and what answers a text that sounds like a crisis or like distress; with the few shared words that
# stand on those screens. No clinician and no second native speaker has reviewed these words yet.
# Written for Brazil in words that Portugal shares, so no "tela", "celular" or "pular". A rejection is "uma recusa" here: after
# "um não" a sentence can turn into its opposite ("um novo não pode ...").

nav-back = Voltar
nav-stop = Parar por aqui
nav-person = Precisa de alguém para conversar?
nav-home = Meu plano
nav-resume = Continuar
part-country =
    Em que país você está? Isso serve apenas para mostrar números que funcionam lá.
    .menu = Escolher um país
    .elsewhere = Outro, ou prefiro não dizer
    .write = Escrever um país
part-country-unknown = Ainda não tenho números para “{ $typed }”. Estas opções funcionam de qualquer lugar:

person-emergency =
    { $any ->
        [yes] Se há perigo agora, para você ou para outra pessoa: { $number }.
       *[no] Se há perigo agora, para você ou para outra pessoa, ligue para o número de emergência do lugar onde você está.
    }
person-line =
    { $service }{ $calls ->
        [yes] {" "}· ligue { $phone }
       *[no] {""}
    }{ $texts ->
        [yes] {" "}· SMS: { $text }
       *[no] {""}
    }{ $open ->
        [yes] {" "}· { $hours }
       *[no] {""}
    }
person-open = Abrir { $name }
person-after =
    Você pode falar com estas pessoas sobre qualquer coisa que pese; não é preciso que seja uma emergência. Os números mudam, e ninguém ligou recentemente para testar estes.
    .other = Outro país
    .done = Voltar para onde eu estava
person-done = Esta lista fica a um toque, em qualquer lugar deste bot.

# What was heard, about the writer.
person-suicide =
    Obrigado por ter escrito isso. Parece que você tem pensado em suicídio, e é muito peso para uma pessoa só.

    O exercício pode esperar. Falar agora com uma pessoa vale a pena, e não é preciso saber o que dizer.
person-now =
    Obrigado por ter escrito isso. Pelo que leio, talvez você esteja perto de pôr fim à sua vida.

    Por favor, não fique a sós com isso: ligue agora, ou vá até alguém que esteja perto. Se houver ao seu alcance algo com que fazê-lo, ponha uma porta e alguma distância entre você e isso.
person-overdose =
    Se você tomou alguma coisa em excesso, ligue agora para o número de emergência, mesmo que se sinta bem. Diga o que foi e quando.

    Se não foi o caso: ponha isso fora do seu alcance e, antes de mais nada, fale com alguém. Obrigado por ter escrito.
person-self-harm =
    Obrigado por ter escrito isso. Ferir-se é muitas vezes uma forma de atravessar um momento, e há pessoas com quem atravessá-lo.

    Se você perde muito sangue ou tomou alguma coisa, ligue primeiro para o número de emergência.
person-danger =
    Obrigado por ter escrito isso. O que alguém faz com você não é culpa sua, e a sua segurança vem primeiro.

    Se puder, vá para onde haja outras pessoas. O número de emergência serve para isso também.
person-threat =
    Pelo que leio, alguém pode sair ferido. Por favor, ponha alguma distância entre você e isso, agora, antes de qualquer outra coisa.

    É permitido sentir raiva depois de uma recusa. Antes de mais nada, fale dela com alguém; as pessoas abaixo escutam isso também.

# About somebody else.
person-friend =
    Há alguém que preocupa você, e escrever isso é um bom começo. Você pode perguntar diretamente: “Você tem pensado em suicídio?” Perguntar não põe a ideia na cabeça de ninguém.

    Fique com essa pessoa ou ao telefone, ligue junto com ela para uma destas linhas, e não prometa guardar segredo.
person-friend-now =
    Isso parece urgente. Ligue para o número de emergência do lugar onde a pessoa está, e fique com ela ou ao telefone, se puder.

    Você não tem de decidir a sós o quanto é grave; as pessoas abaixo pensam com você.
person-friend-danger =
    Parece que alguém está em perigo por causa de outra pessoa. Se isso acontece agora, ligue para o número de emergência.

    Depois: pergunte a quem está em perigo do que precisa, e deixe que essa pessoa defina o ritmo. O que acontece com ela não é culpa dela.

# Distress.
person-heavy =
    Isso parece pesado, e uma recusa por cima pesa ainda mais. Você não tem de carregar isso a sós.

    Se quiser alguém com quem conversar, estas pessoas não estão aí só para emergências.
person-panic =
    Isso parece pânico. Assusta, e o pior costuma passar em alguns minutos.

    Pés no chão, e solte o ar por mais tempo do que inspira. Se o peito doer ou se não passar, ligue para o número de emergência. Alguém com quem conversar:
person-eating =
    Obrigado por ter escrito isso. Vale a pena contar cedo a alguém, muito antes de parecer grave o bastante.

    Um médico ou uma médica de confiança é uma boa primeira pessoa, e alguém com quem conversar aqui também:
person-abuse =
    O que fizeram com você não é um erro seu de pensamento, e não é culpa sua.

    Você pode conversar sobre isso com alguém de fora, tanto ou tão pouco quanto quiser:
person-denied =
    É bom que você diga isso com clareza: você não pensa em pôr fim à sua vida. Deixo assim.

    Ainda assim, há dias pesados. Se quiser alguém com quem conversar:
person-past =
    Obrigado por ter escrito isso. Uma nova recusa pode remexer o que você já viveu antes.

    Se for o caso, alguém com quem conversar:
person-bereaved =
    Sinto muito. Perder alguém por suicídio é um luto à parte, e não segue um calendário.

    Se quiser alguém com quem conversar sobre essa pessoa, ou sobre você:
person-unsure =
    Não consegui ler isso bem, por isso ainda não se faz nada com o texto. A falha é deste bot, não sua.

    Se era sobre algo pesado, aqui há alguém com quem conversar:

# What is to become of the text.
person-country-unknown = Com esse nome não tenho números. Estas opções funcionam de qualquer lugar:
person-country =
    Em que país você está? Isso serve apenas para mostrar números que funcionam lá. O que você escreveu não é contado a ninguém; desaparece em no máximo uma hora, a não ser que você guarde.
    .menu = Escolher um país
    .elsewhere = Outro, ou prefiro não dizer
    .write = Escrever um país
    .keep = Guardar o que escrevi
    .let-go = Deixar ir
    .misread = Você entendeu mal
person-what-crisis =
    Nada é contado a ninguém, e nada é publicado. O que você escreveu desaparece em no máximo uma hora, a não ser que você guarde, só para você.
    .keep = Guardar, só para mim
    .let-go = Deixar ir
    .misread = Você entendeu mal
    .hard = Ligar é difícil
    .other = Outro país
person-what-distress =
    Nada é contado a ninguém. O que você escreveu só fica guardado se você seguir com isso.
    .keep = Guardar e seguir
    .let-go = Deixar ir
    .misread = Você entendeu mal
    .hard = Ligar é difícil
    .other = Outro país
person-hard =
    O que torna difícil falar com estas pessoas?
    .cost = O preço
    .police = Podem mandar alguém
    .not-bad-enough = Não é grave o bastante
    .aloud = Aqui não posso falar em voz alta
person-hard-cost =
    Ligar para muitas destas linhas é gratuito, e um chat não custa mais do que estar na internet. Você pode perguntar primeiro: “Esta chamada tem algum custo para mim?”
person-hard-police =
    Você pode perguntar isso antes de dizer qualquer outra coisa: “Em que casos mandariam alguém?” Não é preciso dizer o seu nome nem onde está.
person-hard-not-bad-enough =
    Não é preciso que seja grave o bastante. Estas pessoas preferem saber de você cedo, e uma chamada curta também é uma chamada.
person-hard-aloud =
    Se uma linha recebe SMS ou tem uma página para abrir, ninguém ouve você. Sair para caminhar com o telefone também é uma forma.

person-kept =
    Guardado, só para você. Está entre os seus dados, em /bounceback privacy.

    O resto pode esperar, e eu também.
person-let-go =
    Você deixou ir. Nada disso fica guardado aqui.

    O resto pode esperar, e eu também.
person-misread = Então eu entendi mal. Obrigado por dizer. Seguimos com o que você quis dizer.
person-went-on = Então seguimos a partir daqui.
person-let-go-on = Você deixou ir; nada disso fica guardado.
person-stopped =
    Paramos por aqui. O que você escreveu desaparece em no máximo uma hora, a não ser que você volte antes e guarde.

    /rejected ou /bounceback home leva você de volta ao resto.
person-expired = O que você escreveu já não está aqui: sem uma palavra sua, ficou guardado por apenas uma hora.
