import { at, shadow } from './strokes.js';

const pencil = (paint: string) =>
  `<path class="${paint}" d="M-10-70H10V90H-10Z"/><path class="${paint}-deep" d="M2-70H10V90H2Z"/><path fill="#f2d3a4" d="M-10-70 0-104 10-70Z"/><path class="ink" d="M-4-90 0-104 4-90Z"/>`;

export const stationery = {
  notebook: `${shadow(96)}
<path class="white" d="M126 54H290Q296 54 296 60V244Q296 250 290 250H126Z"/><rect class="main" x="110" y="46" width="174" height="206" rx="12"/><path class="main-deep" d="M110 58Q110 46 122 46H138V252H122Q110 252 110 240Z"/><path class="accent" d="M252 46H266V252H252Z"/><rect class="white" x="160" y="86" width="74" height="48" rx="6"/><path class="line shade" stroke-width="3" stroke-opacity=".35" d="M174 104H220M174 118H208"/><path class="shade" d="M266 46H272Q284 46 284 58V240Q284 252 272 252H266Z"/><path class="shine" d="M146 46H164L152 252H146Z"/><path class="accent-deep" d="M180 252V270L187 262 194 270V252Z"/>`,
  pencils: `${shadow(70)}
${at([[168, 122, -14]], pencil('accent'))}${at([[232, 126, 14]], pencil('leaf'))}${at([[204, 122, 2]], pencil('wood'))}${at([[186, 142, -6]], pencil('main'))}
<path class="main" d="M138 136H262L252 238Q250 252 236 252H164Q150 252 148 238Z"/><path class="shade" d="M236 136H262L252 238Q250 252 236 252H210Q242 200 236 136Z"/><path class="main-deep" d="M134 130H266V146H134Z"/><path class="shine" d="M152 156H164L168 240H160Z"/><path class="main-pale" d="M186 186H216V216H186Z" transform="rotate(45 201 201)"/>`,
  pen: `${shadow(120, 200, 236)}<g transform="rotate(-32 200 150)">
<path class="main" d="M60 132H230V172H60Q48 172 48 152T60 132Z"/><path class="main-deep" d="M48 154H230V172H60Q49 172 48 154Z"/><path class="accent" d="M228 130H244V174H228Z"/><path class="main" d="M244 134H290L312 146V158L290 170H244Z"/><path class="metal" d="M308 140 356 152 308 164Q316 152 308 140Z"/><path class="line metal-deep" stroke-width="2" d="M318 152H352"/><path class="accent" d="M72 126H150Q158 126 158 134H72Z"/><path class="shine" d="M66 138H220V144H66Z"/></g><path class="line main" stroke-width="5" d="M292 232C256 250 234 226 206 240 184 250 168 236 148 244"/>`,
  scissors: `${shadow(96, 200, 256)}<g transform="rotate(20 200 150)">
<path class="metal" d="M186 150 226 26Q238 60 212 160Z"/><path class="metal" d="M214 150 174 26Q162 60 188 160Z"/><path class="metal-deep" fill-opacity=".5" d="M214 150 174 26 204 140Z"/><circle class="line main" cx="164" cy="208" r="30" stroke-width="17"/><circle class="line accent" cx="236" cy="208" r="30" stroke-width="17"/><path class="main" d="M186 146 212 158 190 196 174 184Z"/><path class="accent" d="M214 146 188 158 210 196 226 184Z"/><circle class="metal-deep" cx="200" cy="152" r="8"/></g>`,
  letters: `${shadow(124, 200, 252)}
<g transform="rotate(-7 200 150)"><path class="accent" d="M94 62H300V190H94Z"/></g><path class="main" d="M84 104H316V240Q316 250 306 250H94Q84 250 84 240Z"/><path class="main-pale" fill-opacity=".6" d="M84 246 176 170H224L316 246Q314 250 306 250H94Q86 250 84 246Z"/><path class="main-deep" d="M84 104H316L212 196Q200 206 188 196Z"/><path class="main" d="M84 100H316L212 186Q200 196 188 186Z"/><circle fill="#e2483d" cx="200" cy="184" r="20"/><path class="white" d="M200 196C186 186 184 176 190 174 196 172 199 176 200 180 201 176 204 172 210 174 216 176 214 186 200 196Z"/>`,
};
