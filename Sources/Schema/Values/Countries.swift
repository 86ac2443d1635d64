/// The countries of ISO 3166-1, by their two-letter codes in capitals, and how they are telephoned.
///
/// Calling codes are those of ITU-T E.164 Annex A (List of ITU-T Recommendation E.164 assigned
/// country codes); trunk prefixes are what is dialled before a national number at home and left
/// out from abroad (ITU Operational Bulletin, dialling procedures). Uninhabited territories have
/// the code of the plan that serves them.
package enum Countries {
    /// Whether `code` is the two-letter code of a country, in capitals.
    package static func contains(_ code: String) -> Bool { plan(of: code) != nil }

    /// The calling code without a plus, `351` for PT; nil when there is no such country.
    package static func callingCode(_ country: String) -> String? {
        plan(of: country).map { String($0.callingCode) }
    }

    /// The trunk prefix, `0` for DE; nil where there is none, as in ES, or no such country.
    ///
    /// Italy has none: the 0 there belongs to the number and is dialled from abroad as well.
    package static func trunkPrefix(_ country: String) -> String? {
        guard let plan = plan(of: country), !plan.trunkPrefix.isEmpty else { return nil }
        return plan.trunkPrefix
    }

    /// Every code in alphabetical order, for schemas and documentation.
    package static let codes: [String] = groups.flatMap { _, entries in
        entries.split(whereSeparator: \.isWhitespace).map { String($0.prefix(2)) }
    }.sorted()

    /// A country's place in the international numbering plan.
    struct DialingPlan: Sendable {
        let callingCode: Int
        let trunkPrefix: String
    }

    /// The plan of a country; nil when there is no such country.
    static func plan(of country: String) -> DialingPlan? {
        guard country.utf8.count == 2 else { return nil }
        return slot(country.utf8).flatMap { plans[$0] }
    }

    /// The trunk prefix that a calling code's countries share; nil when the code is not assigned
    /// to a country.
    static func trunkPrefix(ofCallingCode code: Int) -> String? { trunkPrefixes[code] }

    private static let plans: [DialingPlan?] = {
        var table = [DialingPlan?](repeating: nil, count: 26 * 26)
        for (trunkPrefix, entries) in groups {
            for entry in entries.split(whereSeparator: \.isWhitespace) {
                guard let slot = slot(entry.utf8.prefix(2)), let code = Int(entry.dropFirst(2))
                else { continue }
                table[slot] = DialingPlan(callingCode: code, trunkPrefix: trunkPrefix)
            }
        }
        return table
    }()

    private static let trunkPrefixes: [Int: String] = plans.reduce(into: [:]) { table, plan in
        if let plan { table[plan.callingCode] = plan.trunkPrefix }
    }

    /// The place of two capitals in a table of all pairs; nil for anything else.
    private static func slot(_ letters: some Sequence<UInt8>) -> Int? {
        var slot = 0
        for byte in letters {
            let letter = Int(byte) - Int(UInt8(ascii: "A"))
            guard (0..<26).contains(letter) else { return nil }
            slot = slot * 26 + letter
        }
        return slot
    }

    /// Countries with their calling codes, by trunk prefix.
    private static let groups: [(trunkPrefix: String, entries: String)] = [
        (
            "",
            """
            AD376 AO244 AQ672 AW297 BF226 BH973 BI257 BJ229 BN673 BQ599 BT975 BV47 BW267 BZ501 CF236
            CG242 CI225 CK682 CL56 CM237 CR506 CV238 CW599 CY357 CZ420 DJ253 DK45 EE372 ES34 FJ679
            FK500 FM691 FO298 GA241 GI350 GL299 GM220 GN224 GQ240 GR30 GS500 GT502 GW245 GY592 HK852
            HM672 HN504 HT509 IO246 IS354 IT39 KM269 KW965 LS266 LU352 LV371 ML223 MO853 MR222 MT356
            MU230 MV960 MX52 MZ258 NC687 NE227 NF672 NI505 NO47 NR674 NU683 OM968 PA507 PF689 PG675
            PL48 PT351 PW680 QA974 SB677 SC248 SG65 SH290 SJ47 SM378 SN221 SR597 ST239 SV503 SZ268
            TD235 TG228 TJ992 TK690 TL670 TN216 TO676 TV688 UZ998 VA39 VU678 WF681 WS685
            """
        ),
        (
            "0",
            """
            AE971 AF93 AL355 AM374 AR54 AT43 AU61 AX358 AZ994 BA387 BD880 BE32 BG359 BL590 BO591
            BR55 CC61 CD243 CH41 CN86 CO57 CU53 CX61 DE49 DZ213 EC593 EG20 EH212 ER291 ET251 FI358
            FR33 GB44 GE995 GF594 GG44 GH233 GP590 HR385 ID62 IE353 IL972 IM44 IN91 IQ964 IR98 JE44
            JO962 JP81 KE254 KG996 KH855 KI686 KP850 KR82 LA856 LB961 LI423 LK94 LR231 LT370 LY218
            MA212 MC377 MD373 ME382 MF590 MG261 MK389 MM95 MN976 MQ596 MW265 MY60 NA264 NG234 NL31
            NP977 NZ64 PE51 PH63 PK92 PM508 PN64 PS970 PY595 RE262 RO40 RS381 RW250 SA966 SD249 SE46
            SI386 SK421 SL232 SO252 SS211 SY963 TF262 TH66 TR90 TW886 TZ255 UA380 UG256 UY598 VE58
            VN84 YE967 YT262 ZA27 ZM260 ZW263
            """
        ),
        (
            "1",
            """
            AG1 AI1 AS1 BB1 BM1 BS1 CA1 DM1 DO1 GD1 GU1 JM1 KN1 KY1 LC1 MH692 MP1 MS1 PR1 SX1 TC1
            TT1 UM1 US1 VC1 VG1 VI1
            """
        ),
        ("8", "BY375 KZ7 RU7 TM993"),
        ("06", "HU36"),
    ]
}
