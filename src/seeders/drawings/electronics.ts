import { at, shadow } from './strokes.js';

export const electronics = {
  headphones: `${shadow(112)}
<path class="line main" stroke-width="20" d="M104 168C96 28 304 28 296 168"/><path class="line main-pale" stroke-width="5" stroke-opacity=".6" d="M112 132C120 62 180 48 214 54"/><path class="main-deep" d="M84 160Q84 144 100 144H128V240H112Q84 240 84 212ZM316 160Q316 144 300 144H272V240H288Q316 240 316 212Z"/><rect class="accent" x="118" y="136" width="40" height="112" rx="18"/><rect class="accent" x="242" y="136" width="40" height="112" rx="18"/><path class="shade" d="M142 136Q158 138 158 154V230Q158 246 142 248ZM266 136Q282 138 282 154V230Q282 246 266 248Z"/><path class="shine" d="M92 164Q94 154 102 152V216Q92 212 92 204Z"/>`,
  speaker: `${shadow(92)}
<rect class="main" x="118" y="48" width="164" height="204" rx="30"/><path class="shade" d="M240 48H252Q282 48 282 78V222Q282 252 252 252H220Q256 160 240 48Z"/><circle class="ink" cx="200" cy="176" r="56"/><circle class="accent" cx="200" cy="176" r="46"/><circle class="accent-deep" cx="200" cy="176" r="30"/><circle class="main-pale" cx="200" cy="176" r="12"/><circle class="ink" cx="200" cy="92" r="26"/><circle class="accent" cx="200" cy="92" r="19"/><circle class="accent-deep" cx="200" cy="92" r="9"/><path class="shine" d="M130 84Q130 62 148 60V226Q130 220 130 206Z"/>`,
  radio: `${shadow(130)}
<path class="line metal-deep" stroke-width="5" d="M284 92 330 30"/><path class="line main-deep" stroke-width="11" d="M128 96V74H272V96"/><rect class="main" x="72" y="92" width="256" height="160" rx="22"/><path class="shade" d="M278 92H306Q328 92 328 114V230Q328 252 306 252H256Q292 180 278 92Z"/><circle class="accent" cx="142" cy="172" r="52"/><path class="line accent-deep" stroke-width="4" stroke-opacity=".65" d="M106 150H178M98 164H186M98 180H186M106 196H178M122 210H162M122 136H162"/><rect class="white" x="212" y="118" width="96" height="40" rx="8"/><path class="line ink" stroke-width="3" d="M224 132V146M240 136V146M256 132V146M272 136V146M288 132V146"/><path class="line" stroke="#e2483d" stroke-width="4" d="M264 122V154"/><circle class="metal" cx="236" cy="204" r="22"/><circle class="metal" cx="286" cy="204" r="22"/><path class="line ink" stroke-width="4" d="M236 204V188M286 204 298 194"/><path class="shine" d="M84 118Q86 106 98 104H260Q180 108 96 124Z"/>`,
  earbuds: `${shadow(104)}
<path class="main-deep" d="M116 124C116 92 140 84 200 84 260 84 284 92 284 124V150H116Z"/><path class="main" d="M116 160H284V210C284 240 260 252 200 252 140 252 116 240 116 210Z"/><path class="shade" d="M250 160H284V210C284 236 264 248 224 251 256 226 258 190 250 160Z"/><path class="ink" d="M116 148H284V164H116Z"/>${at(
    [
      [160, 128, -8],
      [240, 128, 8],
    ],
    '<path class="accent" d="M-24-32C-24-60 24-60 24-32 24-14 10-8 8 2V32H-8V2C-10-8-24-14-24-32Z"/><ellipse class="ink" cx="0" cy="-34" rx="9" ry="11"/><path class="shine" d="M-18-34Q-16-50-4-52-12-40-10-24Z"/>',
  )}<circle class="accent" cx="200" cy="206" r="6"/><path class="shine" d="M128 174H144Q142 216 160 236 128 232 128 206Z"/>`,
  keyboard: `${shadow(150, 200, 232)}<g transform="translate(0 -14)">
<path class="main" d="M74 126H326Q336 126 338 136L356 226Q358 240 344 240H56Q42 240 44 226L62 136Q64 126 74 126Z"/><path class="main-deep" d="M44 226Q42 240 56 240H344Q358 240 356 226L357 234Q358 252 344 252H56Q42 252 43 234Z"/>${[
    0, 1, 2,
  ]
    .map((row) =>
      at(
        Array.from({ length: 10 }, (_, key) => [200 + (key - 4.5) * (25 + row * 1.7), 148 + row * 26] as const),
        `<rect class="${row === 1 ? 'white' : 'accent'}" x="-10" y="-9" width="20" height="18" rx="4"/><rect class="shine" x="-7" y="-7" width="14" height="7" rx="3"/>`,
      ),
    )
    .join(
      '',
    )}<rect class="accent" x="128" y="217" width="144" height="16" rx="5"/><rect class="white" x="72" y="217" width="44" height="16" rx="5"/><rect class="white" x="284" y="217" width="44" height="16" rx="5"/></g>`,
  mouse: `${shadow(80)}
<path class="line main-deep" stroke-width="5" d="M200 74C200 40 236 50 250 20"/><path class="main" d="M200 66C252 66 276 112 276 164 276 220 246 252 200 252 154 252 124 220 124 164 124 112 148 66 200 66Z"/><path class="shade" d="M200 252C246 252 276 220 276 164 276 124 262 89 232 73 262 130 262 210 200 252Z"/><path class="line main-deep" stroke-width="4" d="M200 68V140M126 146Q200 170 274 146"/><rect class="accent" x="188" y="90" width="24" height="44" rx="12"/><path class="shine" d="M140 158C140 126 154 100 176 88 162 112 156 136 156 170 146 176 140 170 140 158Z"/>`,
  laptop: `${shadow(150)}
<rect class="main" x="92" y="58" width="216" height="156" rx="12"/><rect class="ink" x="102" y="68" width="196" height="134" rx="4"/><path class="accent" d="M102 202V160L160 112 202 156 236 128 298 184V202Z"/><circle class="accent-pale" cx="250" cy="100" r="16"/><path class="shine" d="M102 68H200L130 202H102Z"/><path class="main" d="M48 214H352L346 238Q342 250 326 250H74Q58 250 54 238Z"/><path class="main-deep" d="M168 214H232L226 224H174Z"/><path class="shade" d="M52 232H348L346 238Q342 250 326 250H74Q58 250 54 238Z"/>`,
  powerbank: `${shadow(90)}
<path class="line accent" stroke-width="8" d="M212 66V40C212 8 320 14 316 92V186"/><path class="metal" d="M304 182H328V212H304Z"/><path class="accent" d="M298 206H334V244Q334 250 328 250H304Q298 250 298 244Z"/><rect class="metal-deep" x="198" y="58" width="28" height="16" rx="3"/><rect class="main" x="118" y="70" width="150" height="182" rx="20"/><path class="shade" d="M230 70H248Q268 70 268 90V232Q268 252 248 252H206Q246 170 230 70Z"/><path class="accent" d="M204 108 164 172H190L180 220 222 152H196Z"/><g class="white"><circle cx="170" cy="236" r="4"/><circle cx="186" cy="236" r="4"/><circle cx="202" cy="236" r="4"/></g><path class="shine" d="M130 96Q130 84 144 82V232Q130 230 130 220Z"/>`,
  charger: `${shadow(112, 210, 252)}
<path class="metal" d="M84 122H112V134H84ZM84 164H112V176H84Z"/><rect class="main" x="108" y="96" width="110" height="108" rx="20"/><path class="shade" d="M186 96H198Q218 96 218 116V184Q218 204 198 204H166Q196 160 186 96Z"/><rect class="ink" x="210" y="126" width="10" height="16" rx="3"/><rect class="ink" x="210" y="158" width="10" height="16" rx="3"/><path class="line accent" stroke-width="8" d="M228 150C300 150 330 190 290 214 236 240 160 214 150 238 146 250 200 250 240 248"/><path class="metal-deep" d="M218 142H240V158H218Z"/><path class="accent" d="M238 236H276Q282 236 282 242V254Q282 260 276 260H238Z"/><path class="metal" d="M280 240H302V256H280Z"/><path class="accent-pale" d="M168 122 146 154H160L154 182 180 146H166Z"/><path class="shine" d="M118 122Q118 108 132 106V190Q118 188 118 178Z"/>`,
};
