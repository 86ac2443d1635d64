import Schema

@testable import JSON

/// Values in text form: never a trap, and what was normalised once stays as it is.
enum ValueTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        for country in [nil, "DE", "US", "IT", "RU", "BY"] {
            guard let number = Phone.normalized(text, country: country) else { continue }
            let again = Phone.normalized(number, country: country)
            expect(again == number, "\(number) becomes \(again ?? "nothing")")
        }
        if let address = Email.normalized(text) {
            expect(Email.normalized(address) == address, "\(address) changes again")
        }
        if let tag = LanguageTag.canonical(text) {
            expect(LanguageTag.canonical(tag) == tag, "\(tag) changes again")
        }
        _ = WebAddress.isValid(text)
        _ = TimeZone.named(text)
        _ = Currency(text)
        if let id = RecordID(text) { expect(id.text == text.lowercased(), "\(id.text)") }
        if let day = Day(text) { expect(day.text == text, "\(day.text)") }
        if let instant = Instant(text) {
            expect(Instant(instant.text) == instant, "\(instant.text) is read differently")
        }
        decimals(text)
    }

    private static func decimals(_ text: String) {
        for places in [0, 4, 6, 8] {
            guard case .success(let value) = DecimalText.scaled(text.utf8, places: places) else {
                continue
            }
            let written = DecimalText.text(value, places: places, atLeast: 0)
            let again = DecimalText.scaled(written.utf8, places: places)
            expect(again == .success(value), "\(written) is read differently")
        }
    }
}
