import { around, at, shadow } from './strokes.js';

const leafAt = (x: number, y: number, turn: number) =>
  at(
    [[x, y, turn]],
    '<path class="leaf" d="M0 0C10-22 40-26 58-12 44 8 18 12 0 0Z"/><path class="line leaf-deep" stroke-width="3" d="M4-1Q28-9 50-11"/>',
  );

const drop = '<circle class="main" r="26"/><circle class="shine" cx="-9" cy="-10" r="6.5"/>';

export const fruit = {
  banana: `${shadow(120, 210, 246)}
<defs><path id="one" d="M134 74C92 152 140 252 258 240 284 237 302 224 306 206 302 198 293 199 286 203 226 214 172 160 164 72Z"/></defs>
<g transform="translate(-14 0)"><g transform="rotate(-40 150 70)"><use href="#one" class="main-deep"/></g>
<g transform="rotate(-21 150 70)"><use href="#one" class="main"/><use href="#one" class="shade"/></g>
<use href="#one" class="main"/><path class="line main-deep" stroke-width="3" stroke-opacity=".55" d="M150 82C136 150 186 228 284 220"/>
<path class="shine" d="M136 96C118 154 146 222 220 234 164 212 134 160 136 96Z"/>
<path class="wood-deep" d="M306 206c-3-8-13-7-20-3-3 8 4 18 10 20 6-5 9-10 10-17Z"/>
<path class="wood-deep" d="M132 76 142 44q10-8 22 0l24 16-8 16-14 0Z"/></g>`,
  apple: `${shadow(86)}
<path class="main" d="M200 112C172 92 122 96 113 146 104 200 148 252 178 252 190 252 192 248 200 248 208 248 210 252 222 252 252 252 296 200 287 146 278 96 228 92 200 112Z"/>
<path class="shade" d="M222 252C252 252 296 200 287 146 283 122 270 109 254 103 276 160 250 226 204 248 210 249 214 252 222 252Z"/>
<path class="shine" d="M132 146C136 122 150 112 166 112 152 124 146 142 144 166 134 166 130 158 132 146Z"/>
<path class="main-deep" d="M176 109q24 22 48 0-22-8-24 3-4-11-24-3Z"/><path class="line wood-deep" stroke-width="8" d="M200 116C198 92 204 78 216 66"/>
${leafAt(208, 90, -8)}`,
  kiwi: `<defs><radialGradient id="flesh"><stop offset=".2" stop-color="#f4f6d2"/><stop offset=".3" stop-color="#c9df6a"/><stop offset=".75" stop-color="#8fbf3a"/><stop offset="1" stop-color="#6ea52e"/></radialGradient></defs>
${shadow(70, 138, 238)}${shadow(86, 248, 250)}
<ellipse class="main" cx="140" cy="158" rx="84" ry="76"/><path class="shine" d="M76 140C84 106 118 92 146 94 112 106 94 124 90 158 80 162 74 154 76 140Z"/>
<path class="line main-deep" stroke-width="3" stroke-opacity=".5" d="M104 120l4-8M126 112l2-9M92 186l-5 7M112 204l-4 8M86 160l-8 2"/>
<ellipse class="main-deep" cx="248" cy="176" rx="84" ry="76"/><ellipse fill="url(#flesh)" cx="248" cy="174" rx="76" ry="69"/>
<ellipse class="white" cx="248" cy="174" rx="20" ry="17"/>${around(248, 174, 20, '<ellipse class="ink" cx="34" rx="6" ry="2.6"/>')}
${around(248, 174, 18, '<path class="line white" stroke-width="2" stroke-opacity=".35" d="M46 0H66"/>')}`,
  pear: `${shadow(92, 214)}
<g transform="translate(62 6) rotate(12 220 170)"><path class="main-deep" d="M200 84C178 84 174 108 167 132 160 154 136 168 136 202 136 234 164 248 200 248 236 248 264 234 264 202 264 168 240 154 233 132 226 108 222 84 200 84Z"/></g>
<g transform="translate(-22 0)"><path class="main" d="M200 70C176 70 172 100 164 128 156 152 128 166 128 204 128 238 160 252 200 252 240 252 272 238 272 204 272 166 244 152 236 128 228 100 224 70 200 70Z"/>
<path class="shade" d="M200 252C240 252 272 238 272 204 272 166 244 152 236 128 232 112 229 98 224 88 228 140 254 160 244 204 238 232 222 246 200 252Z"/>
<path class="shine" d="M144 196C146 172 168 160 176 132 180 160 166 176 160 204 158 218 142 212 144 196Z"/><path class="line wood-deep" stroke-width="8" d="M200 74C198 58 202 48 212 40"/>${leafAt(204, 62, 10)}</g>`,
  citrus: `${shadow(70, 150, 240)}${shadow(74, 256, 250)}
<circle class="main" cx="150" cy="158" r="80"/><path class="shine" d="M86 150C88 116 112 96 138 92 112 110 102 132 102 164 92 168 86 162 86 150Z"/>${leafAt(150, 84, -10)}
<circle class="main-deep" cx="252" cy="178" r="74"/><circle class="main" cx="250" cy="176" r="73"/><circle class="white" cx="250" cy="176" r="64"/>
${around(250, 176, 9, '<path class="accent" d="M8 0 50-15Q60 0 50 15Z" stroke-width="4"/><path class="shine" d="M22-2 44-9 40-3Z"/>')}`,
  grapes: `${shadow(66)}<path class="line wood-deep" stroke-width="8" d="M200 92C200 70 210 58 228 50"/>
${at(
  [
    [130, 118],
    [176, 106],
    [222, 106],
    [270, 118],
    [152, 148],
    [246, 148],
    [200, 142],
    [176, 184],
    [224, 184],
    [200, 222],
  ],
  drop,
)}${leafAt(196, 84, -168)}${leafAt(206, 82, -12)}`,
  strawberry: `${shadow(70, 170)}${shadow(60, 262, 248)}
<g transform="translate(78 46) rotate(18 200 180) scale(.82)"><path class="main-deep" d="M200 250C160 226 128 180 134 142 140 114 176 108 200 120 224 108 260 114 266 142 272 180 240 226 200 250Z"/></g>
<g transform="translate(-34 0)"><path class="main" d="M200 252C156 226 118 176 124 134 130 100 174 94 200 108 226 94 270 100 276 134 282 176 244 226 200 252Z"/>
<path class="shade" d="M200 252C244 226 282 176 276 134 273 118 262 108 248 104 262 150 240 212 200 252Z"/><path class="shine" d="M138 136C142 118 158 112 172 114 156 124 150 140 152 160 142 160 136 150 138 136Z"/>
${at(
  [
    [164, 148, 10],
    [200, 146],
    [236, 148, -10],
    [178, 176, 8],
    [222, 176, -8],
    [152, 178, 10],
    [248, 178, -10],
    [200, 204],
    [176, 210, 8],
    [224, 208, -8],
    [200, 230],
  ],
  '<ellipse fill="#fbe08a" rx="3.4" ry="5.4"/>',
)}
<path class="leaf" d="M200 112C176 128 156 126 140 112 156 108 164 102 172 96 160 90 156 82 156 74 174 78 188 84 196 92 194 78 200 66 208 60 212 72 210 84 206 92 218 84 232 78 246 78 244 86 238 92 230 98 240 104 250 108 262 112 244 126 222 126 200 112Z"/></g>`,
  berries: `${shadow(112)}
${at(
  [
    [132, 150],
    [172, 142],
    [214, 144],
    [256, 148],
    [150, 116],
    [192, 108],
    [236, 114],
    [276, 160],
    [212, 84],
    [170, 88],
  ],
  '<circle class="main" r="26"/><path class="main-deep" d="M0-9 3-3 9-3 5 2 7 9 0 5-7 9-5 2-9-3-3-3Z" transform="translate(5 -5)"/><circle class="shine" cx="-10" cy="-10" r="5"/>',
)}
<path class="wood" d="M92 164H308L288 244Q286 252 276 252H124Q114 252 112 244Z"/><path class="wood-deep" d="M92 164H308L305 178H95Z"/>
<path class="line wood-deep" stroke-width="3" stroke-opacity=".6" d="M100 200H300M106 224H294M140 178 150 250M180 178 184 250M220 178 216 250M260 178 250 250"/>${leafAt(186, 74, -30)}`,
  cherries: `${shadow(58, 144)}${shadow(58, 250, 250)}
<path class="line leaf-deep" stroke-width="6" d="M146 164C150 120 176 78 214 54 224 96 240 130 252 158"/>
<circle class="main" cx="144" cy="202" r="50"/><circle class="main" cx="254" cy="198" r="50"/><path class="main-deep" d="M126 160q18 14 40 2-8 14-20 14t-20-16ZM236 156q18 14 40 2-8 14-20 14t-20-16Z"/>
<ellipse class="shine" cx="122" cy="192" rx="9" ry="17" transform="rotate(24 122 192)"/><ellipse class="shine" cx="232" cy="188" rx="9" ry="17" transform="rotate(24 232 188)"/>
<path class="shade" d="M144 252A50 50 0 0 0 190 182 60 60 0 0 1 144 252ZM254 248A50 50 0 0 0 300 178 60 60 0 0 1 254 248Z"/>${leafAt(214, 56, -6)}${leafAt(212, 58, -176)}`,
  pineapple: `${shadow(70)}
<g transform="translate(200 104)">${at(
    [
      [0, 0, -58],
      [0, 0, 58],
      [0, 0, -32],
      [0, 0, 32],
      [0, 0, 0],
    ],
    '<path class="leaf" d="M-13 4Q-12-44 0-76 12-44 13 4Z"/><path class="line leaf-deep" stroke-width="2.5" d="M0 0V-60"/>',
  )}</g>
<path class="main" d="M200 94C246 94 268 134 266 176 264 222 240 254 200 254 160 254 136 222 134 176 132 134 154 94 200 94Z"/>
<path class="line main-deep" stroke-width="4" stroke-opacity=".55" d="M160 110 258 204M144 132 244 226M140 166 222 242M196 102 262 162M240 110 142 204M256 132 156 226M260 166 178 242M204 102 138 162"/>
<path class="shade" d="M200 254C240 254 264 222 266 176 267 142 254 110 226 99 254 160 240 226 200 254Z"/><path class="shine" d="M148 150C150 126 164 110 180 106 166 126 160 150 160 176 150 178 146 166 148 150Z"/>`,
  melon: `${shadow(112)}
<path class="leaf-deep" d="M62 118A138 138 0 0 0 338 118Z" transform="rotate(-8 200 118)"/><g transform="rotate(-8 200 118)"><path class="leaf" d="M62 116A138 132 0 0 0 338 116Z"/><path class="white" d="M78 116A122 118 0 0 0 322 116Z"/><path class="main" d="M88 116A112 108 0 0 0 312 116Z"/>
<path class="shine" d="M100 122H200Q150 150 130 176 106 152 100 122Z"/>
${at(
  [
    [140, 140, 20],
    [176, 150, 8],
    [214, 150, -6],
    [254, 142, -20],
    [158, 178, 20],
    [196, 188],
    [234, 180, -20],
  ],
  '<path class="ink" d="M0-9Q7 2 0 6-7 2 0-9Z"/>',
)}</g>`,
  avocado: `${shadow(88)}<g transform="rotate(14 200 160)">
<path class="accent-deep" d="M200 50C172 50 164 84 152 112 138 142 118 158 118 190 118 232 154 256 200 256 246 256 282 232 282 190 282 158 262 142 248 112 236 84 228 50 200 50Z"/>
<path class="leaf" d="M200 60C178 60 172 92 160 118 148 146 128 162 128 190 128 226 160 246 200 246 240 246 272 226 272 190 272 162 252 146 240 118 228 92 222 60 200 60Z"/>
<path fill="#eef0b0" d="M200 72C184 72 180 98 170 124 158 150 140 166 140 190 140 218 166 236 200 236 234 236 260 218 260 190 260 166 242 150 230 124 220 98 216 72 200 72Z"/>
<circle class="wood-deep" cx="200" cy="188" r="36"/><circle class="wood" cx="197" cy="185" r="34"/><ellipse class="shine" cx="184" cy="172" rx="8" ry="12" transform="rotate(35 184 172)"/></g>`,
};
