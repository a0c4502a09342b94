import { at, shadow } from './strokes.js';

const pip = '<circle class="ink" r="6"/>';

export const play = {
  train: `${shadow(140)}
<path class="white" fill-opacity=".85" d="M108 62A16 16 0 0 1 132 44 20 20 0 0 1 168 46 15 15 0 0 1 166 74H118A12 12 0 0 1 108 62Z"/><path class="accent" d="M112 92H148L142 130H118Z"/><path class="main" d="M82 130H232V220H82Q66 176 82 130Z"/><path class="main-deep" d="M222 84H318V220H222Z"/><path class="accent" d="M210 70H330V92H210Z"/><rect fill="#d5ecf7" x="242" y="108" width="56" height="48" rx="6"/><path class="shine" d="M242 108H276L248 156H242Z"/><path class="shade" d="M82 190H318V220H82Z"/><path class="accent" d="M56 224 82 200V232H60Z"/><circle class="accent-pale" cx="88" cy="156" r="12"/><path class="line accent" stroke-width="7" d="M164 130V190M196 130V190"/>
<rect class="wood-deep" x="76" y="214" width="248" height="14" rx="7"/>${at(
    [
      [114, 226],
      [174, 226],
      [272, 220],
    ],
    '<circle class="wood" r="26"/><circle class="accent" r="14"/><circle class="wood-deep" r="5"/>',
  )}`,
  blocks: `${shadow(124)}
<rect class="main" x="82" y="164" width="88" height="88" rx="8"/><rect class="accent" x="174" y="164" width="88" height="88" rx="8"/><path fill="#4fa65c" d="M266 252V172Q266 164 274 164H318Q326 164 326 172V244Q326 252 318 252Z"/><rect fill="#f9d23c" x="128" y="74" width="88" height="88" rx="8"/><path class="main" d="M222 164 266 82 310 164Z"/><path class="shade" d="M146 164H162Q170 164 170 172V244Q170 252 162 252H146ZM238 164H254Q262 164 262 172V244Q262 252 254 252H238ZM192 74H208Q216 74 216 82V154Q216 162 208 162H192ZM266 82 310 164H284Z"/>
<path class="white" d="M126 186 138 212 114 212ZM112 218H140V226H112Z"/><circle class="white" cx="218" cy="208" r="20"/><circle class="accent" cx="218" cy="208" r="10"/><path class="white" d="M172 96 178 110 193 111 181 121 185 136 172 128 159 136 163 121 151 111 166 110Z"/><path class="line white" stroke-width="7" d="M284 196V224M284 210H306M306 196V224"/>`,
  teddy: `${shadow(96)}
<circle class="main" cx="146" cy="66" r="26"/><circle class="main" cx="254" cy="66" r="26"/><circle class="main-pale" cx="146" cy="66" r="13"/><circle class="main-pale" cx="254" cy="66" r="13"/><ellipse class="main-deep" cx="126" cy="186" rx="24" ry="40" transform="rotate(24 126 186)"/><ellipse class="main-deep" cx="274" cy="186" rx="24" ry="40" transform="rotate(-24 274 186)"/><ellipse class="main" cx="200" cy="196" rx="68" ry="60"/><ellipse class="main-pale" cx="200" cy="202" rx="40" ry="38"/><ellipse class="main" cx="146" cy="234" rx="32" ry="24"/><ellipse class="main" cx="254" cy="234" rx="32" ry="24"/><ellipse class="main-pale" cx="142" cy="236" rx="15" ry="12"/><ellipse class="main-pale" cx="258" cy="236" rx="15" ry="12"/>
<ellipse class="main" cx="200" cy="102" rx="74" ry="62"/><path class="shine" d="M138 96C140 70 160 54 182 50 162 68 154 84 154 108 144 114 138 108 138 96Z"/><ellipse class="main-pale" cx="200" cy="122" rx="32" ry="25"/><ellipse class="ink" cx="200" cy="112" rx="11" ry="8"/><path class="line ink" stroke-width="4" d="M200 120V130M186 132Q200 144 214 132"/><circle class="ink" cx="172" cy="92" r="7"/><circle class="ink" cx="228" cy="92" r="7"/><path class="accent" d="M200 166C172 148 158 158 160 170 162 184 182 180 200 170 218 180 238 184 240 170 242 158 228 148 200 166Z"/><circle class="accent-deep" cx="200" cy="168" r="8"/>`,
  kite: `${shadow(60, 200, 262)}
<path class="line ink" stroke-width="3" d="M204 196C190 222 230 230 214 250 204 262 184 256 186 270"/><path class="main" d="M214 22 204 196 122 96Z"/><path class="accent" d="M214 22 290 108 204 196Z"/><path class="shade" d="M214 22 290 108 204 196 214 104Z"/><path class="line white" stroke-width="4" d="M214 22 204 196M122 96 290 108"/>${at(
    [
      [202, 218, 20],
      [218, 240, -30],
    ],
    '<path class="main" d="M0 0-18-9V9ZM0 0 18-9V9Z"/>',
  )}<path fill="#fff" fill-opacity=".75" d="M40 96A18 18 0 0 1 66 76 24 24 0 0 1 110 84 16 16 0 0 1 104 114H54A16 16 0 0 1 40 96ZM300 190A15 15 0 0 1 322 172 20 20 0 0 1 356 180 13 13 0 0 1 352 204H312A13 13 0 0 1 300 190Z"/>`,
  boardgame: `${shadow(136)}
<path class="main-deep" d="M72 196H328V240Q328 252 316 252H84Q72 252 72 240Z"/><path class="main" d="M110 104H290L332 204H68Z"/><path class="white" d="M124 114H276L306 192H94Z"/><path class="accent" d="M124 114H162L154 140H114ZM200 114H238L246 140H200ZM154 140H200V166H145ZM246 140H286L296 166H255ZM104 166H145L136 192H94ZM200 166H255L264 192H200Z"/><path class="shade" d="M72 222H328V240Q328 252 316 252H84Q72 252 72 240Z"/>
${at(
  [
    [150, 128],
    [232, 154],
  ],
  '<path class="main" d="M-18 24C-14 6-8-2-8-10H8C8-2 14 6 18 24Q0 32-18 24Z"/><circle class="main" cy="-22" r="15"/><circle class="shine" cx="-5" cy="-27" r="4"/>',
)}${at([[190, 122]], '<path class="accent" d="M-18 24C-14 6-8-2-8-10H8C8-2 14 6 18 24Q0 32-18 24Z"/><circle class="accent" cy="-22" r="15"/><circle class="shine" cx="-5" cy="-27" r="4"/>')}`,
  puzzle: `${shadow(110)}
<path class="main" d="M92 56H190V84C170 78 164 90 164 100 164 112 174 120 190 114V152H156C162 132 150 126 140 126 128 126 120 136 126 152H92Z"/><path class="accent" d="M196 56H306V152H262C268 172 256 178 246 178 234 178 226 168 232 152H196V120C176 126 158 116 158 100 158 84 176 74 196 80Z"/><path fill="#4fa65c" d="M92 158H132C120 142 130 120 140 120 152 120 162 140 150 158H190V188C206 182 216 192 216 204 216 216 206 226 190 220V252H92Z"/>
<g transform="translate(16 8) rotate(8 250 205)"><path fill="#f9d23c" d="M196 158H226C220 176 232 186 246 186 260 186 272 176 266 158H306V252H196V226C212 230 222 218 222 204 222 190 212 180 196 184Z"/></g><path class="shine" d="M98 62H150L98 130ZM202 62H250L202 74Z"/>`,
  dice: `${shadow(124)}
<g transform="rotate(-12 140 176)"><rect class="main" x="76" y="112" width="124" height="124" rx="22"/><path class="shade" d="M164 112H178Q200 112 200 134V214Q200 236 178 236H164Z"/><g class="white"><circle cx="106" cy="142" r="11"/><circle cx="170" cy="142" r="11"/><circle cx="138" cy="174" r="11"/><circle cx="106" cy="206" r="11"/><circle cx="170" cy="206" r="11"/></g></g>
<g transform="rotate(16 270 196)"><rect class="accent" x="218" y="146" width="104" height="104" rx="20"/><path class="shade" d="M294 146H302Q322 146 322 166V230Q322 250 302 250H294Z"/>${at(
    [
      [244, 172],
      [270, 198],
      [296, 224],
    ],
    pip,
  )}</g>`,
  cards: `${shadow(110)}
${[
  [-18, 'accent'],
  [0, 'main'],
  [18, 'white'],
]
  .map(
    ([turn, paint]) =>
      `<g transform="rotate(${turn} 200 300)"><rect class="${paint}" x="140" y="62" width="120" height="176" rx="14"/><rect class="line shade" x="150" y="72" width="100" height="156" rx="8" stroke-width="3" stroke-opacity=".25"/></g>`,
  )
  .join(
    '',
  )}<g transform="rotate(18 200 300)"><path class="main" d="M200 190C164 164 152 132 172 120 186 112 196 122 200 134 204 122 214 112 228 120 248 132 236 164 200 190Z"/><path class="main-deep" d="M162 94C152 86 154 78 158 78 161 78 162 80 162 82 162 80 163 78 166 78 170 78 172 86 162 94ZM238 208C228 216 230 222 234 222 237 222 238 220 238 218 238 220 239 222 242 222 246 222 248 216 238 208Z"/></g>`,
};
