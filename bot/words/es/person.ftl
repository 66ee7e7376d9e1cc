# Spanish: Need a person?, and what answers a text that sounds like a crisis or like distress; with the few shared words that
# stand on those screens. No clinician and no second native speaker has reviewed these words yet.
# A rejection is "un rechazo" here: after "un no" a sentence can turn into its opposite ("un nuevo no puede ...").

nav-back = Volver
nav-stop = Parar aquí
nav-person = ¿Necesitas hablar con alguien?
nav-home = Mi plan
nav-resume = Seguir
part-country =
    ¿En qué país estás? Solo se usa para mostrar números que funcionan allí.
    .menu = Elegir un país
    .elsewhere = Otro, o prefiero no decirlo
    .write = Escribir un país
part-country-unknown = Todavía no tengo números para “{ $typed }”. Estas opciones funcionan desde cualquier lugar:

person-emergency =
    { $any ->
        [yes] Si hay peligro ahora, para ti o para otra persona: { $number }.
       *[no] Si hay peligro ahora, para ti o para otra persona, llama al número de emergencias del lugar donde estás.
    }
person-line =
    { $service }{ $calls ->
        [yes] {" "}· llama al { $phone }
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
    Puedes hablarles de cualquier cosa que te pese; no tiene que ser una emergencia. Los números cambian, y últimamente nadie ha llamado a estos para probarlos.
    .other = Otro país
    .done = Volver a donde estaba
person-done = Esta lista está a un toque desde cualquier pantalla.

# What was heard, about the writer.
person-suicide =
    Gracias por escribirlo. Por lo que leo, parece que piensas en el suicidio, y es mucho para llevarlo a solas.

    El ejercicio puede esperar. Hablar ahora con una persona vale la pena, y no hace falta que sepas qué decir.
person-now =
    Gracias por escribirlo. Por lo que leo, puede que estés cerca de quitarte la vida.

    Por favor, no te quedes a solas con esto: llama ahora, o busca a alguien que esté cerca. Si tienes al alcance algo con que hacerlo, pon una puerta y algo de distancia de por medio.
person-overdose =
    Si tomaste demasiado de algo, llama ahora al número de emergencias, aunque te sientas bien. Di qué fue y cuándo.

    Si no lo hiciste: déjalo fuera de tu alcance y, antes que nada, habla con alguien. Gracias por escribirlo.
person-self-harm =
    Gracias por escribirlo. Hacerse daño es a menudo una manera de atravesar un momento, y hay personas con quienes atravesarlo.

    Si sangras mucho o te tomaste algo, llama primero al número de emergencias.
person-danger =
    Gracias por escribirlo. Lo que alguien te hace no es culpa tuya, y tu seguridad va primero.

    Si puedes, ve a donde haya otras personas. El número de emergencias también es para esto.
person-threat =
    Por lo que leo, alguien podría salir herido. Por favor, pon algo de distancia entre tú y esto, ahora, antes que nada.

    Está permitido sentir rabia tras un rechazo. Ante todo, háblalo con alguien; las personas de abajo también escuchan eso.

# About somebody else.
person-friend =
    Te preocupa alguien, y escribirlo es un buen comienzo. Puedes preguntarle directamente: “¿Estás pensando en el suicidio?” Preguntarlo no le mete la idea en la cabeza a nadie.

    Quédate a su lado o al teléfono, llama con esa persona a una de estas líneas y no prometas guardar el secreto.
person-friend-now =
    Esto suena urgente. Llama al número de emergencias del lugar donde está esa persona, y quédate a su lado o al teléfono si puedes.

    No tienes que decidir a solas lo grave que es; las personas de abajo lo piensan contigo.
person-friend-danger =
    Parece que alguien está en peligro a causa de otra persona. Si está pasando ahora, llama al número de emergencias.

    Después: pregunta a quien está en peligro qué necesita, y deja que marque el ritmo. Lo que le pasa no es culpa suya.

# Distress.
person-heavy =
    Eso suena pesado, y un rechazo encima lo hace más pesado. No tienes que llevarlo a solas.

    Si quieres alguien con quien hablar, estas personas están para algo más que emergencias.
person-panic =
    Eso suena a pánico. Asusta, y lo peor suele pasar en unos minutos.

    Pies en el suelo, y que soltar el aire dure más que tomarlo. Si te duele el pecho o no se pasa, llama al número de emergencias. Alguien con quien hablar:
person-eating =
    Gracias por escribirlo. Vale la pena contárselo pronto a alguien, mucho antes de que parezca bastante grave.

    Una doctora o un doctor de confianza es un buen comienzo, y también alguien con quien hablar aquí:
person-abuse =
    Lo que te hicieron no es un error tuyo de pensamiento, y no es culpa tuya.

    Puedes hablarlo con alguien de fuera, tanto o tan poco como quieras:
person-denied =
    Está bien que lo digas con claridad: no estás pensando en quitarte la vida. Lo dejo ahí.

    Aun así, hay días pesados. Si quieres alguien con quien hablar:
person-past =
    Gracias por escribirlo. Un nuevo rechazo puede remover lo que ya viviste antes.

    Si es así, alguien con quien hablar:
person-bereaved =
    Lo siento. Perder a alguien por suicidio es un duelo distinto, y no sigue un calendario.

    Si quieres alguien con quien hablar de esa persona, o de ti:
person-unsure =
    No pude leerlo bien, así que todavía no se hace nada con ello. Es un fallo de este bot, no tuyo.

    Si se trataba de algo pesado, aquí hay alguien con quien hablar:

# What is to become of the text.
person-country-unknown = Con ese nombre no tengo números. Estas opciones funcionan desde cualquier lugar:
person-country =
    ¿En qué país estás? Solo se usa para mostrar números que funcionan allí. Lo que escribiste no se le cuenta a nadie; desaparece en una hora como máximo, salvo que lo guardes.
    .menu = Elegir un país
    .elsewhere = Otro, o prefiero no decirlo
    .write = Escribir un país
    .keep = Guardar lo que escribí
    .let-go = Dejarlo ir
    .misread = Me entendiste mal
person-what-crisis =
    No se le cuenta a nadie y no se publica nada. Lo que escribiste desaparece en una hora como máximo, salvo que lo guardes para ti.
    .keep = Guardarlo, solo para mí
    .let-go = Dejarlo ir
    .misread = Me entendiste mal
    .hard = Llamar es difícil
    .other = Otro país
person-what-distress =
    No se le cuenta a nadie. Lo que escribiste solo se guarda si sigues con ello.
    .keep = Guardarlo y seguir
    .let-go = Dejarlo ir
    .misread = Me entendiste mal
    .hard = Llamar es difícil
    .other = Otro país
person-hard =
    ¿Qué hace difícil ponerse en contacto?
    .cost = El precio
    .police = Podrían enviar a alguien
    .not-bad-enough = No es lo bastante grave
    .aloud = Aquí no puedo hablar en voz alta
person-hard-cost =
    Llamar a muchas de estas líneas es gratis, y un chat no cuesta más que estar en internet. Puedes preguntar primero: “¿Esta llamada me cuesta algo?”
person-hard-police =
    Puedes preguntarlo antes de decir nada más: “¿En qué casos enviarían a alguien?” No hace falta que digas tu nombre ni dónde estás.
person-hard-not-bad-enough =
    No hace falta que sea lo bastante grave. Estas personas prefieren saber de ti pronto, y una llamada corta también es una llamada.
person-hard-aloud =
    Si una línea recibe SMS o tiene una página para abrir, nadie te oye. Salir a caminar con el teléfono también es una manera.

person-kept =
    Guardado, solo para ti. Está entre tus datos, en /bounceback privacy.

    Lo demás puede esperar, y yo también.
person-let-go =
    Lo dejaste ir. Aquí no se guarda nada de eso.

    Lo demás puede esperar, y yo también.
person-misread = Entonces te entendí mal. Gracias por decirlo. Seguimos con lo que querías decir.
person-went-on = Entonces, sigamos desde aquí.
person-let-go-on = Lo dejaste ir; no se guarda nada de eso.
person-stopped =
    Paramos aquí. Lo que escribiste desaparece en una hora como máximo, salvo que vuelvas antes y lo guardes.

    /rejected o /bounceback home te llevan de vuelta a lo demás.
person-expired = Lo que escribiste ya no está: sin una palabra tuya, solo se guardó una hora.
