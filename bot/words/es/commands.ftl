# Spanish: the commands, as a platform lists them while somebody types. The conversations are in English so far, which every
# description says. No second native speaker has reviewed these words yet.

command-rejected = Tras un rechazo: un minuto de calma y luego seis pasos pequeños. Solo lo ves tú. (en inglés)
command-company = Quién te rechazó, si quieres
    .name = empresa
command-role = Qué puesto era, si quieres
    .name = puesto
command-stage = Hasta dónde llegó, si quieres
    .name = fase
command-bounceback = Tu plan, tus ajustes y todo lo demás (en inglés)
command-home = Tus rechazos, tu plan y lo que viene después. Solo lo ves tú. (en inglés)
command-interview = Antes de una entrevista: decide qué harás si te rechazan (en inglés)
    .name = entrevista
command-circle = El círculo: di qué harás esta semana, márcalo, anima a otros (en inglés)
command-openings = Dónde buscar trabajo (en inglés)
    .name = ofertas
command-settings = Los mensajes de seguimiento, su día y su hora, y tu zona horaria (en inglés)
command-privacy = Lo que se guarda sobre ti: verlo, recibirlo todo, borrarlo (en inglés)
command-hired = Te dijeron que sí: terminan los mensajes de seguimiento y se cierra el registro (en inglés)
command-help = Qué hace este bot y por dónde empezar (en inglés)
command-admin = Para quienes llevan esta comunidad: círculos, canales, pausas, ayudantes (en inglés)
stage =
    .silence = Sin respuesta
    .form-letter = Una carta tipo
    .screen = Primera llamada o primer filtro
    .technical = Prueba técnica o ejercicio
    .panel = Entrevista con varias personas
    .final = Última entrevista
    .withdrawn = Oferta retirada
