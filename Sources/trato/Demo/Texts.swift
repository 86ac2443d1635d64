/// What the demo's people write, in Spanish and in English.
enum Texts {
    struct Deal: Sendable {
        /// `%` stands for the customer's name.
        let name: String
        let nextStep: String
    }

    struct Case: Sendable {
        let subject: String
        let question: String
        let answer: String
        let thanks: String
        let type: String
    }

    struct Task: Sendable {
        let type: String
        let subject: String
        let body: String
        let outcome: String
    }

    /// Spanish for Spanish, English for everybody else.
    static func language(_ language: String) -> String { language == "es" ? "es" : "en" }

    static let deals: [String: [Deal]] = [
        "es": [
            Deal(name: "Suministro de café para %", nextStep: "Enviar muestras"),
            Deal(name: "Cafeteras nuevas para %", nextStep: "Visita técnica"),
            Deal(name: "Renovación de la barra de %", nextStep: "Presentar propuesta"),
            Deal(name: "Contrato de mantenimiento, %", nextStep: "Revisar máquinas"),
            Deal(name: "Formación de baristas en %", nextStep: "Fijar fechas"),
            Deal(name: "Apertura de la segunda sede de %", nextStep: "Ver planos"),
        ],
        "en": [
            Deal(name: "Coffee supply for %", nextStep: "Send samples"),
            Deal(name: "New espresso machines for %", nextStep: "Technical visit"),
            Deal(name: "Refit of the bar at %", nextStep: "Present the proposal"),
            Deal(name: "Maintenance contract, %", nextStep: "Inspect the machines"),
            Deal(name: "Barista training at %", nextStep: "Agree on dates"),
            Deal(name: "Second site of %", nextStep: "Look at the plans"),
        ],
    ]

    static let lost: [String: [String]] = [
        "es": ["Precio", "Eligió a otro proveedor", "Aplazado al próximo año", "Sin respuesta"],
        "en": ["Price", "Chose another supplier", "Postponed to next year", "No reply"],
    ]

    static let terms = [
        "es": "Pago a 30 días. Entrega en 5 días laborables.",
        "en": "Payment within 30 days. Delivery within 5 working days.",
    ]

    static let cancelled = [
        "es": "El cliente ha cancelado el pedido.", "en": "The customer cancelled the order.",
    ]

    static let unfit = [
        "es": "Sin presupuesto este año", "en": "No budget this year",
    ]

    static let tasks: [String: [Task]] = [
        "es": [
            Task(
                type: "call", subject: "Llamada de seguimiento",
                body: "Preguntar por las muestras.",
                outcome: "Les gusta el tueste oscuro; piden precio."),
            Task(
                type: "visit", subject: "Visita a la cafetería",
                body: "Ver la instalación de agua.",
                outcome: "Hace falta filtro; sitio para dos grupos."),
            Task(
                type: "meeting", subject: "Reunión con compras", body: "Condiciones y plazos.",
                outcome: "Decidirán a final de mes."),
            Task(
                type: "email", subject: "Enviar ficha técnica", body: "Consumo y medidas.",
                outcome: "Enviada."),
            Task(
                type: "task", subject: "Preparar la cata", body: "Seis cafés, dos molinos.",
                outcome: "Lista."),
        ],
        "en": [
            Task(
                type: "call", subject: "Follow-up call", body: "Ask about the samples.",
                outcome: "They like the dark roast and want a price."),
            Task(
                type: "visit", subject: "Visit the site", body: "Check water and power.",
                outcome: "Needs a filter; room for two groups."),
            Task(
                type: "meeting", subject: "Meeting with the buyer", body: "Terms and delivery.",
                outcome: "They decide at the end of the month."),
            Task(
                type: "email", subject: "Send the data sheet", body: "Power draw and measures.",
                outcome: "Sent."),
            Task(
                type: "task", subject: "Prepare the tasting", body: "Six coffees, two grinders.",
                outcome: "Ready."),
        ],
    ]

    static let cases: [String: [Case]] = [
        "es": [
            Case(
                subject: "La máquina no calienta",
                question: "Desde esta mañana la máquina no llega a temperatura. ¿Pueden venir hoy?",
                answer: "Mandamos un técnico esta tarde. Mientras tanto, desconéctela, por favor.",
                thanks: "El técnico ha cambiado la resistencia. Funciona, gracias.",
                type: "incident"),
            Case(
                subject: "Falta una caja en el pedido",
                question: "En la entrega de hoy faltaba una caja de descafeinado.",
                answer: "Lo sentimos. La enviamos mañana sin coste.",
                thanks: "Recibida. Muchas gracias.", type: "complaint"),
            Case(
                subject: "Copia de la factura",
                question: "¿Nos pueden reenviar la factura del mes pasado?",
                answer: "Se la hemos enviado por correo.", thanks: "Perfecto.", type: "request"),
            Case(
                subject: "El molino hace mucho ruido",
                question: "El molino hace un ruido metálico al arrancar.",
                answer: "Suenan a muelas gastadas. Le llevamos un juego nuevo.",
                thanks: "Ya no suena. Gracias.", type: "problem"),
            Case(
                subject: "¿Cada cuánto se cambia el filtro?",
                question: "¿Cada cuántos litros hay que cambiar el filtro de agua?",
                answer: "Con su agua, cada 3.000 litros o seis meses.", thanks: "Entendido.",
                type: "question"),
        ],
        "en": [
            Case(
                subject: "The machine does not heat",
                question: "Since this morning the machine stays cold. Can somebody come today?",
                answer: "A technician comes this afternoon. Please switch it off until then.",
                thanks: "The element was replaced and it works. Thank you.", type: "incident"),
            Case(
                subject: "One case missing",
                question: "Today's delivery was one case of decaf short.",
                answer: "We are sorry. It leaves tomorrow, free of charge.",
                thanks: "It has arrived, thanks.", type: "complaint"),
            Case(
                subject: "Copy of an invoice",
                question: "Could you send last month's invoice again?",
                answer: "It is in your mailbox.", thanks: "Perfect.", type: "request"),
            Case(
                subject: "The grinder is loud",
                question: "The grinder makes a metallic noise when it starts.",
                answer: "That sounds like worn burrs. We bring a new set.",
                thanks: "It is quiet again. Thanks.", type: "problem"),
            Case(
                subject: "How often is the filter changed?",
                question: "After how many litres should we change the water filter?",
                answer: "With your water, every 3,000 litres or six months.", thanks: "Understood.",
                type: "question"),
        ],
    ]
}
