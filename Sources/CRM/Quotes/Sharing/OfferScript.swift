import Documents

/// The script of the page behind a link: a field to draw a signature in, which becomes an SVG path.
enum OfferScript {
    /// What the page may load: its own style and script by their hashes; forms go to this server only.
    static let policy: StaticString = """
        default-src 'none'; style-src 'sha256-n1CM7M7EINzu2WWBVLc49aRy4fKuOrxmJeyU+E3SR3w='; script-src 'sha256-ehltAcjfCR+bAQXOpk8OL0hzoxHaC/HELOY2DgcMl3w='; \
        img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    static let text = """
        "use strict";const area=document.getElementById("drawing"),canvas=area.querySelector("canvas"),\
        field=area.querySelector("input"),pen=canvas.getContext("2d");let path="",isDown=false;area.hidden=false;\
        pen.lineWidth=2.5;pen.lineCap="round";function at(e){const r=canvas.getBoundingClientRect();return[\
        Math.max(0,Math.round((e.clientX-r.left)/r.width*600)),Math.max(0,Math.round((e.clientY-r.top)/r.height*180))]}\
        function add(c,e){const p=at(e);if(path.length>19900)return;path+=c+p[0]+" "+p[1];if(c==="M"){pen.beginPath();\
        pen.moveTo(p[0],p[1])}else{pen.lineTo(p[0],p[1]);pen.stroke()}field.value=path}\
        canvas.addEventListener("pointerdown",e=>{isDown=true;canvas.setPointerCapture(e.pointerId);add("M",e)});\
        canvas.addEventListener("pointermove",e=>{if(isDown)add("L",e)});\
        canvas.addEventListener("pointerup",()=>{isDown=false});\
        area.querySelector("button").addEventListener("click",()=>{path="";field.value="";pen.clearRect(0,0,600,180)});
        """
}
