import { around, at, shadow } from './strokes.js';

export const care = {
  soap: `${shadow(116)}
<ellipse class="accent" cx="200" cy="226" rx="124" ry="22"/><ellipse class="accent-deep" cx="200" cy="230" rx="124" ry="22"/><ellipse class="accent" cx="200" cy="222" rx="124" ry="20"/><rect class="main-deep" x="108" y="156" width="184" height="64" rx="28"/><rect class="main" x="108" y="142" width="184" height="66" rx="30"/><path class="shade" d="M252 142H262Q292 142 292 176T262 208H236Q266 180 252 142Z"/><path class="line main-deep" stroke-width="4" stroke-opacity=".45" d="M176 188C160 176 178 158 200 172 222 158 240 176 224 188"/><path class="shine" d="M124 172Q126 152 146 150H196Q146 156 136 182Z"/>
${at(
  [
    [118, 112],
    [150, 86],
    [256, 104],
    [280, 74],
  ],
  '<circle fill="#fff" fill-opacity=".75" r="15"/><circle class="line main" r="15" stroke-width="2"/><circle fill="#fff" cx="-5" cy="-5" r="4"/>',
)}`,
  pump: `${shadow(72)}
<path class="accent" d="M190 84H210V48H190ZM176 40H246Q262 40 264 58V66H250V58H176Z"/><path class="accent-deep" d="M176 78H224V104H176Z"/><path class="main" d="M150 102H250Q268 102 268 124V232Q268 252 248 252H152Q132 252 132 232V124Q132 102 150 102Z"/><path class="shade" d="M234 102H250Q268 102 268 124V232Q268 252 248 252H212Q252 190 234 102Z"/><rect class="white" x="154" y="144" width="92" height="82" rx="10"/><path class="leaf" d="M200 212C176 198 176 172 200 156 224 172 224 198 200 212Z"/><path class="line leaf-deep" stroke-width="3" d="M200 214V176M200 196l10-10M200 204l-10-10"/><path class="shine" d="M142 130Q142 114 154 112V138H148V240Q142 236 142 228Z"/>`,
  cream: `${shadow(94)}
<rect class="main" x="108" y="146" width="184" height="106" rx="22"/><path class="shade" d="M252 146H270Q292 146 292 168V230Q292 252 270 252H226Q266 204 252 146Z"/><rect class="accent" x="100" y="96" width="200" height="56" rx="12"/><path class="line accent-deep" stroke-width="3" stroke-opacity=".5" d="M120 104V144M140 104V144M160 104V144M180 104V144M200 104V144M220 104V144M240 104V144M260 104V144M280 104V144"/><circle class="white" cx="200" cy="200" r="34"/>${around(200, 200, 6, '<ellipse class="accent" cx="15" rx="9" ry="6"/>')}<circle class="main-deep" cx="200" cy="200" r="6"/><path class="shine" d="M118 168H132V236Q118 234 118 226Z"/>`,
  brush: `${shadow(110, 200, 252)}<g transform="rotate(-24 200 160)">
<path class="main" d="M88 158Q72 158 72 172T88 186L226 194C240 206 318 210 330 172 318 134 240 138 226 150Z"/><path class="shade" d="M88 174H330C318 210 240 206 226 194L88 186Q74 186 72 174Z"/><path class="accent" d="M232 188C252 198 300 196 320 180L322 224Q276 236 230 222Z"/><path class="line accent-deep" stroke-width="3" stroke-opacity=".6" d="M246 198V222M260 200V226M274 202V228M288 200V226M302 196V224"/><path class="shine" d="M92 164 226 158Q260 146 300 152 250 154 228 168L92 172Z"/></g>`,
  bathsalt: `${shadow(78)}
<path fill="#fff" fill-opacity=".55" stroke="#fff" stroke-width="3" d="M140 96H260V116Q284 126 284 152V230Q284 252 262 252H138Q116 252 116 230V152Q116 126 140 116Z"/><path class="main" d="M124 158Q160 142 200 158T276 154V230Q276 244 262 244H138Q124 244 124 230Z"/>${at(
    [
      [148, 178, 20],
      [178, 168, 50],
      [210, 182, 10],
      [244, 170, 30],
      [160, 210, 40],
      [196, 222, 15],
      [232, 212, 60],
      [256, 226, 25],
    ],
    '<rect class="main-pale" x="-8" y="-8" width="16" height="16" rx="3"/>',
  )}<path class="wood" d="M146 56H254L248 100H152Z"/><path class="wood-deep" d="M150 84H250L248 100H152Z"/><path class="line accent" stroke-width="5" d="M140 118H260M200 118 186 146M200 118 216 146"/><path class="accent" d="M200 118C180 100 162 108 168 118 174 126 190 122 200 118 210 122 226 126 232 118 238 108 220 100 200 118Z"/><path class="shine" d="M128 150Q130 138 142 132V238Q128 238 128 226Z"/>`,
};
