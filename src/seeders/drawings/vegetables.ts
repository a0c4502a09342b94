import { at, shadow } from './strokes.js';

const tuft = '<path class="leaf" d="M0 0C-26-10-34-40-24-66-8-56-2-40 0-24 0-48 8-66 22-78 32-54 26-22 6 0Z"/>';

const potato =
  '<path class="main" d="M-62 6C-64-30-34-48 0-46 36-46 64-30 62 4 60 36 32 46-2 46-36 46-60 36-62 6Z"/><path class="shine" d="M-50-2C-48-26-28-36-8-36-26-26-36-14-38 6-46 10-50 6-50-2Z"/><path class="line main-deep" stroke-width="4" stroke-opacity=".5" d="M14-18l10 3M-14 14l9 4M30 14l8-4M2 30l8 0"/>';

export const vegetables = {
  carrots: `${shadow(116, 200, 240)}
<g transform="rotate(14 200 170)">${at(
    [
      [106, 120, -100],
      [102, 168, -84],
    ],
    tuft,
  )}
<path class="main-deep" d="M104 94C140 84 250 104 322 146 328 150 326 158 318 156 230 158 130 150 104 138 88 130 90 100 104 94Z"/>
<path class="main" d="M100 148C140 134 252 164 330 218 336 222 332 230 324 228 236 222 130 206 102 194 84 186 84 156 100 148Z"/>
<path class="shine" d="M108 158C150 152 200 164 240 182 190 178 150 172 112 174 102 172 102 160 108 158Z"/>
<path class="line main-deep" stroke-width="4" stroke-opacity=".6" d="M136 154q-5 12 0 20M180 192q-4 8 0 16M224 178q-4 10 0 18M262 206q-3 6 0 10M160 104q-5 12 0 20M216 124q-4 8 0 16"/></g>`,
  tomatoes: `${shadow(118)}
<path class="line leaf-deep" stroke-width="8" d="M86 92C130 70 220 74 312 104M150 80V112M252 84V110"/>
<circle class="main-deep" cx="204" cy="176" r="62"/>
<circle class="main" cx="138" cy="184" r="66"/><circle class="main" cx="266" cy="184" r="66"/>
<path class="shade" d="M138 250A66 66 0 0 0 198 158 80 80 0 0 1 138 250ZM266 250A66 66 0 0 0 326 158 80 80 0 0 1 266 250Z"/>
<ellipse class="shine" cx="108" cy="166" rx="11" ry="22" transform="rotate(28 108 166)"/><ellipse class="shine" cx="236" cy="166" rx="11" ry="22" transform="rotate(28 236 166)"/>
${at(
  [
    [144, 122],
    [258, 122],
  ],
  '<path class="leaf" d="M0-16C6-8 8-6 10-2 22-10 34-8 44 2 32 8 22 8 14 6 20 16 18 26 10 34 4 26 0 18 0 10 0 18-4 26-10 34-18 26-20 16-14 6-22 8-32 8-44 2-34-8-22-10-10-2-8-6-6-8 0-16Z"/>',
)}`,
  pepper: `${shadow(84)}
<path class="main" d="M200 104C178 88 132 88 122 126 112 166 128 232 156 248 172 256 186 246 200 246 214 246 228 256 244 248 272 232 288 166 278 126 268 88 222 88 200 104Z"/>
<path class="main-deep" fill-opacity=".4" d="M200 106C186 130 180 200 196 246H204C220 200 214 130 200 106Z"/><path class="shade" d="M244 248C272 232 288 166 278 126 274 108 262 100 248 97 268 140 262 206 230 249 235 251 240 250 244 248Z"/>
<path class="shine" d="M138 134C140 114 152 106 168 106 156 120 152 150 154 180 142 184 134 160 138 134Z"/>
<path class="leaf" d="M160 98C172 84 228 84 240 98 226 108 214 104 200 112 186 104 174 108 160 98Z"/><path class="line leaf-deep" stroke-width="14" d="M200 92C198 74 204 62 220 54"/>`,
  broccoli: `${shadow(72)}
<path class="main-pale" d="M168 150 176 236Q178 252 200 252T224 236L232 150 268 128 256 112 200 132 144 112 132 128Z"/><path class="shade" d="M232 150 268 128 256 112 212 128Q222 200 200 252 220 252 224 236Z"/>
${at(
  [
    [128, 122],
    [272, 122],
    [160, 92],
    [240, 92],
    [200, 76],
    [200, 122],
    [164, 132],
    [236, 132],
  ],
  '<path class="main" d="M-34 10A17 17 0 0 1-24-18 22 22 0 0 1 18-24 18 18 0 0 1 36 4 16 16 0 0 1 18 24 24 24 0 0 1-18 24 14 14 0 0 1-34 10Z"/><path class="line main-pale" stroke-width="4" stroke-opacity=".55" d="M-16-6q4-8 10-7M4-12q7-2 10 4M-4 8q6-5 10 0"/>',
)}`,
  potatoes: `${shadow(120)}${at([[264, 160, -28]], potato)}${at([[136, 166, 20]], potato)}${at([[206, 202, -4]], potato)}`,
  mushrooms: `${shadow(108)}
<g transform="translate(86 44) scale(.78)"><path class="main-pale" d="M176 150H244C240 190 250 220 254 244 244 254 176 254 166 244 170 220 180 190 176 150Z"/><path class="main-deep" d="M106 156C106 100 150 72 210 72 270 72 314 100 314 156 314 172 106 172 106 156Z"/></g>
<g transform="translate(-36 2)"><path class="white" d="M170 148H240C236 190 246 220 250 240 240 252 170 252 160 240 164 220 174 190 170 148Z"/><path class="shade" d="M212 148H240C236 190 246 220 250 240 246 246 226 249 206 249 222 220 216 180 212 148Z"/>
<path class="main" d="M96 152C96 94 142 62 204 62 266 62 312 94 312 152 312 174 96 174 96 152Z"/><path class="shade" d="M312 152C312 114 292 87 260 73 282 108 270 142 240 167 282 166 312 162 312 152Z"/><path class="shine" d="M116 138C118 108 144 86 176 80 154 98 142 116 140 140 128 148 116 150 116 138Z"/>
<ellipse class="main-pale" cx="200" cy="96" rx="12" ry="7"/><ellipse class="main-pale" cx="236" cy="128" rx="14" ry="9"/><ellipse class="main-pale" cx="176" cy="138" rx="9" ry="6"/></g>`,
  pumpkin: `${shadow(116)}
<path class="line leaf-deep" stroke-width="18" d="M200 104C198 82 206 66 226 58"/><path class="leaf" d="M214 78C232 54 268 56 288 74 266 94 236 96 214 78Z"/>
<ellipse class="main-deep" cx="200" cy="172" rx="116" ry="78"/><ellipse class="main" cx="130" cy="174" rx="54" ry="76"/><ellipse class="main" cx="270" cy="174" rx="54" ry="76"/><ellipse class="main" cx="166" cy="174" rx="50" ry="78"/><ellipse class="main" cx="234" cy="174" rx="50" ry="78"/><ellipse class="main" cx="200" cy="174" rx="40" ry="79"/>
<path class="shine" d="M94 160C96 134 108 116 126 108 114 128 110 150 110 176 100 184 92 176 94 160Z"/><path class="shade" d="M270 250C300 250 324 216 324 174 324 140 310 112 288 102 304 160 296 214 252 246Z"/>`,
  aubergine: `${shadow(106, 206, 248)}<g transform="translate(-4 22) rotate(-30 200 160)">
<path class="main" d="M108 150C108 104 150 96 194 104 236 110 300 98 312 148 322 196 280 222 228 210 178 200 108 208 108 150Z"/><path class="shade" d="M108 150C108 208 178 200 228 210 280 222 322 196 312 148 310 142 308 137 305 133 296 190 230 184 190 182 150 180 120 176 108 150Z"/>
<path class="shine" d="M150 118C190 112 240 124 284 122 296 124 300 134 290 138 240 140 190 130 152 134 140 134 138 122 150 118Z"/>
<path class="leaf" d="M138 112C120 114 104 128 104 150 104 174 122 190 144 194 136 178 152 172 158 162 148 158 148 148 158 140 148 136 142 126 138 112Z"/><path class="line leaf-deep" stroke-width="16" d="M106 150C90 150 78 144 68 130"/></g>`,
};
