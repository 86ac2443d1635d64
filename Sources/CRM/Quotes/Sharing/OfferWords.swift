/// What the page behind a link says beside the document.
struct OfferWords: Sendable {
    var language: String
    var accept: String
    var name: String
    var purchaseOrder: String
    var draw: String
    var clear: String
    var consent: String
    var decline: String
    var reason: String
    var download: String
    var accepted: String
    var declined: String
    var expired: String
    var superseded: String
    var cancelled: String
    var linkOver: String
    var linkUnknown: String
    var changed: String
    var busy: String
    var failed: String
    var incomplete: String

    static let english = OfferWords(
        language: "en", accept: "Accept this offer", name: "Your name, as your signature",
        purchaseOrder: "Your order number (optional)",
        draw: "Or sign here with finger or mouse", clear: "Clear",
        consent: "By accepting you place a binding order at the prices and terms above.",
        decline: "Decline this offer", reason: "Why not?", download: "Download as PDF",
        accepted: "This offer was accepted. Thank you for your order.",
        declined: "This offer was declined. Thank you for telling us.",
        expired: "This offer has expired. Please ask us for a new one.",
        superseded: "This offer was replaced by a newer one. Please use the link to that.",
        cancelled: "This offer was withdrawn.",
        linkOver: "This link is no longer valid. Please ask us for a new one.",
        linkUnknown: "There is no such page. Is the link complete?",
        changed: "The document has changed since you opened it. Please open the link again.",
        busy: "We cannot show this right now. Please try again in a moment.",
        failed: "Something went wrong here. Please try again later.",
        incomplete: "Something is missing. Please go back and fill in every field.")

    static let spanish = OfferWords(
        language: "es", accept: "Aceptar este presupuesto",
        name: "Su nombre, como firma", purchaseOrder: "Su número de pedido (opcional)",
        draw: "O firme aquí con el dedo o el ratón", clear: "Borrar",
        consent:
            "Al aceptar realiza un pedido en firme con los precios y condiciones indicados arriba.",
        decline: "Rechazar este presupuesto", reason: "¿Por qué no?",
        download: "Descargar en PDF",
        accepted: "Este presupuesto ha sido aceptado. Gracias por su pedido.",
        declined: "Este presupuesto ha sido rechazado. Gracias por comunicárnoslo.",
        expired: "Este presupuesto ha caducado. Por favor, solicite uno nuevo.",
        superseded:
            "Este presupuesto ha sido sustituido por otro más reciente. Por favor, use el nuevo enlace.",
        cancelled: "Este presupuesto ha sido retirado.",
        linkOver: "Este enlace ya no es válido. Por favor, solicite uno nuevo.",
        linkUnknown: "Esta página no existe. ¿Está completo el enlace?",
        changed: "El documento ha cambiado desde que lo abrió. Por favor, abra de nuevo el enlace.",
        busy:
            "No podemos mostrarlo en este momento. Por favor, inténtelo de nuevo en unos instantes.",
        failed: "Se ha producido un error. Por favor, inténtelo más tarde.",
        incomplete: "Falta algún dato. Por favor, vuelva atrás y rellene todos los campos.")

    /// In a language, or in English.
    static func of(_ language: String) -> OfferWords {
        language.lowercased().hasPrefix("es") ? .spanish : .english
    }
}
