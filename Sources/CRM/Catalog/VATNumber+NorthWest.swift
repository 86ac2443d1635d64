// Check digits of the member states, Austria to Ireland.

extension VATNumber {
    static func austria(_ text: [UInt8]) -> Bool {
        guard text.first == UInt8(ascii: "U"), let digits = digits(text.dropFirst(), 8) else {
            return false
        }
        var total = 4
        for (index, digit) in digits.dropLast().enumerated() {
            let doubled = digit * 2
            total += index % 2 == 0 ? digit : doubled / 10 + doubled % 10
        }
        return (10 - total % 10) % 10 == digits[7]
    }

    static func belgium(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 10), digits[0] <= 1, digits.contains(where: { $0 > 0 })
        else { return false }
        return 97 - number(digits.prefix(8)) % 97 == number(digits.suffix(2))
    }

    static func bulgaria(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 9, 10) else { return false }
        if digits.count == 9 {
            var check = sum(digits.prefix(8), Array(1...8)) % 11
            if check == 10 { check = sum(digits.prefix(8), Array(3...10)) % 11 % 10 }
            return check == digits[8]
        }
        let citizen = sum(digits.prefix(9), [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10
        let foreigner = sum(digits.prefix(9), [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10
        let other = (11 - sum(digits.prefix(9), [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
        return [citizen, foreigner, other].contains(digits[9])
    }

    static func cyprus(_ text: [UInt8]) -> Bool {
        guard let last = text.last, let digits = digits(text.dropLast(), 8),
            !(digits[0] == 1 && digits[1] == 2)
        else { return false }
        let places = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
        let total = digits.enumerated().reduce(0) {
            $0 + ($1.offset % 2 == 0 ? places[$1.element] : $1.element)
        }
        return Int(last) == total % 26 + 65
    }

    static func czechia(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 8, 9, 10) else { return false }
        if digits.count == 8 {
            let check = (11 - sum(digits.prefix(7), [8, 7, 6, 5, 4, 3, 2]) % 11) % 11
            return digits[0] != 9 && (check == 0 ? 1 : check) % 10 == digits[7]
        }
        if digits.count == 9 {
            // Individuals without a birth number; of birth numbers of nine digits only the date can be checked.
            if digits[0] == 6 {
                let total = sum(digits[1...7], [8, 7, 6, 5, 4, 3, 2]) % 11
                return (8 - (10 - total % 11) % 11 + 10) % 10 == digits[8]
            }
            return isBirthDate(digits)
        }
        let check = number(digits.prefix(9)) % 11 % 10
        return isBirthDate(digits) && check == digits[9]
    }

    /// Month and day of a Czech birth number: women add 50 to the month, and both sexes 20 when numbers ran out.
    static func isBirthDate(_ digits: [Int]) -> Bool {
        let month = number(digits[2...3]) % 50 % 20
        return (1...12).contains(month) && (1...31).contains(number(digits[4...5]))
    }

    static func germany(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 9), digits[0] != 0 else { return false }
        return mod11and10(digits)
    }

    static func denmark(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 8), digits[0] != 0 else { return false }
        return sum(digits, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
    }

    static func estonia(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 9) else { return false }
        return sum(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0
    }

    static func greece(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 9), digits.contains(where: { $0 > 0 }) else { return false }
        return digits.dropLast().reduce(0, { $0 * 2 + $1 }) * 2 % 11 % 10 == digits[8]
    }

    static func spain(_ text: [UInt8]) -> Bool {
        guard text.count == 9, let first = text.first, let last = text.last else { return false }
        let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)
        func person(_ digits: [Int]?) -> Bool {
            digits.map { letters[number($0) % 23] == last } ?? false
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return person(digits(text.dropLast(), 8))
        case UInt8(ascii: "K"), UInt8(ascii: "L"), UInt8(ascii: "M"):
            return person(digits(text[1...7], 7))
        case UInt8(ascii: "X")...UInt8(ascii: "Z"):
            let lead = UInt8(ascii: "0") + first - UInt8(ascii: "X")
            return person(digits([lead] + text[1...7], 8))
        default: return spanishCompany(text, first, last)
        }
    }

    private static func spanishCompany(_ text: [UInt8], _ first: UInt8, _ last: UInt8) -> Bool {
        guard let digits = digits(text[1...7], 7) else { return false }
        let total = digits.enumerated().reduce(0) { total, entry in
            let doubled = entry.element * 2
            return total + (entry.offset % 2 == 1 ? entry.element : doubled / 10 + doubled % 10)
        }
        let check = (10 - total % 10) % 10
        let isLetter = Array("JABCDEFGHI".utf8)[check] == last
        let isDigit = Int(last) - 48 == check
        if "PQRSNW".utf8.contains(first) { return isLetter }
        if "ABEH".utf8.contains(first) { return isDigit }
        return "CDFGJUV".utf8.contains(first) && (isLetter || isDigit)
    }

    static func finland(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 8) else { return false }
        return sum(digits, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 == 0
    }

    static func france(_ text: [UInt8]) -> Bool {
        guard text.count == 11, let siren = digits(text.dropFirst(2), 9) else { return false }
        if let key = digits(text.prefix(2), 2) {
            // Monaco's numbers are no SIREN and have no check digit of their own.
            let isMonaco = siren.prefix(3) == [0, 0, 0]
            return (isMonaco || luhn(siren)) && number(key) == (number(siren) * 100 + 12) % 97
        }
        let letters = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
        guard let first = letters.firstIndex(of: text[0]),
            let second = letters.firstIndex(of: text[1])
        else { return false }
        let check = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100
        return luhn(siren) && (number(siren) + 1 + check / 11) % 11 == check % 11
    }

    static func croatia(_ text: [UInt8]) -> Bool {
        digits(text, 11).map(mod11and10) ?? false
    }

    static func hungary(_ text: [UInt8]) -> Bool {
        guard let digits = digits(text, 8) else { return false }
        return sum(digits, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 == 0
    }

    static func ireland(_ text: [UInt8]) -> Bool {
        let letters = Array("WABCDEFGHIJKLMNOPQRSTUV".utf8)
        guard text.count == 8 || text.count == 9 else { return false }
        let weights = [8, 7, 6, 5, 4, 3, 2]
        if let digits = digits(text.prefix(7), 7) {
            let extra = text.count == 9 ? letters.firstIndex(of: text[8]) : 0
            guard let extra else { return false }
            return letters[(sum(digits, weights) + 9 * extra) % 23] == text[7]
        }
        // The form of before 2013: the second character is a letter, a plus or a star.
        guard text.count == 8, let first = digits(text.prefix(1), 1),
            let middle = digits(text[2...6], 5)
        else { return false }
        return letters[sum([0] + middle + first, weights) % 23] == text[7]
    }
}
