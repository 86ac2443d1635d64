/// How documents and pages look in browsers.
package enum PageStyle {
    /// What a page without scripts may load: its own style, by its hash (CSP level 3 section 2.3.1).
    package static let policy: StaticString = """
        default-src 'none'; style-src 'sha256-n1CM7M7EINzu2WWBVLc49aRy4fKuOrxmJeyU+E3SR3w='; \
        img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    package static let text = """
        :root{color-scheme:light}body{margin:0;background:#f3f3f1;color:#1c1c1a;\
        font:15px/1.45 "Noto Sans","DejaVu Sans",system-ui,sans-serif}\
        main{max-width:52rem;margin:1.5rem auto;padding:2.5rem;background:#fff;box-shadow:0 1px 4px #0002}\
        h1{font-size:1.7rem;margin:.2rem 0 1rem}h2{font-size:1.2rem;margin:1.6rem 0 .4rem}h3{font-size:1rem}\
        p{margin:.4rem 0}table{border-collapse:collapse;width:100%;margin:1rem 0}\
        th,td{padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
        th{border-bottom:2px solid #1c1c1a}tbody td{border-bottom:1px solid #ddd}\
        .number,.right{text-align:right}td.number,th.number{font-variant-numeric:tabular-nums;overflow-wrap:normal}\
        .center{text-align:center}.muted{color:#5c5c58}.total td{font-weight:700;border-top:2px solid #1c1c1a}\
        .columns{display:flex;gap:2rem;flex-wrap:wrap}.columns>*{flex:1 1 14rem}\
        hr{border:0;border-top:1px solid #bbb;margin:1rem 0}\
        footer{margin-top:2rem;padding-top:.8rem;border-top:1px solid #ddd;color:#5c5c58;font-size:.85rem}\
        form{border-top:1px solid #ddd;margin-top:2rem;padding-top:1rem}label{display:block;margin:.8rem 0}\
        input,textarea{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem;margin-top:.2rem;\
        border:1px solid #888;border-radius:4px}button{font:inherit;font-weight:600;padding:.6rem 1.4rem;border:0;\
        border-radius:4px;background:#0b5d3b;color:#fff;cursor:pointer}button.plain{background:#fff;color:#1c1c1a;\
        border:1px solid #888}canvas{display:block;width:100%;max-width:30rem;height:9rem;border:1px solid #888;\
        border-radius:4px;touch-action:none;background:#fff}.notice{border-left:4px solid #0b5d3b;padding:.6rem 1rem;\
        background:#eef6f1}.warning{border-color:#a34a00;background:#fbf1e7}summary{cursor:pointer;margin:1rem 0}\
        [hidden]{display:none}@media(max-width:40rem){main{margin:0;padding:1rem}table{font-size:.85rem}\
        th,td{padding:.3rem .2rem}}@media print{body{background:#fff}main{box-shadow:none;margin:0;padding:0}\
        form,details,.notice{display:none}tr{break-inside:avoid}}
        """
}
