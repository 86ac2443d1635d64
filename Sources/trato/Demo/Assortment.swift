/// What the demo's company sells: coffee and what goes with it, to hotels, cafés and offices.
struct Article: Sendable {
    let sku: String
    let name: String
    let category: String
    let uom: String
    /// `standard`, `reduced` for food, `super_reduced` for milk.
    let tax: String
    /// Cents.
    let price: Int
    let quantities: ClosedRange<Int>

    static let categories = [
        ("Coffee", "Roasted in our own roastery."), ("Tea and chocolate", "Hot drinks."),
        ("Milk and sugar", "What goes into the cup."), ("Machines", "Espresso and filter."),
        ("Grinders", "On demand and for batches."), ("Barista tools", "Pitchers, tampers, scales."),
        ("Tableware", "Cups, glasses, trays."), ("Cleaning", "For machines and grinders."),
        ("Services", "Installation, maintenance, training."),
    ]

    static let all: [Article] = coffee + drinks + machines + tools + tableware + cleaning + services

    private static let coffee = [
        ("COF-CASA", "House blend, 1 kg", 1_490), ("COF-NOCHE", "Dark roast, 1 kg", 1_420),
        ("COF-DECAF", "Decaffeinated, 1 kg", 1_690), ("COF-ETH", "Ethiopia Sidamo, 1 kg", 2_190),
        ("COF-COL", "Colombia Huila, 1 kg", 1_990), ("COF-BRA", "Brazil Cerrado, 1 kg", 1_650),
        ("COF-GUA", "Guatemala Antigua, 1 kg", 2_050), ("COF-KEN", "Kenya AA, 1 kg", 2_390),
        ("COF-ORG", "Organic blend, 1 kg", 1_890), ("COF-FIL", "Filter roast, 1 kg", 1_750),
        ("COF-POD", "Pods, box of 150", 3_950), ("COF-COLD", "Cold brew concentrate, 5 l", 4_200),
    ].map { article($0, "Coffee", "pack", "reduced", 6...60) }

    private static let drinks =
        [
            ("TEA-BLK", "Breakfast tea, 100 bags", 890), ("TEA-GRN", "Green tea, 100 bags", 950),
            ("TEA-CHA", "Chamomile, 100 bags", 820), ("TEA-MINT", "Mint, 100 bags", 840),
            ("TEA-CHAI", "Chai syrup, 1 l", 1_180), ("CHO-HOT", "Drinking chocolate, 1 kg", 1_050),
            ("CHO-WHT", "White chocolate powder, 1 kg", 1_190),
        ].map { article($0, "Tea and chocolate", "pack", "reduced", 4...30) }
        + [
            ("MLK-WHO", "Whole milk, 12 × 1 l", 1_140),
            ("MLK-SEM", "Semi-skimmed milk, 12 × 1 l", 1_080),
        ].map { article($0, "Milk and sugar", "case", "super_reduced", 5...40) }
        + [
            ("MLK-OAT", "Oat drink, 6 × 1 l", 1_260),
            ("SUG-STK", "Sugar sticks, box of 1,000", 1_120),
            ("SUG-BRN", "Brown sugar sticks, box of 1,000", 1_240),
        ].map { article($0, "Milk and sugar", "case", "reduced", 4...30) }

    private static let machines =
        [
            ("MAC-E1", "Espresso machine, one group", 189_000),
            ("MAC-E2", "Espresso machine, two groups", 389_000),
            ("MAC-E3", "Espresso machine, three groups", 549_000),
            ("MAC-AUT", "Automatic machine for offices", 279_000),
            ("MAC-FIL", "Batch brewer, 2 × 2 l", 64_900), ("MAC-COLD", "Cold drip tower", 32_900),
            ("MAC-WAT", "Water boiler, 10 l", 41_500), ("MAC-FLT", "Water filter system", 15_900),
        ].map { article($0, "Machines", "unit", "standard", 1...2) }
        + [
            ("GRI-OD", "Grinder on demand", 79_000), ("GRI-BAT", "Batch grinder", 99_000),
            ("GRI-DEC", "Small grinder for decaf", 42_000), ("GRI-BUR", "Set of burrs", 8_900),
        ].map { article($0, "Grinders", "unit", "standard", 1...3) }

    private static let tools = [
        ("TOO-PIT06", "Milk pitcher, 0.6 l", 2_450), ("TOO-PIT10", "Milk pitcher, 1 l", 2_890),
        ("TOO-TAM", "Tamper, 58 mm", 3_990), ("TOO-SCA", "Scale with timer", 6_900),
        ("TOO-KNO", "Knock box", 3_450), ("TOO-THE", "Thermometer", 1_290),
        ("TOO-V60", "Dripper", 1_690), ("TOO-KET", "Gooseneck kettle", 7_900),
    ].map { article($0, "Barista tools", "unit", "standard", 1...6) }

    private static let tableware = [
        ("CUP-ESP", "Espresso cups, set of 12", 4_900),
        ("CUP-CAP", "Cappuccino cups, set of 12", 5_900),
        ("CUP-LAT", "Latte glasses, set of 12", 4_500),
        ("CUP-GO20", "Paper cups 200 ml, 1,000", 6_900),
        ("CUP-GO35", "Paper cups 350 ml, 1,000", 8_400), ("CUP-LID", "Lids, 1,000", 3_900),
        ("TRA-WOOD", "Serving tray", 1_950),
    ].map { article($0, "Tableware", "set", "standard", 2...20) }

    private static let cleaning = [
        ("CLE-TAB", "Cleaning tablets, 100", 2_290), ("CLE-POW", "Machine powder, 900 g", 1_690),
        ("CLE-MLK", "Milk system cleaner, 1 l", 1_490),
        ("CLE-GRI", "Grinder pellets, 430 g", 2_690),
    ].map { article($0, "Cleaning", "pack", "standard", 1...12) }

    private static let services = [
        ("SRV-INS", "Installation on site", 25_000),
        ("SRV-MNT", "Maintenance contract, one year", 48_000),
        ("SRV-REP", "Repair, per hour", 6_800), ("SRV-TRA", "Barista training, one day", 59_000),
        ("SRV-CON", "Menu consulting, one day", 72_000),
    ].map { article($0, "Services", "unit", "standard", 1...2) }

    private static func article(
        _ row: (String, String, Int), _ category: String, _ uom: String, _ tax: String,
        _ quantities: ClosedRange<Int>
    ) -> Article {
        Article(
            sku: row.0, name: row.1, category: category, uom: uom, tax: tax, price: row.2,
            quantities: quantities)
    }

    /// A decimal string of cents.
    static func amount(cents: Int) -> String {
        "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
