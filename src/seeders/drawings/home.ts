import { at, shadow } from './strokes.js';

const glow = (x: number, y: number, radius: number) =>
  `<defs><radialGradient id="glow"><stop stop-color="#fff3b8" stop-opacity=".95"/><stop offset="1" stop-color="#fff3b8" stop-opacity="0"/></radialGradient></defs><circle fill="url(#glow)" cx="${x}" cy="${y}" r="${radius}"/>`;

export const home = {
  pot: `${shadow(118)}
<path class="line metal-deep" stroke-width="14" d="M92 150H66V178H92M308 150H334V178H308"/><path class="main" d="M90 128H310V226Q310 252 284 252H116Q90 252 90 226Z"/><path class="shade" d="M262 128H310V226Q310 252 284 252H230Q276 200 262 128Z"/>
<path class="main-deep" d="M82 118H318V136H82Z"/><path class="main" d="M92 118C98 88 150 76 200 76 250 76 302 88 308 118Z"/><path class="shine" d="M120 110C132 94 160 86 186 84 166 96 154 104 148 112ZM106 144H122V232Q106 224 106 214Z"/><path class="accent" d="M176 58H224L218 78H182Z"/>`,
  pan: `${shadow(130, 190, 250)}
<path class="accent" d="M268 172 376 110Q390 104 392 116 392 126 382 132L282 196Z"/><circle class="white" cx="374" cy="122" r="5"/><path class="metal-deep" d="M254 176 290 154 302 176 266 202Z"/>
<path class="main-deep" d="M44 184C44 254 300 254 300 184Z"/><ellipse class="main" cx="172" cy="184" rx="128" ry="44"/><ellipse class="main-deep" cx="172" cy="188" rx="112" ry="35"/>
<path class="white" d="M110 186C104 166 140 158 156 166 176 152 226 160 230 182 236 204 196 208 176 204 150 216 112 206 110 186Z"/><circle fill="#f7b733" cx="176" cy="182" r="21"/><ellipse class="shine" cx="169" cy="175" rx="7" ry="4"/><path class="shine" d="M60 176Q80 152 130 146 92 160 76 180Z"/>`,
  knives: `${shadow(128, 200, 248)}
<rect class="wood" x="70" y="186" width="260" height="62" rx="14"/><path class="line wood-deep" stroke-width="3" stroke-opacity=".45" d="M92 204H250M120 218H308M92 234H220"/><circle class="wood-deep" cx="308" cy="204" r="8"/>
<g transform="rotate(-10 200 140)"><path class="metal" d="M70 142C96 104 150 92 246 92V142Z"/><path class="white" fill-opacity=".7" d="M70 142C110 130 180 130 246 132V142Z"/><path class="metal-deep" d="M244 86H258V146H244Z"/><path class="main" d="M256 90H336Q352 92 352 108 352 124 338 124L256 130Z"/>${at(
    [
      [280, 108],
      [306, 108],
      [332, 108],
    ],
    '<circle class="main-pale" r="5"/>',
  )}</g>
<path class="accent" d="M104 190A26 26 0 1 1 156 190ZM166 196A20 20 0 1 1 206 196Z"/><path class="shine" d="M112 184Q114 172 124 168 120 178 122 188Z"/>`,
  mug: `${shadow(84)}
<path class="line main" stroke-width="18" d="M268 128C326 118 330 206 262 208"/><path class="main" d="M124 88H276V224Q276 252 248 252H152Q124 252 124 224Z"/><path class="shade" d="M238 88H276V224Q276 252 248 252H212Q246 190 238 88Z"/><ellipse class="main-deep" cx="200" cy="88" rx="76" ry="17"/><ellipse class="main-pale" fill-opacity=".5" cx="200" cy="91" rx="64" ry="12"/>
<path class="accent" d="M124 150Q143 132 162 150T200 150 238 150 276 150V184Q257 202 238 184T200 184 162 184 124 184Z"/><path class="shine" d="M136 108H150V238Q136 232 136 222Z"/>`,
  kettle: `${shadow(96)}
<path class="line accent" stroke-width="14" d="M132 110C132 40 268 40 268 110"/><path class="main-deep" d="M272 172C304 164 306 118 338 108L346 124C330 150 326 200 272 220Z"/>
<path class="main" d="M200 84C262 84 296 140 296 196 296 236 270 252 200 252 130 252 104 236 104 196 104 140 138 84 200 84Z"/><path class="shade" d="M200 252C270 252 296 236 296 196 296 148 271 100 226 88 270 150 272 216 200 252Z"/><path class="shine" d="M122 190C122 150 144 114 172 104 150 134 144 164 146 200 134 210 122 206 122 190Z"/>
<ellipse class="main-deep" cx="200" cy="92" rx="46" ry="12"/><circle class="accent" cx="200" cy="74" r="13"/>`,
  bowls: `${shadow(116)}
<path class="accent" d="M88 128H312C310 182 264 200 232 204H168C136 200 90 182 88 128Z"/><ellipse class="accent-deep" cx="200" cy="128" rx="112" ry="22"/>
<path class="main" d="M74 168H326C324 224 272 250 236 252H164C128 250 76 224 74 168Z"/><path class="shade" d="M326 168C324 224 272 250 236 252H204C262 236 286 204 288 168Z"/><path class="main-pale" d="M74 168H326L325 180H75Z"/><path class="shine" d="M92 188Q104 224 140 240 118 214 112 188Z"/>
${at(
  [
    [130, 206],
    [170, 216],
    [214, 216],
    [256, 206],
  ],
  '<circle class="main-pale" fill-opacity=".7" r="6"/>',
)}`,
  tablelamp: `${shadow(70)}${glow(200, 146, 150)}
<path class="accent" d="M186 158H214C214 196 242 196 242 222 242 240 224 244 200 244 176 244 158 240 158 222 158 196 186 196 186 158Z"/><path class="shade" d="M204 158H214C214 196 242 196 242 222 242 240 224 244 206 244 230 220 206 196 204 158Z"/><rect class="wood-deep" x="150" y="240" width="100" height="12" rx="6"/>
<path class="main" d="M158 60H242L284 164H116Z"/><path fill="#fff3b8" fill-opacity=".45" d="M178 60H206L226 164H154Z"/><path class="main-deep" d="M116 160H284V168H116Z"/><path class="shade" d="M222 60H242L284 164H250Z"/>`,
  pendant: `${glow(200, 176, 150)}
<path class="line ink" stroke-width="4" d="M200 0V60"/><rect class="accent" x="184" y="52" width="32" height="34" rx="6"/><circle fill="#fff6cf" cx="200" cy="176" r="26"/>
<path class="main" d="M200 78C262 78 300 124 304 178H96C100 124 138 78 200 78Z"/><path class="shade" d="M304 178C300 124 262 78 214 79 252 100 262 140 260 178Z"/><path class="main-deep" d="M92 172H308V184H92Z"/><path class="shine" d="M118 162C124 126 148 104 178 96 156 116 146 138 144 162Z"/>${shadow(90, 200, 258)}`,
  floorlamp: `${shadow(70)}${glow(256, 112, 120)}
<path class="line accent" stroke-width="8" d="M150 246V96C150 50 196 30 232 50"/><ellipse class="accent" cx="150" cy="246" rx="52" ry="9"/>
<g transform="rotate(24 244 84)"><path class="main" d="M216 48H272L304 120H184Z"/><path class="main-deep" d="M184 114H304V124H184Z"/><path class="shade" d="M256 48H272L304 116H276Z"/><path class="shine" d="M226 56H240L220 108H202Z"/></g>
<path class="leaf" d="M300 250C284 226 288 200 302 184 316 200 320 226 304 250ZM306 248C312 224 328 212 346 210 344 230 330 246 306 248ZM298 248C292 226 276 216 260 216 262 232 274 246 298 248Z"/>`,
  candle: `${shadow(84)}${glow(200, 78, 110)}
<path fill="#f59a2f" d="M200 38C224 66 222 96 200 96 178 96 176 66 200 38Z"/><path fill="#ffe28a" d="M200 62C212 78 210 94 200 94 190 94 188 78 200 62Z"/><path class="line ink" stroke-width="4" d="M200 92V112"/>
<path class="glass" d="M126 104H274V232Q274 252 254 252H146Q126 252 126 232Z"/><path class="main" d="M132 122C132 110 268 110 268 122V230Q268 246 252 246H148Q132 246 132 230Z"/><ellipse class="main-pale" cx="200" cy="120" rx="68" ry="12"/><path class="shade" d="M236 126 268 120V230Q268 246 252 246H220Q244 200 236 126Z"/>
<rect class="white" x="158" y="156" width="84" height="60" rx="8"/><path class="leaf" d="M200 206C182 194 182 176 200 164 218 176 218 194 200 206Z"/><path class="shine" d="M138 118H150V238Q138 234 138 226Z"/>`,
  towels: `${shadow(112)}
${[
  ['main', 204],
  ['accent', 158],
  ['main', 112],
]
  .map(
    ([paint, y]) =>
      `<rect class="${paint}" x="92" y="${y}" width="216" height="46" rx="20"/><path class="line ${paint}-deep" stroke-width="4" stroke-opacity=".6" d="M116 ${Number(y) + 23}H306"/><path class="shade" d="M262 ${y}H288Q308 ${y} 308 ${Number(y) + 23}T288 ${Number(y) + 46}H262Z"/><path class="${paint}-pale" d="M124 ${y}H142V${Number(y) + 46}H124Z"/>`,
  )
  .join('')}
<g transform="translate(200 92)"><path class="leaf" d="M0 20C-24 8-30-14-24-34-6-28 2-8 0 20ZM0 20C24 8 30-14 24-34 6-28-2-8 0 20Z"/></g>`,
  cushion: `${shadow(110)}
<path class="main" d="M92 74C120 90 280 90 308 74 318 70 326 78 322 90 308 124 308 204 322 236 326 248 318 256 308 252 280 236 120 236 92 252 82 256 74 248 78 236 92 204 92 124 78 90 74 78 82 70 92 74Z"/><path class="shade" d="M308 74C318 70 326 78 322 90 308 124 308 204 322 236 326 248 318 256 308 252 290 241 250 237 206 238 280 210 292 130 270 84 286 82 300 79 308 74Z"/>
<path class="line accent" stroke-width="9" d="M104 140Q152 108 200 140T296 140M104 176Q152 144 200 176T296 176M106 212Q152 180 200 212T294 212"/><path class="shine" d="M100 96C130 106 160 106 190 106 150 112 118 120 108 150 102 130 98 110 100 96Z"/>`,
  vase: `${shadow(66)}
<path class="line leaf-deep" stroke-width="5" d="M196 120C190 90 170 70 150 52M202 120C204 84 212 62 214 34M208 120C220 96 244 84 262 76"/>
${at(
  [
    [172, 78, -120],
    [160, 62, -60],
    [184, 96, 190],
    [206, 90, -160],
    [212, 64, -20],
    [234, 90, 20],
    [246, 84, -60],
  ],
  '<path class="leaf" d="M0 0C8-14 24-14 36-6 26 6 10 8 0 0Z"/>',
)}<circle class="accent" cx="148" cy="50" r="15"/><circle class="accent" cx="214" cy="32" r="16"/><circle class="accent" cx="266" cy="74" r="14"/><circle class="accent-deep" cx="148" cy="50" r="5"/><circle class="accent-deep" cx="214" cy="32" r="5"/><circle class="accent-deep" cx="266" cy="74" r="5"/>
<path class="main" d="M176 112H224C220 138 262 152 262 198 262 234 240 252 200 252 160 252 138 234 138 198 138 152 180 138 176 112Z"/><path class="shade" d="M212 112H224C220 138 262 152 262 198 262 234 240 252 206 252 252 220 222 160 212 112Z"/><path class="main-deep" d="M170 108H230V120H170Z"/><path class="shine" d="M152 196C152 172 168 158 178 148 174 172 168 186 168 208 160 214 152 210 152 196Z"/>`,
  frame: `${shadow(110)}
<rect class="main" x="96" y="44" width="208" height="206" rx="6"/><rect class="main-deep" x="112" y="60" width="176" height="174"/><rect class="white" x="116" y="64" width="168" height="166"/><path fill="#cfe6f2" d="M138 86H262V208H138Z"/><circle class="accent" cx="228" cy="116" r="16"/><path class="leaf-deep" d="M138 180 176 128 206 168 226 146 262 188V208H138Z"/><path class="leaf" d="M138 196Q180 164 214 188T262 184V208H138Z"/><path class="shine" d="M116 64H200L116 170Z"/>`,
  clock: `${shadow(90)}
<path class="line main-deep" stroke-width="10" d="M150 230 136 250M250 230 264 250"/><circle class="main" cx="200" cy="148" r="98"/><circle class="white" cx="200" cy="148" r="80"/>${at(
    Array.from({ length: 12 }, (_, hour) => [200, 148, hour * 30] as const),
    '<path class="line ink" stroke-width="4" d="M0-70V-60"/>',
  )}<path class="line ink" stroke-width="8" d="M200 148 168 120"/><path class="line ink" stroke-width="6" d="M200 148 236 104"/><path class="line accent" stroke-width="3" d="M200 148V206"/><circle class="accent" cx="200" cy="148" r="8"/><path class="shine" d="M112 130C120 90 150 64 186 58 150 76 132 104 130 134Z"/>`,
  basket: `${shadow(108)}
<path class="line main-deep" stroke-width="12" d="M112 132C112 40 288 40 288 132"/><path class="main" d="M84 128H316L296 232Q292 252 272 252H128Q108 252 104 232Z"/>
<path class="line main-deep" stroke-width="5" stroke-opacity=".5" d="M96 154H304M100 180H300M104 206H296M110 230H290M124 132 136 250M162 132 168 250M200 132V250M238 132 232 250M276 132 264 250"/><path class="shade" d="M272 128H316L296 232Q292 252 272 252H236Q276 196 272 128Z"/><rect class="accent" x="76" y="116" width="248" height="26" rx="13"/>`,
  chair: `${shadow(90)}
<path class="line wood-deep" stroke-width="11" d="M140 176 124 248M260 176 276 248M162 180 156 240M238 180 244 240"/><path class="wood" d="M132 48Q200 30 268 48L262 138H138Z"/><path class="main" d="M146 58Q200 44 254 58L250 128H150Z"/><path class="shade" d="M226 50 254 58 250 128H224Z"/><path class="main" d="M122 152C122 138 278 138 278 152L284 176Q284 190 268 190H132Q116 190 116 176Z"/><path class="main-deep" d="M116 174H284Q284 190 268 190H132Q116 190 116 174Z"/><path class="shine" d="M136 150Q160 144 196 146 160 154 134 164ZM156 66 168 62 164 120H158Z"/>`,
};
