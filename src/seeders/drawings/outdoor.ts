import { around, at, shadow } from './strokes.js';

const wheel = `<circle class="line ink" r="46" stroke-width="9"/>${around(0, 0, 10, '<path class="line metal" stroke-width="2" d="M6 0H41"/>')}<circle class="metal" r="8"/>`;

export const outdoor = {
  tent: `${shadow(142, 200, 250)}
<path class="main-deep" d="M196 66 344 248H290Z"/><path class="main" d="M196 66 300 248H56Z"/><path class="ink" d="M192 122 232 248H142Z"/><path class="accent" d="M192 122 142 248 118 248Q170 200 192 122ZM192 122 232 248 256 248Q212 200 192 122Z"/><path class="shine" d="M178 104 100 232H82Z"/><path class="line main-deep" stroke-width="4" d="M196 66V52M72 248 40 256M330 246 362 256"/><path class="accent" d="M196 36 222 46 196 56Z"/>
<path class="leaf-deep" d="M330 226l16-40 16 40ZM324 250l22-46 22 46Z"/>`,
  sleepingbag: `${shadow(124)}
<path class="main" d="M96 126H296C352 126 352 250 296 250H96Z"/><path class="shade" d="M96 206H329C324 232 314 250 296 250H96Z"/><path class="line main-deep" stroke-width="4" stroke-opacity=".5" d="M160 126Q176 188 160 250M220 126Q236 188 220 250M280 126Q296 188 280 250"/><ellipse class="main-deep" cx="98" cy="188" rx="40" ry="62"/><ellipse class="accent" cx="98" cy="188" rx="32" ry="52"/><path class="line main-deep" stroke-width="6" d="M98 188C88 180 98 164 108 176 122 194 102 218 88 206 70 188 86 148 106 152 132 160 132 216 100 226"/>
<path class="accent-deep" d="M188 124H206V252H188ZM254 124H272V252H254Z"/><path class="shine" d="M140 138H290Q310 140 318 158 220 150 136 156Z"/>`,
  lantern: `<defs><radialGradient id="glow"><stop stop-color="#fff0a8" stop-opacity=".95"/><stop offset="1" stop-color="#fff0a8" stop-opacity="0"/></radialGradient></defs>${shadow(76)}<circle fill="url(#glow)" cx="200" cy="156" r="120"/>
<path class="line metal-deep" stroke-width="7" d="M148 108C140 30 260 30 252 108"/><path class="main" d="M156 92H244L258 112H142Z"/><path class="main-deep" d="M176 72H224L238 94H162Z"/><path class="glass" d="M150 112H250L244 210H156Z"/><path fill="#ffe59a" d="M200 122C228 154 226 196 200 196 174 196 172 154 200 122Z"/><path fill="#f59a2f" d="M200 150C214 168 212 192 200 192 188 192 186 168 200 150Z"/><path class="line main-deep" stroke-width="6" d="M152 114 158 208M248 114 242 208M200 112V122"/>
<path class="main" d="M144 206H256L268 238Q268 252 252 252H148Q132 252 132 238Z"/><path class="shade" d="M232 206H256L268 238Q268 252 252 252H220Z"/><circle class="accent" cx="200" cy="230" r="11"/>`,
  flask: `${shadow(58)}
<path class="accent" d="M162 42Q162 32 172 32H228Q238 32 238 42V82H162Z"/><path class="accent-deep" d="M158 76H242V90H158Z"/><path class="metal" d="M154 90H246V104H154Z"/><path class="main" d="M148 102H252V234Q252 252 234 252H166Q148 252 148 234Z"/><path class="shade" d="M222 102H252V234Q252 252 234 252H200Q232 190 222 102Z"/><path class="shine" d="M160 112H174V240Q160 238 160 228Z"/><path class="main-pale" d="M180 196 204 150 216 172 222 162 240 196Z"/><circle class="main-pale" cx="228" cy="140" r="8"/>`,
  stove: `${shadow(100)}
<path fill="#6cb6ea" d="M140 152Q148 128 156 152 164 124 176 152 186 120 200 150 214 120 224 152 236 124 244 152 252 128 260 152Z"/><path class="metal-deep" d="M122 150H278V160H122Z"/><path class="main-deep" d="M180 160H220V188H180Z"/><path class="main" d="M140 186H260V232Q260 252 240 252H160Q140 252 140 232Z"/><path class="shade" d="M232 186H260V232Q260 252 240 252H210Q238 220 232 186Z"/><path class="accent" d="M140 204H260V226H140Z"/><path class="line metal-deep" stroke-width="6" d="M262 196H292"/><circle class="accent-deep" cx="300" cy="196" r="11"/>
<path class="metal" d="M126 66H274V118Q274 134 258 134H142Q126 134 126 118Z"/><path class="shade" d="M240 66H274V118Q274 134 258 134H222Q246 104 240 66Z"/><path class="metal-deep" d="M118 60H282V72H118Z"/><path class="line metal-deep" stroke-width="9" d="M276 84H344"/><path class="shine" d="M138 78H150V126Q138 124 138 114Z"/>`,
  backpack: `${shadow(94)}
<path class="line main-deep" stroke-width="12" d="M178 56C178 26 222 26 222 56"/><path class="main-deep" d="M96 152Q84 156 84 172V222Q84 236 104 236H296Q316 236 316 222V172Q316 156 304 152Z"/><path class="main" d="M118 110C118 62 160 50 200 50 240 50 282 62 282 110V232Q282 252 262 252H138Q118 252 118 232Z"/><path class="shade" d="M282 110V232Q282 252 262 252H222Q262 180 238 56C262 64 282 80 282 110Z"/>
<path class="accent" d="M140 160H260V226Q260 240 246 240H154Q140 240 140 226Z"/><path class="accent-deep" d="M136 152H264V172Q200 190 136 172Z"/><path class="line main-deep" stroke-width="5" d="M126 118Q200 140 274 118"/><path class="metal" d="M192 172H208V190H192Z"/><path class="shine" d="M134 104C136 80 152 68 172 64 156 84 150 104 150 142H134Z"/><path class="main-pale" d="M186 82H214V96H186Z"/>`,
  boot: `${shadow(126, 204, 252)}
<path class="ink" d="M84 226H332Q336 252 318 252H100Q84 252 84 226Z"/><path class="main" d="M96 66H196L208 130C238 156 318 150 330 200L332 230H88C84 180 104 120 96 66Z"/><path class="shade" d="M330 200 332 230H88L86 208C170 216 260 214 330 200Z"/><path class="accent" d="M88 56H202Q208 56 207 64L204 80H94Q86 58 88 56Z"/><path class="main-deep" d="M196 84 208 130C220 140 236 144 254 150L232 176C200 168 176 150 168 84Z"/>
<path class="line accent" stroke-width="6" d="M164 98 202 104M170 120 208 128M180 142 226 144M196 160 246 152"/><path class="shine" d="M112 96H128C132 140 116 176 114 202H102C100 170 116 130 112 96Z"/><path class="main-deep" d="M292 168Q324 176 331 206L332 224H286Q280 190 292 168Z"/>`,
  poles: `${shadow(104)}
${at(
  [
    [150, 150, -14],
    [250, 150, 14],
  ],
  '<path class="line metal" stroke-width="7" d="M0-60V88"/><path class="line metal-deep" stroke-width="5" d="M0 88V104"/><path class="ink" d="M-18 78H18L10 88H-10Z"/><path class="accent" d="M-7 0H7V24H-7Z"/><path class="main" d="M-12-118Q-12-130 0-130 14-130 14-116L10-56Q10-50 0-50-10-50-10-56Z"/><path class="main-deep" d="M-11-84H12L11-76H-10Z"/><path class="line ink" stroke-width="4" d="M10-118C40-120 36-80 10-72"/><path class="shine" d="M-6-116H0L-2-62H-6Z"/>',
)}`,
  compass: `${shadow(86)}
<path class="main-deep" d="M188 28H212V54H188Z"/><circle class="line metal-deep" cx="200" cy="30" r="14" stroke-width="6"/><circle class="main" cx="200" cy="150" r="102"/><circle class="white" cx="200" cy="150" r="82"/>${around(200, 150, 24, '<path class="line ink" stroke-width="2.5" stroke-opacity=".6" d="M74 0H66"/>')}${around(200, 150, 4, '<path class="ink" d="M76-5 58 0 76 5Z"/>')}
<g transform="rotate(38 200 150)"><path class="accent" d="M200 84 220 150H180Z"/><path class="metal-deep" d="M200 216 220 150H180Z"/><path class="shade" d="M200 84 220 150 200 216Z"/></g><circle class="main-deep" cx="200" cy="150" r="9"/><path class="shine" d="M112 134C118 92 150 66 186 62 150 82 136 106 130 140Z"/>`,
  helmet: `${shadow(118, 200, 248)}
<path class="line ink" stroke-width="6" d="M120 194 168 244 250 196M168 244 212 196"/><path class="main" d="M70 190C64 108 128 60 206 60 284 60 330 112 332 176Q334 194 314 196L92 206Q72 208 70 190Z"/><path class="shade" d="M332 176C330 124 300 84 248 68 290 116 280 172 246 199L314 196Q334 194 332 176Z"/>
<path class="ink" d="M112 158C120 118 140 98 168 90 150 116 142 138 142 164ZM172 162C174 122 188 96 212 84 214 110 214 138 210 162ZM240 160C244 126 242 104 238 86 266 98 282 122 286 156Z"/><path class="accent" d="M70 186Q200 214 332 176 334 194 314 196L92 206Q72 208 70 186Z"/><path class="shine" d="M84 168C86 128 110 98 140 84 116 112 106 138 102 170Z"/>`,
  bike: `${shadow(150, 200, 252)}${at(
    [
      [104, 198],
      [300, 198],
    ],
    wheel,
  )}
<g stroke-width="11"><path class="line main" d="M104 198 156 116H262L190 198ZM156 116 190 198M300 198 256 92"/><path class="line main-deep" stroke-width="5" d="M104 198H190"/></g><path class="line ink" stroke-width="9" d="M256 92 250 72 286 66M134 96H174"/><path class="ink" d="M124 88H182Q184 100 164 102H138Q124 100 124 88Z"/><path class="line main" stroke-width="8" d="M156 116 150 98"/><circle class="line metal-deep" cx="190" cy="198" r="16"/><path class="line ink" stroke-width="6" d="M190 198 204 222M196 222H214"/>
<path class="accent" d="M272 84H326L318 122H280Z"/><path class="line accent-deep" stroke-width="3" stroke-opacity=".6" d="M276 96H323M280 108H321"/>`,
  bikelight: `<defs><radialGradient id="glow"><stop stop-color="#fff3b8" stop-opacity=".95"/><stop offset="1" stop-color="#fff3b8" stop-opacity="0"/></radialGradient></defs>${shadow(96, 220, 252)}
<path fill="#fff3b8" fill-opacity=".7" d="M128 112 20 66V236L128 190Z"/><circle fill="url(#glow)" cx="122" cy="150" r="90"/><path class="main" d="M138 96H282Q310 96 310 124V178Q310 206 282 206H138Z"/><path class="shade" d="M138 170H310V178Q310 206 282 206H138Z"/><path class="metal" d="M112 92H144V210H112Q100 150 112 92Z"/><ellipse class="white" cx="114" cy="151" rx="14" ry="52"/><circle class="accent" cx="228" cy="96" r="15"/><path class="main-deep" d="M200 206H260V224H200Z"/><path class="line ink" stroke-width="13" d="M204 238Q230 264 256 238M204 238V222M256 238V222"/><path class="line main-deep" stroke-width="5" stroke-opacity=".6" d="M252 128V174M268 128V174M284 128V174"/><path class="shine" d="M154 108H276Q290 110 294 122H154Z"/>`,
};
