/// The names of the demo's people and companies; any likeness is chance.
enum Names {
    static let given: [String: [String]] = [
        "es": [
            "Lucía", "Martín", "Carmen", "Álvaro", "Paula", "Sergio", "Marta", "Íñigo", "Elena",
            "Rubén", "Nuria", "Hugo", "Pilar", "Andrés", "Begoña", "Joaquín",
        ],
        "pt": [
            "Inês", "João", "Beatriz", "Tiago", "Mariana", "Rui", "Catarina", "Nuno", "Sofia",
            "Gonçalo", "Leonor", "Duarte",
        ],
        "en": [
            "Alice", "Oliver", "Grace", "Thomas", "Emily", "George", "Hannah", "Daniel", "Niamh",
            "Patrick", "Ruth", "Simon",
        ],
        "fr": ["Camille", "Julien", "Élodie", "Mathieu"],
        "de": ["Anna", "Jonas", "Katrin", "Jürgen"],
    ]

    static let family: [String: [String]] = [
        "es": [
            "García", "Fernández", "Ibáñez", "Muñoz", "Ortega", "Serrano", "Vidal", "Castaño",
            "Núñez", "Prieto", "Gallego", "Sanz", "Rojas", "Iglesias", "Peña", "Lozano",
        ],
        "pt": [
            "Silva", "Ferreira", "Gonçalves", "Magalhães", "Sousa", "Teixeira", "Lourenço",
            "Brandão", "Coelho", "Matos", "Simões", "Vasconcelos",
        ],
        "en": [
            "Baker", "Hughes", "Murphy", "Clarke", "Walsh", "Turner", "Bennett", "Foster",
            "Kelly", "Palmer", "Reid", "Shaw",
        ],
        "fr": ["Moreau", "Lefèvre", "Garnier", "Rousseau"],
        "de": ["Schäfer", "Krüger", "Böhm", "Vogel"],
    ]

    /// Company names are a kind, a word of their own, and the form of their country.
    static let kinds: [String: [(word: String, industry: String)]] = [
        "es": [
            ("Hotel", "Hotels"), ("Cafetería", "Cafés"), ("Restaurante", "Restaurants"),
            ("Panadería", "Bakeries"), ("Grupo", "Catering"), ("Distribuciones", "Wholesale"),
        ],
        "pt": [
            ("Hotel", "Hotels"), ("Pastelaria", "Bakeries"), ("Restaurante", "Restaurants"),
            ("Café", "Cafés"), ("Grupo", "Catering"),
        ],
        "en": [
            ("Hotel", "Hotels"), ("Café", "Cafés"), ("Bakery", "Bakeries"),
            ("Kitchen", "Restaurants"), ("Catering", "Catering"), ("Offices", "Offices"),
        ],
        "fr": [("Hôtel", "Hotels"), ("Café", "Cafés"), ("Brasserie", "Restaurants")],
        "de": [("Hotel", "Hotels"), ("Café", "Cafés"), ("Bäckerei", "Bakeries")],
    ]

    static let words: [String: [String]] = [
        "es": [
            "Mirador", "La Alameda", "Puerto Viejo", "Santa Clara", "El Olivar", "Tres Ríos",
            "Montaña", "Almendro", "Faro", "Sol y Sombra", "Ribera", "Plaza Nueva", "Bahía",
            "La Encina", "Duero", "Azahar", "Albariño", "Campanario",
        ],
        "pt": [
            "Miradouro", "Ribeira", "Boavista", "São Bento", "Tejo", "Alecrim", "Oliveira",
            "Atlântico", "Saudade", "Mondego", "Aurora",
        ],
        "en": [
            "Riverside", "Harbour", "Oakfield", "Northgate", "Lantern", "Kestrel", "Mill Lane",
            "Bluebell", "Foxglove", "Quayside", "Stonebridge",
        ],
        "fr": ["du Parc", "des Lilas", "de la Gare", "Bellecour"],
        "de": ["am Park", "Sonnenhof", "Lindenallee", "Spreeblick"],
    ]

    static let form = [
        "ES": "S.L.", "PT": "Lda.", "GB": "Ltd", "IE": "Ltd", "FR": "SARL", "DE": "GmbH",
    ]

    static let jobs: [String: [String]] = [
        "es": ["Directora de compras", "Gerente", "Jefe de sala", "Administración"],
        "pt": ["Gerente", "Compras", "Chefe de sala", "Contabilidade"],
        "en": ["Buyer", "General manager", "Head barista", "Finance manager"],
        "fr": ["Gérant", "Responsable des achats"],
        "de": ["Geschäftsführerin", "Einkauf"],
    ]

    /// English when there is nothing in a language.
    static func list<Element>(_ lists: [String: [Element]], _ language: String) -> [Element] {
        lists[language] ?? lists["en"] ?? []
    }

    /// A name as part of an address: ASCII letters and digits only.
    static func slug(_ text: String) -> String {
        let plain: [Character: String] = [
            "á": "a", "à": "a", "ã": "a", "â": "a", "ä": "a", "é": "e", "è": "e", "ê": "e",
            "í": "i", "ó": "o", "õ": "o", "ô": "o", "ö": "o", "ú": "u", "ü": "u", "ç": "c",
            "ñ": "n", "ß": "ss",
        ]
        return text.lowercased().map { plain[$0] ?? String($0) }.joined()
            .filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
