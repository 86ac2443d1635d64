/// Where the demo's customers are.
struct Place: Sendable {
    let country: String
    let language: String
    let timeZone: String
    let city: String
    let region: String
    let postalCode: String
    let street: String
    /// A number that nobody has: reserved for fiction, or of a block that is not given out; the end
    /// is appended.
    let phone: String

    static let all: [Place] = [
        spain("Madrid", "Madrid", "280", "Calle de Alcalá"),
        spain("Barcelona", "Cataluña", "080", "Carrer de Mallorca"),
        spain("Valencia", "Comunitat Valenciana", "460", "Calle de Colón"),
        spain("Sevilla", "Andalucía", "410", "Avenida de la Constitución"),
        spain("Bilbao", "Euskadi", "480", "Gran Vía"),
        spain("Málaga", "Andalucía", "290", "Calle Larios"),
        spain("Zaragoza", "Aragón", "500", "Paseo de la Independencia"),
        portugal("Lisboa", "Lisboa", "1100", "Rua Augusta"),
        portugal("Porto", "Porto", "4000", "Rua de Santa Catarina"),
        portugal("Coimbra", "Coimbra", "3000", "Rua Ferreira Borges"),
        Place(
            country: "GB", language: "en", timeZone: "Europe/London", city: "London",
            region: "Greater London", postalCode: "SE1 2", street: "Bermondsey Street",
            phone: "+44 20 7946 0"),
        Place(
            country: "GB", language: "en", timeZone: "Europe/London", city: "Manchester",
            region: "Greater Manchester", postalCode: "M4 1", street: "Oldham Street",
            phone: "+44 161 496 0"),
        Place(
            country: "IE", language: "en", timeZone: "Europe/Dublin", city: "Dublin",
            region: "Dublin", postalCode: "D02 X2", street: "Camden Street",
            phone: "+353 20 912 0"),
        Place(
            country: "FR", language: "fr", timeZone: "Europe/Paris", city: "Lyon",
            region: "Auvergne-Rhône-Alpes", postalCode: "690", street: "Rue de la République",
            phone: "+33 1 99 00 0"),
        Place(
            country: "DE", language: "de", timeZone: "Europe/Berlin", city: "Berlin",
            region: "Berlin", postalCode: "101", street: "Torstraße", phone: "+49 30 23125 "),
    ]

    private static func spain(
        _ city: String, _ region: String, _ postalCode: String, _ street: String
    ) -> Place {
        Place(
            country: "ES", language: "es", timeZone: "Europe/Madrid", city: city, region: region,
            postalCode: postalCode, street: street, phone: "+34 900 000 ")
    }

    private static func portugal(
        _ city: String, _ region: String, _ postalCode: String, _ street: String
    ) -> Place {
        Place(
            country: "PT", language: "pt", timeZone: "Europe/Lisbon", city: city, region: region,
            postalCode: postalCode + "-0", street: street, phone: "+351 800 000 ")
    }

    /// The postal code with its last two digits.
    func postalCode(_ number: Int) -> String {
        let digits = number < 10 ? "0\(number)" : "\(number)"
        return country == "GB" || country == "IE"
            ? postalCode + letters(number) : postalCode + digits
    }

    private func letters(_ number: Int) -> String {
        let alphabet = Array("ABDEFGHJLN")
        return "\(alphabet[number / 10 % 10])\(alphabet[number % 10])"
    }

    /// A telephone number whose last three digits are these.
    func phone(_ number: Int) -> String { phone + "\(100 + number % 900)" }
}
