// Check digits of the member states, Italy to Slovakia, and of Northern Ireland.

extension VATNumber {
    static func italy(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 11), digits.prefix(7).contains(where: { $0 > 0 }) else {
            return false
        }
        let province = number(digits[7...9])
        return ((1...100).contains(province) || [120, 121, 888, 999].contains(province))
            && luhn(digits)
    }

    static func lithuania(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 9, 12), digits[digits.count - 2] == 1 else { return false }
        func total(_ shift: Int) -> Int {
            digits.dropLast().enumerated().reduce(0) {
                $0 + (1 + ($1.offset + shift) % 9) * $1.element
            } % 11
        }
        let first = total(0)
        return (first == 10 ? total(2) % 10 : first) == digits[digits.count - 1]
    }

    static func luxembourg(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 8) else { return false }
        return number(digits.prefix(6)) % 89 == number(digits.suffix(2))
    }

    static func latvia(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 11) else { return false }
        if digits[0] > 3 { return sum(digits, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3 }
        // Persons: new codes begin with 32 and have no date.
        if digits[0] == 3, digits[1] == 2 { return true }
        guard (1...31).contains(number(digits[0...1])), (1...12).contains(number(digits[2...3]))
        else { return false }
        let check = (1 + sum(digits.prefix(10), [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10
        return check == digits[10]
    }

    static func malta(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 8), digits[0] != 0 else { return false }
        return sum(digits, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 == 0
    }

    static func netherlands(_ text: [UInt8]) -> Bool {
        guard text.count == 12, text[9] == UInt8(ascii: "B"), let body = digits(text.prefix(9), 9),
            let suffix = digits(text.suffix(2), 2), number(suffix) > 0, number(body) > 0
        else { return false }
        if (sum(body, [9, 8, 7, 6, 5, 4, 3, 2]) - body[8]) % 11 == 0 { return true }
        // Sole traders since 2020: ISO/IEC 7064, MOD 97-10, over NL and the whole, letters as 10 to 35.
        var rest = 0
        for byte in Array("NL".utf8) + text {
            let value = byte >= UInt8(ascii: "A") ? Int(byte) - 55 : Int(byte) - 48
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97
        }
        return rest == 1
    }

    static func poland(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 10) else { return false }
        return sum(digits.prefix(9), [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9]
    }

    static func portugal(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 9), digits[0] != 0 else { return false }
        return (11 - sum(digits.prefix(8), [9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == digits[8]
    }

    static func romania(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 2, 3, 4, 5, 6, 7, 8, 9, 10), digits[0] != 0 else {
            return false
        }
        let filled = Array(repeating: 0, count: 10 - digits.count) + digits
        return 10 * sum(filled.prefix(9), [7, 5, 3, 2, 1, 7, 5, 3, 2]) % 11 % 10 == filled[9]
    }

    static func sweden(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 12), digits[10] == 0, digits[11] == 1 else { return false }
        return luhn(Array(digits.prefix(10)))
    }

    static func slovenia(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 8), digits[0] != 0 else { return false }
        let check = 11 - sum(digits.prefix(7), [8, 7, 6, 5, 4, 3, 2]) % 11
        return check != 11 && check % 10 == digits[7]
    }

    static func slovakia(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 10), number(digits) % 11 == 0 else { return false }
        // Persons may have their birth number.
        return digits[0] != 0 && [2, 3, 4, 7, 8, 9].contains(digits[2]) || isBirthDate(digits)
    }

    static func northernIreland(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 9, 12) else { return false }
        let total = sum(digits.prefix(9), [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97
        return total == 0 || total == 42
    }
}
