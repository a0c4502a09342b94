import { around, at, shadow } from './strokes.js';

const bean =
  '<path class="wood-deep" d="M-13 0C-13-20 13-20 13 0S-13 20-13 0Z"/><path class="line" stroke="#e7c9a2" stroke-width="3" d="M0-13C-7-4 7 4 0 13"/>';

export const pantry = {
  coffee: `${shadow(88)}
<path class="main" d="M130 84H270L286 236Q286 252 270 252H130Q114 252 114 236Z"/><path class="shade" d="M236 84H270L286 236Q286 252 270 252H216Q250 200 236 84Z"/><path class="main-deep" d="M126 52H274V88H126Z"/><path class="line main-pale" stroke-width="3" stroke-opacity=".7" d="M126 64H274"/>
<path class="shine" d="M140 100H156L146 230H130Z"/><rect class="accent" x="152" y="116" width="98" height="104" rx="10"/>${at(
    [
      [184, 158, -28],
      [216, 172, 24],
    ],
    bean,
  )}<path class="line accent-deep" stroke-width="4" stroke-opacity=".6" d="M172 134H230M182 206H220"/>
${at(
  [
    [96, 242, 70],
    [306, 244, -50],
    [326, 238, 30],
  ],
  bean,
)}`,
  tea: `${shadow(84)}
<path class="main" d="M122 112H278V238Q278 252 262 252H138Q122 252 122 238Z"/><path class="shade" d="M238 112H278V238Q278 252 262 252H222Q244 190 238 112Z"/><path class="main-deep" d="M114 84H286V118H114Z"/><path class="main" d="M132 68Q200 52 268 68L286 86H114Z"/><circle class="accent" cx="200" cy="58" r="12"/>
<path class="shine" d="M134 126H150V240H134Z"/><ellipse class="accent" cx="200" cy="186" rx="52" ry="48"/><path class="leaf" d="M200 220C172 206 170 172 200 148 230 172 228 206 200 220Z"/><path class="line leaf-deep" stroke-width="3" d="M200 226V166M200 194l12-10M200 206l-12-10"/>`,
  chocolate: `${shadow(104, 200, 248)}<g transform="rotate(-8 200 160)">
<rect fill="#6b4029" x="104" y="56" width="192" height="92" rx="8"/>${at(
    [
      [112, 62],
      [158, 62],
      [204, 62],
      [250, 62],
      [112, 104],
      [158, 104],
      [204, 104],
      [250, 104],
    ],
    '<rect fill="#7d4d32" width="38" height="36" rx="5"/><path fill="#a06a48" d="M0 5Q0 0 5 0H33L28 6H8L6 30 0 32Z"/>',
  )}
<path class="metal" d="M96 146 108 132 122 144 138 130 154 144 170 130 186 144 202 130 218 144 234 130 250 144 266 130 282 144 304 132V166H96Z"/>
<path class="main" d="M94 150H306V236Q306 246 296 246H104Q94 246 94 236Z"/><path class="shade" d="M260 150H306V236Q306 246 296 246H240Q268 200 260 150Z"/><path class="accent" d="M94 186H306V216H94Z"/><path class="main-deep" fill-opacity=".6" d="M94 150H306V158H94Z"/><circle class="accent-pale" cx="200" cy="200" r="26"/><path class="main-deep" d="M200 182C214 192 214 208 200 218 186 208 186 192 200 182Z"/></g>`,
  pralines: `${shadow(124)}
<path class="main-deep" d="M96 60H304L330 112H70Z"/><path class="main" d="M104 66H296L318 108H82Z"/><path class="main-deep" d="M70 104H330V220H70Z"/><path class="accent" d="M82 104H318V200H82Z"/>
${at(
  [
    [128, 132],
    [176, 132],
    [224, 132],
    [272, 132],
    [128, 176],
    [176, 176],
    [224, 176],
    [272, 176],
  ],
  '<circle class="shade" cy="4" r="20"/><circle fill="#6b4029" r="18"/><path class="line" stroke="#e9cfa9" stroke-width="3" d="M-11-3Q0-14 11-3M-12 5Q0-5 12 5"/>',
)}
<path class="main" d="M66 204H334V236Q334 254 316 254H84Q66 254 66 236Z"/><path class="shade" d="M282 204H334V236Q334 254 316 254H262Q286 230 282 204Z"/><path class="accent-deep" d="M190 204H210V254H190Z"/><path class="accent" d="M200 226C176 200 148 212 160 230 168 242 188 234 200 230 212 234 232 242 240 230 252 212 224 200 200 226Z"/><circle class="accent-deep" cx="200" cy="228" r="7"/>`,
  biscuits: `${shadow(104)}
${at(
  [
    [206, 232],
    [196, 200],
    [204, 168],
    [198, 136],
  ],
  '<path class="main-deep" d="M-92-4C-92 22 92 22 92-4V4C92 30-92 30-92 4Z"/><ellipse class="main" cy="-4" rx="92" ry="22"/>',
)}<ellipse class="main-pale" fill-opacity=".5" cx="186" cy="127" rx="66" ry="12"/>
${at(
  [
    [160, 126],
    [196, 138],
    [238, 128],
    [206, 120],
    [136, 136],
    [262, 138],
  ],
  '<ellipse class="ink" fill-opacity=".8" rx="9" ry="5"/>',
)}
<g transform="translate(296 176) rotate(24)"><circle class="main-deep" cx="5" cy="4" r="50"/><circle class="main" r="50"/>${around(0, 0, 5, '<ellipse fill="#4a2c1f" cx="28" rx="8" ry="7"/>')}<circle fill="#4a2c1f" r="7"/></g>`,
  jar: `${shadow(80)}
<path class="main" d="M126 112Q126 98 140 98H260Q274 98 274 112V232Q274 252 254 252H146Q126 252 126 232Z"/><path class="shade" d="M240 98H260Q274 98 274 112V232Q274 252 254 252H220Q252 200 240 98Z"/><path class="glass" d="M126 112Q126 98 140 98H260Q274 98 274 112V124H126Z"/>
<rect class="accent" x="128" y="58" width="144" height="38" rx="8"/><path class="line accent-deep" stroke-width="3" stroke-opacity=".6" d="M148 64V90M168 64V90M188 64V90M208 64V90M228 64V90M250 64V90"/>
<path class="shine" d="M140 130H154V234H140Z"/><rect class="white" x="166" y="140" width="88" height="76" rx="8"/><path class="main" d="M210 154C228 166 228 190 210 202 192 190 192 166 210 154Z"/><path class="line shade" stroke-width="3" stroke-opacity=".3" d="M180 208H240"/>`,
  bottle: `${shadow(56)}
<path class="main" d="M180 56H220V98C220 118 250 126 250 158V234Q250 252 232 252H168Q150 252 150 234V158C150 126 180 118 180 98Z"/><path class="shade" d="M206 56H220V98C220 118 250 126 250 158V234Q250 252 232 252H210Q236 190 218 130 206 110 206 56Z"/>
<rect class="accent-deep" x="176" y="30" width="48" height="32" rx="6"/><path class="shine" d="M162 160Q166 140 178 132V240H166Q162 236 162 230Z"/>
<path class="accent" d="M150 166H250V226H150Z"/><path class="line accent-deep" stroke-width="3" stroke-opacity=".5" d="M150 174H250M150 218H250"/><circle class="main-deep" cx="200" cy="196" r="14"/>`,
  tin: `${shadow(76)}
<path class="metal" d="M128 92H272V236C272 258 128 258 128 236Z"/><path class="main" d="M128 112H272V220C272 240 128 240 128 220Z"/><path class="shade" d="M236 92H272V236C272 246 246 251 220 252Q246 180 236 92Z"/><ellipse class="metal" cx="200" cy="92" rx="72" ry="18"/><ellipse class="metal-deep" fill-opacity=".5" cx="200" cy="92" rx="58" ry="12"/><path class="line metal" stroke-width="5" d="M188 90q26-14 34 2"/>
<circle class="accent" cx="200" cy="174" r="38"/><path class="main-deep" d="M200 148 208 166 228 168 213 181 218 200 200 190 182 200 187 181 172 168 192 166Z"/><path class="shine" d="M140 120H152V224H140Z"/>`,
  pasta: `${shadow(88)}
<path class="main" d="M124 84H276L284 238Q284 252 270 252H130Q116 252 116 238Z"/><path class="main-deep" d="M118 58H282V90H118Z"/><path class="line main-pale" stroke-width="3" stroke-opacity=".7" d="M118 70H282"/>
<rect fill="#fff" fill-opacity=".5" x="140" y="150" width="120" height="86" rx="14"/>${at(
    [
      [168, 176, 24],
      [212, 174, -18],
      [184, 212, -30],
      [230, 210, 20],
    ],
    '<path class="accent" d="M-19-12-4-3H4L19-12 16 0 19 12 4 3H-4L-19 12-16 0Z" stroke="#a8742a" stroke-width="2"/>',
  )}<path class="accent" d="M150 106H250V132H150Z"/><path class="shade" d="M240 84H276L284 238Q284 252 270 252H226Q256 190 240 84Z"/>`,
  can: `${shadow(54)}
<path class="metal" d="M156 76 162 62H238L244 76V240L236 252H164L156 240Z"/><path class="main" d="M152 82H248V236H152Z"/><path class="shade" d="M224 66H240L248 82V236L236 252H212Q232 160 224 66Z"/><ellipse class="metal" cx="200" cy="64" rx="40" ry="9"/><ellipse class="metal-deep" fill-opacity=".6" cx="200" cy="64" rx="12" ry="4"/>
<path class="accent" d="M152 176Q180 150 206 172T248 160V236H152Z"/><circle class="accent-pale" cx="200" cy="126" r="24"/>${around(200, 126, 6, '<path class="accent" d="M4 0 18-7Q22 0 18 7Z"/>')}<path class="shine" d="M162 88H174V230H162Z"/>`,
};
