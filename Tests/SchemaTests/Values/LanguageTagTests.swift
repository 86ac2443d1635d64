import Testing

@testable import Schema

@Suite struct LanguageTagTests {
    @Test(arguments: [
        ("de", "de"), ("DE", "de"), ("pt-br", "pt-BR"), ("EN-us", "en-US"), ("fil", "fil"),
        ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("ZH-CMN-HANS-CN", "zh-cmn-Hans-CN"),
        ("sl-rozaj-biske", "sl-rozaj-biske"), ("de-ch-1901", "de-CH-1901"),
        ("sl-IT-nedis", "sl-IT-nedis"), ("hy-latn-it-AREVELA", "hy-Latn-IT-arevela"),
        ("de-DE-x-Goethe", "de-DE-x-goethe"), ("X-whatever-AB", "x-whatever-ab"),
        ("en-us-u-islamcal", "en-US-u-islamcal"), ("en-A-myExt-b-another", "en-a-myext-b-another"),
        ("zh-CN-a-myext-x-private", "zh-CN-a-myext-x-private"), ("de-t-EN-latn", "de-t-en-latn"),
        ("mn-cyrl-MN", "mn-Cyrl-MN"), ("az-arab-x-aze-derbend", "az-Arab-x-aze-derbend"),
        ("sr-qaaa-rs", "sr-Qaaa-RS"), ("de-0123-x-1", "de-0123-x-1"),
        ("i-Klingon", "i-klingon"), ("EN-gb-OED", "en-GB-oed"), ("sgn-be-fr", "sgn-BE-FR"),
        ("I-DEFAULT", "i-default"), ("art-lojban", "art-lojban"), ("zh-min-nan", "zh-min-nan"),
    ])
    func `a well-formed tag gets its canonical case`(input: String, tag: String) {
        #expect(LanguageTag.canonical(input) == tag)
        #expect(LanguageTag.canonical(tag) == tag)
    }

    @Test(arguments: [
        "", "d", "-", "de-", "-de", "de--DE", "de_DE", "english", "germ", "1de", "d3", "x", "x-",
        "de-x", "de-a", "de-a-", "de-a-x-b", "de-419-DE", "de-DE-Latn", "de-Latn-Latn", "de-1",
        "de-12", "de-abcdefghi", "a-DE", "i-unknown", "de-DE-1901-1901", "en-a-bbb-a-ccc",
        "en-u-aa-U-bb", "ar-a-aaa-b-bbb-a-ccc", "zh-aaa-bbb-ccc-ddd", "de DE", "dé", "de-DE\u{0}",
        "日本", "en-US.UTF-8", "i-klingon-x", "tlh-a-b-foo",
    ])
    func `a tag against the grammar is refused`(input: String) {
        #expect(LanguageTag.canonical(input) == nil)
    }

    @Test func `a tag of any length does not trap`() {
        #expect(LanguageTag.canonical(String(repeating: "de-", count: 100_000)) == nil)
    }
}
