import { at, shadow } from './strokes.js';

const planter =
  '<path class="main" d="M130 176H270L254 236Q250 252 234 252H166Q150 252 146 236Z"/><path class="shade" d="M240 176H270L254 236Q250 252 234 252H210Q240 216 240 176Z"/><rect class="main-deep" x="122" y="162" width="156" height="24" rx="8"/><path class="shine" d="M148 192H160L168 240H160Z"/>';

export const garden = {
  plant: `${shadow(74)}
${at(
  [
    [200, 168, -62],
    [200, 168, 62],
    [200, 168, -32],
    [200, 168, 32],
    [200, 168, 0],
  ],
  '<path class="leaf" d="M0 0C-30-30-34-84 0-124 34-84 30-30 0 0Z"/><path class="line leaf-deep" stroke-width="3" d="M0 0V-108M0-40-16-60M0-40 16-60M0-70-12-86M0-70 12-86"/>',
)}${planter}`,
  cactus: `${shadow(74)}
<path class="leaf" d="M172 172V92C172 52 228 52 228 92V172Z"/><path class="line leaf" stroke-width="24" d="M176 146H146V112M226 128H256V92"/><path class="line leaf-deep" stroke-width="3" stroke-opacity=".7" d="M188 164V92M200 166V84M212 164V92"/>
${at(
  [
    [182, 108],
    [206, 120],
    [194, 146],
    [218, 96],
    [146, 122],
    [256, 104],
  ],
  '<path class="line white" stroke-width="2.5" d="M-5-4 5 4M5-4-5 4"/>',
)}<circle class="accent" cx="200" cy="60" r="12"/><circle class="accent" cx="212" cy="66" r="9"/><circle class="accent" cx="188" cy="66" r="9"/>${planter}`,
  flowers: `${shadow(74)}<path class="line leaf-deep" stroke-width="6" d="M200 170V96M188 170C182 140 164 124 146 116M212 170C218 140 236 124 254 116"/><path class="leaf" d="M196 166C170 162 156 146 152 132 176 132 192 146 196 166ZM204 166C230 162 244 146 248 132 224 132 208 146 204 166Z"/>
${at(
  [
    [142, 104, 14],
    [200, 80],
    [258, 104, -14],
  ],
  '<path class="accent" d="M0 0C-34-8-34-44-12-46-6-60 6-60 12-46 34-44 34-8 0 0Z" transform="translate(0 26)"/><circle class="accent-deep" fill-opacity=".5" r="9"/><path class="shine" d="M-16 2Q-16-12-6-16-8-4-8 6Z"/>',
)}${planter}`,
  herbs: `${shadow(74)}<path class="line leaf-deep" stroke-width="5" d="M200 170V70M186 170C180 130 166 104 150 88M214 170C220 130 234 104 250 88"/>
${at(
  [
    [200, 74, -90],
    [200, 96, -30],
    [200, 96, 210],
    [200, 128, -24],
    [200, 128, 204],
    [152, 92, -120],
    [162, 112, 200],
    [166, 112, -70],
    [176, 138, 200],
    [248, 92, -60],
    [236, 112, -20],
    [234, 112, 250],
    [224, 138, -20],
  ],
  '<path class="leaf" d="M0 0C10-18 32-20 46-4 34 14 12 14 0 0Z"/><path class="line leaf-deep" stroke-width="2" stroke-opacity=".6" d="M4-1H38"/>',
)}${planter}`,
  seeds: `${shadow(80)}<g transform="rotate(-6 200 150)">
<path class="main" d="M126 56H274V240Q274 250 264 250H136Q126 250 126 240Z"/><path class="main-deep" d="M126 48 138 56 150 48 162 56 174 48 186 56 198 48 210 56 222 48 234 56 246 48 258 56 274 48V80H126Z"/><rect class="white" x="142" y="94" width="116" height="112" rx="10"/><path class="line leaf-deep" stroke-width="5" d="M200 200V146"/><path class="leaf" d="M200 186C176 184 164 170 162 154 184 154 198 166 200 186ZM200 176C222 174 236 160 238 144 216 144 202 156 200 176Z"/><circle class="accent" cx="200" cy="128" r="20"/><circle class="accent-deep" cx="200" cy="128" r="8"/><path class="line main-pale" stroke-width="4" d="M160 222H240"/><path class="shade" d="M246 80H274V240Q274 250 264 250H226Q256 180 246 80Z"/></g>`,
  wateringcan: `${shadow(104, 190, 252)}
<path class="line main-deep" stroke-width="13" d="M124 128C72 112 66 216 128 218M138 116C150 56 226 56 240 116"/><path class="main-deep" d="M246 208C290 190 298 140 326 112L340 122C326 160 312 214 246 236Z"/><path class="main" d="M312 108 350 92 364 122 334 138Z"/>
<path class="main" d="M122 116H256L266 234Q268 252 248 252H130Q110 252 112 234Z"/><path class="shade" d="M224 116H256L266 234Q268 252 248 252H204Q236 190 224 116Z"/><path class="accent" d="M116 176H261L263 200H114Z"/><path class="shine" d="M134 128H148L142 240H128Z"/>
${at(
  [
    [366, 142],
    [352, 160],
    [378, 168],
    [364, 190],
  ],
  '<path fill="#6cb6ea" d="M0-9Q9 4 0 8-9 4 0-9Z"/>',
)}`,
  trowel: `${shadow(110, 152, 252)}<g transform="translate(14 10) rotate(40 200 150)"><path class="metal" d="M158 138C158 110 242 110 242 138 242 190 226 226 200 250 174 226 158 190 158 138Z"/><path class="metal-deep" fill-opacity=".5" d="M200 250C226 226 242 190 242 138 242 124 222 117 200 117Z"/><path class="metal-deep" d="M190 74H210V124H190Z"/><rect class="main" x="180" y="-14" width="40" height="96" rx="18"/><path class="shine" d="M188 0H196V70H188Z"/><path class="accent" d="M180 58H220V68H180Z"/></g><path fill="#7a4f38" d="M58 250C66 222 96 206 130 208 152 196 186 208 196 224 222 226 240 238 244 250 200 258 100 258 58 250Z"/><path fill="#5f3b2a" d="M96 238l14-6M140 226l12 6M176 240l14-4M208 244l10 2" stroke="#5f3b2a"/>`,
  birdhouse: `${shadow(90)}<path class="wood-deep" d="M190 216H210V252H190Z"/><path class="main" d="M130 118 200 62 270 118V222H130Z"/><path class="shade" d="M200 62 270 118V222H226Q250 130 200 62Z"/><path class="accent" d="M200 40 302 122 286 140 200 72 114 140 98 122Z"/><circle class="ink" cx="200" cy="144" r="24"/><path class="line wood-deep" stroke-width="9" d="M200 188V204"/><path class="wood" d="M112 218H288V232H112Z"/>
<path fill="#6cb6ea" d="M238 200C236 184 256 176 268 186L280 184 272 194C272 212 250 218 244 214L228 222Z"/><circle class="ink" cx="264" cy="189" r="2.5"/>`,
};
