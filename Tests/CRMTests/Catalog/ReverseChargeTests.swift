import CRM
import Schema
import Testing
import TratoTesting

struct ReverseChargeTests {
    let shop: Shop

    init() throws {
        var settings = TestServer.settings
        settings.vatID = "DE762020274"
        shop = try Shop(country: "PT", settings: settings)
        for country in ["DE", "PT"] {
            try shop.make(
                "tax-rates", ["name": "VAT", "country": .string(country), "rate_percent": "20"])
        }
    }

    private func identify(_ value: String) {
        let answer = shop.patch(
            "parties/\(shop.customer)",
            ["identifiers": [["scheme": "VAT", "value": .string(value)]]])
        #expect(answer.status == 200)
    }

    private func order(_ members: JSONValue = [:]) throws -> JSONValue {
        let line: JSONValue = ["description": "Cheese", "quantity": "1", "unit_price": "10"]
        return try shop.order([line], members.merging(["freight_amount": "1"]))
    }

    @Test func `a business of another member state accounts for the tax itself`() throws {
        #expect(try order()["tax_treatment"] == "standard")
        identify("PT 713 566 434")
        let charged = try order()
        #expect(charged["tax_treatment"] == "reverse_charge")
        #expect([charged["tax_amount"], charged["gross_amount"]] == ["0.00", "11.00"])
        #expect(
            [charged["seller_vat_id"], charged["buyer_vat_id"]] == ["DE762020274", "PT713566434"])
        #expect(charged["tax_exemption"].string?.contains("2006/112/EC") == true)
    }

    @Test func `a wrong number, or one of our own state, changes nothing`() throws {
        for number in ["PT713566435", "DE883101079", "US12345"] {
            identify(number)
            let order = try order()
            #expect(order["tax_treatment"] == "standard", "\(number)")
            #expect(order["tax_amount"] == "2.20", "\(number)")
        }
    }

    @Test func `goods that stay with us are taxed`() throws {
        identify("PT713566434")
        let here = try shop.id(
            shop.make(
                "parties", ["kind": "organization", "display_name": "Depot", "country": "DE"]))
        #expect(try order(["shipment_party_id": .string(here)])["tax_treatment"] == "standard")
    }

    @Test func `a draft that is taxed in another way takes its rates anew`() throws {
        let draft = try order()
        #expect(draft["tax_amount"] == "2.20")
        identify("PT713566434")
        let path = "orders/\(try shop.id(draft))"
        let changed = shop.patch(path, ["source": "fair"])
        #expect(changed.json["tax_amount"] == "0.00")
        #expect(shop.verb("\(path)/confirm").status == 200)
        identify("PT713566435")
        #expect(shop.read(path)["tax_treatment"] == "reverse_charge")
        #expect(try shop.violations().isEmpty)
    }
}
