import { mixed, type Tone, tones } from './tones.js';

/** What is seen, three to two. Things stand on a table, at y = 250 and around x = 200; nothing is drawn out of sight. */
const view = { x: -10, y: 6, width: 420, height: 280 };

const wood = '#c48f5d';
const metal = '#c3ccd5';
const leaf = '#5fae4e';

/** What hangs behind the things, so that neighbours on a page differ. */
const walls = [
  '<circle cx="200" cy="138" r="118"/>',
  '<path d="M96 236V138a104 104 0 0 1 208 0v98Z"/>',
  '<circle cx="310" cy="70" r="92"/><circle cx="84" cy="150" r="60"/>',
  '<path d="M-10 196Q90 96 180 168T410 112V236H-10Z"/>',
  '<rect x="86" y="34" width="228" height="190" rx="28"/>',
  '<path d="M-20 60 200 -40 420 60V120L200 20-20 120Z M-20 190 200 90 420 190V236H-20Z"/>',
];

/** A whole picture: the motif in its paints, on a table, in front of a wall that suits them. */
export function scene(motif: string, main: Tone, accent: Tone, turn: number): string {
  const [paint, backdrop] = tones[main];
  const wall = mixed(backdrop, '#ffffff', 0.12);
  const table = mixed(backdrop, '#4a2f6a', 0.13);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view.x} ${view.y} ${view.width} ${view.height}">
<defs>
${shaded('main', paint)}${shaded('accent', tones[accent][0])}${shaded('wood', wood)}${shaded('metal', metal)}${shaded('leaf', leaf)}
<linearGradient id="wall" x2="0" y2="1"><stop stop-color="${mixed(wall, '#ffffff', 0.45)}"/><stop offset="1" stop-color="${wall}"/></linearGradient>
<linearGradient id="table" x2="0" y2="1"><stop stop-color="${table}"/><stop offset="1" stop-color="${mixed(table, '#ffffff', 0.3)}"/></linearGradient>
<radialGradient id="shadow"><stop stop-color="#1b1030" stop-opacity=".34"/><stop offset=".6" stop-color="#1b1030" stop-opacity=".2"/><stop offset="1" stop-color="#1b1030" stop-opacity="0"/></radialGradient>
</defs>
<style>${paints('main', paint)}${paints('accent', tones[accent][0])}${paints('wood', wood)}${paints('metal', metal)}${paints('leaf', leaf)}
.white{fill:#fffaf1}.ink{fill:#2f2b3a}.shadow{fill:url(#shadow)}.shade{fill:#1b1030;fill-opacity:.14}.shine{fill:#fff;fill-opacity:.42}.glass{fill:#fff;fill-opacity:.3}
.line{fill:none}.line.white{stroke:#fffaf1}.line.ink{stroke:#2f2b3a}.line.shade{stroke:#1b1030}.line.shine{stroke:#fff}</style>
<path fill="url(#wall)" d="M${view.x} 0h${view.width}v240h-${view.width}Z"/><g fill="#fff" fill-opacity=".42">${walls[turn % walls.length]}</g>
<path fill="url(#table)" d="M${view.x} 224h${view.width}v76h-${view.width}Z"/>
<g stroke-width="6" stroke-linecap="round" stroke-linejoin="round">${motif}</g>
</svg>`;
}

/** Light falls from the left above. */
const shaded = (name: string, paint: string) =>
  `<linearGradient id="${name}" x2="1" y2="1"><stop stop-color="${mixed(paint, '#ffffff', 0.24)}"/><stop offset=".5" stop-color="${paint}"/><stop offset="1" stop-color="${mixed(paint, '#2a0f3a', 0.22)}"/></linearGradient>`;

/** `main`, `main-deep` and `main-pale` fill; with `line` they are drawn along. */
const paints = (name: string, paint: string) => {
  const [deep, pale] = [mixed(paint, '#2a0f3a', 0.34), mixed(paint, '#ffffff', 0.5)];
  return (
    `.${name}{fill:url(#${name})}.${name}-deep{fill:${deep}}.${name}-pale{fill:${pale}}` +
    `.line.${name},.line.${name}-deep,.line.${name}-pale{fill:none}` +
    `.line.${name}{stroke:${paint}}.line.${name}-deep{stroke:${deep}}.line.${name}-pale{stroke:${pale}}`
  );
};
