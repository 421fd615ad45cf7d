"""How the briefing looks: one style sheet for the printed page and the phone."""

from __future__ import annotations

from typing import Final

from geomali.palette import EXPOSURE

__all__ = ["STYLE", "WIDTHS"]

WIDTHS: Final = (
    "<colgroup><col class=w4><col class=w21><col class=w7><col class=w7><col class=w8>"
    "<col class=w10><col class=w17><col class=w27></colgroup>"
)

STYLE: Final = """
@page{size:A4 portrait;margin:9mm 10mm}
*{box-sizing:border-box}
html{font:8.6pt/1.32 system-ui,"Segoe UI",Roboto,"DejaVu Sans",Arial,sans-serif;color:#15191d;background:#e9ebed}
body{margin:0}main{background:#fff;max-width:190mm;margin:0 auto;padding:6mm}
@media print{html{background:#fff}main{padding:0;max-width:none}}
h1{font-size:17pt;line-height:1.1;margin:0 0 .15em}h2{break-after:avoid;font-size:10pt;margin:.55em 0 .25em;border-bottom:1pt solid #15191d;padding-bottom:.1em}
p{margin:.15em 0}.kicker{text-transform:uppercase;letter-spacing:.08em;font-size:8pt;color:#4a545d}
header{display:flex;justify-content:space-between;gap:6mm;align-items:flex-start}
.badge{border:1.2pt solid #15191d;padding:.3em .6em;max-width:52mm;font-size:8pt}
.caveat{border-left:3pt solid #c4321f;background:#fbeeec;padding:.35em .7em;margin:.45em 0}
.figures{display:flex;flex-wrap:wrap;gap:1.5mm;margin:.4em 0}
.figures div{flex:1 1 26mm;border:.6pt solid #aab2b9;padding:.3em .5em}
dt{font-size:7.4pt;color:#4a545d}dd{margin:0;font-size:12pt;font-weight:600}dd small{display:block;font-size:7pt;font-weight:400;color:#4a545d}
.two{display:grid;grid-template-columns:114mm 1fr;gap:4mm}svg{display:block;width:100%;height:auto}
.side table{font-size:7.8pt}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.22em .35em;border-bottom:.5pt solid #c5cbd0;font-weight:400}
thead th{font-size:7.4pt;color:#4a545d;border-bottom:.8pt solid #15191d}thead{display:table-header-group}
.num td,.num thead th:not(:first-child){text-align:right}.mine{background:#eef3f7}
small{font-size:7.2pt;color:#4a545d}.none{color:#5b656e;font-style:italic}.old{color:#8a3d00}
.stretches td:nth-child(3),.stretches td:nth-child(4),.stretches td:nth-child(5){white-space:nowrap}
.stretches{table-layout:fixed}.w4{width:4.5%}.w7{width:7%}.w8{width:8%}.w10{width:9.5%}.w17{width:16.5%}.w27{width:27%}.w21{width:21%}.dense{font-size:7.4pt;line-height:1.15}.dense th,.dense td{padding:.08em .35em}.dense small{font-size:6.6pt}.dense .w21{width:26%}.dense .w17{width:14%}.dense .w27{width:24.5%}
tr{break-inside:avoid}.stretches tbody tr:nth-child(-n+3),thead{break-after:avoid}.note{font-size:7.6pt;color:#4a545d}
.dot{display:inline-block;min-width:1.5em;text-align:center;border-radius:.7em;color:#fff;font-weight:700;font-size:7.6pt}
.reported ul{margin:.1em 0;padding-left:1.5em}.reported li{margin:.22em 0;break-inside:avoid}
q{font-style:italic}:lang(fr) q{quotes:"«\u00a0" "\u00a0»"}cite{font-style:normal;color:#4a545d;font-size:7.6pt}cite::before{content:"— "}
.legend{font-size:7.2pt;margin:.3em 0}.legend span{display:inline-block;margin-right:.9em;white-space:nowrap}
.key{display:inline-block;width:6mm;height:2mm;vertical-align:middle;margin-right:1mm}.key.small{width:3mm;height:3mm}.key.wide{width:13mm;height:3mm}
footer{margin-top:.6em;border-top:.6pt solid #aab2b9;padding-top:.3em;font-size:7.2pt;color:#3c454d}
.paper{fill:#fbfaf6}.river,.lake{fill:none;stroke:#8fb4d0;stroke-width:1.6}.lake{fill:#cfe0ec;stroke-width:.6}
.region{fill:none;stroke:#c9c3b4;stroke-width:.7;stroke-dasharray:3 3}.border{fill:none;stroke:#8a8272;stroke-width:1.4;stroke-dasharray:7 3 1.5 3}
.other{fill:none;stroke:#55606a;stroke-width:1.5;stroke-dasharray:1.5 3}.casing{fill:none;stroke:#fff;stroke-width:8;stroke-linecap:round}
.way{fill:none;stroke-width:5;stroke-linecap:butt}.way.schematic{stroke-dasharray:9 2}
.nr circle{fill:#fff;stroke:#15191d;stroke-width:1.1}.nr text{font-weight:700;stroke:none}.way-nr{display:inline-block;min-width:1.5em;border:.8pt solid #15191d;border-radius:.8em;text-align:center;font-weight:700;font-size:7.4pt}.area-name{font-size:9.5px;fill:#7b7361;letter-spacing:.06em;font-style:italic}
.area{stroke:none}.grid{stroke:#d5dade;stroke-width:.6}.tick{stroke:#15191d;stroke-width:.8}.bar{fill:none;stroke:#15191d;stroke-width:1.4}
.ev{fill:#15191d;stroke:#fff;stroke-width:1}text{fill:#15191d;font-family:inherit}.strong{font-weight:700}
svg text{paint-order:stroke;stroke:#fff;stroke-width:2.4;stroke-linejoin:round}
.held{fill:#15191d;stroke:#fff;stroke-width:.8}.claimed{fill:#fff;stroke:#15191d;stroke-width:1.4}
.contested{fill:#fff;stroke:#c4321f;stroke-width:1.8}.contested2{fill:#c4321f}.past{opacity:.45}.unknown{fill:#fff;stroke:#69737c;stroke-width:1}
@media screen and (max-width:640px){.profile{overflow-x:auto}.profile svg{min-width:170mm}html{font-size:10.5pt}main{padding:4mm}.two{display:block}header{display:block}.badge{max-width:none;margin-top:.4em}
.legend span{white-space:normal}.stretches,.stretches tbody{display:block}.stretches colgroup,.stretches thead{display:none}
.stretches tr{display:grid;grid-template-columns:2.4em 1fr auto auto;gap:.1em .6em;padding:.45em 0;border-bottom:.6pt solid #aab2b9}.stretches th,.stretches td,.dense th,.dense td{border:0;padding:0;font-size:10pt}
.stretches td:nth-child(n+5){grid-column:2/-1;white-space:normal}.stretches td[data-name]::before{content:attr(data-name) "\\00a0: ";color:#4a545d;font-size:9pt}.stretches .start td:nth-child(n+4):empty{display:none}small,.note,dd small,.side table,cite{font-size:9pt}}
.km rect{fill:#fff;stroke:#15191d;stroke-width:.6}.kmt{fill:#4a545d}
""" + "".join(
    f".way.c{i}{{stroke:{colour}}}.area.c{i}{{fill:{colour}}}.dot.c{i}{{background:{colour}}}\n"
    for i, (_, colour) in enumerate(EXPOSURE)
)
