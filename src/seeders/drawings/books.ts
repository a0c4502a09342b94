import { around, shadow } from './strokes.js';

/** A standing book with its pages, and on its cover what it is about. */
const book = (cover: string) => `${shadow(96, 206, 252)}
<path class="main-deep" d="M118 46H288Q298 46 298 56V244Q298 252 290 252H118Z"/><path class="white" d="M124 52H290V246H124Z"/><path class="line shade" stroke-width="2" stroke-opacity=".25" d="M284 56V244M278 54V246"/>
<path class="main" d="M112 42H264Q274 42 274 52V240Q274 250 264 250H112Q100 250 100 238V54Q100 42 112 42Z"/><path class="main-deep" d="M112 42H124V250H112Q100 250 100 238V54Q100 42 112 42Z"/>${cover}
<path class="line accent" stroke-width="5" d="M154 216H244M170 232H228"/><path class="shade" d="M244 42H264Q274 42 274 52V240Q274 250 264 250H232Q262 150 244 42Z"/><path class="shine" d="M130 42H150L136 250H130Z"/>`;

export const books = {
  novel: book(
    '<circle class="accent" cx="199" cy="118" r="46"/><circle class="shade" cx="182" cy="104" r="9"/><circle class="shade" cx="214" cy="98" r="6"/><circle class="shade" cx="220" cy="126" r="8"/><path class="main-deep" d="M140 196 172 148 196 178 216 156 258 196Z"/><path class="white" d="M160 74l3 7 7 3-7 3-3 7-3-7-7-3 7-3ZM244 168l2 5 5 2-5 2-2 5-2-5-5-2 5-2Z"/>',
  ),
  mystery: book(
    '<path class="accent" d="M160 196V118L199 84 238 118V196Z"/><path class="main-deep" d="M150 122 199 76 248 122 240 130 199 94 158 130Z"/><path class="main-deep" d="M188 196V160H210V196Z"/><rect fill="#ffe59a" x="170" y="130" width="18" height="18"/><rect class="main-deep" x="210" y="130" width="18" height="18"/><circle fill="#ffe59a" cx="238" cy="72" r="14"/>',
  ),
  love: book(
    '<path class="accent" d="M199 186C150 150 138 112 164 96 184 86 196 98 199 112 202 98 214 86 234 96 260 112 248 150 199 186Z"/><path class="shine" d="M164 122Q160 106 174 104 168 116 174 132Z"/><path class="accent" d="M232 66c-10-8-8-16-3-16 2 0 3 2 3 4 0-2 1-4 3-4 5 0 7 8-3 16Z"/>',
  ),
  cookbook: book(
    '<circle class="white" cx="199" cy="126" r="52"/><circle class="line accent" cx="199" cy="126" r="40" stroke-width="4"/><path class="leaf" d="M199 152C176 140 174 116 199 98 224 116 222 140 199 152Z"/><path class="line leaf-deep" stroke-width="3" d="M199 156V116"/><path class="line accent" stroke-width="6" d="M152 188H246"/>',
  ),
  bakebook: book(
    '<path class="white" d="M158 128A24 24 0 0 1 166 84 34 34 0 0 1 232 84 24 24 0 0 1 240 128Z"/><path class="accent" d="M160 132H238L226 188H172Z"/><path class="line accent-deep" stroke-width="4" stroke-opacity=".6" d="M180 136 186 184M199 136V184M218 136 212 184"/><circle fill="#e2483d" cx="199" cy="62" r="12"/>',
  ),
  travel: book(
    '<circle fill="#bfe3f5" cx="199" cy="124" r="56"/><path class="leaf" d="M158 96C176 76 204 84 200 102 196 118 176 112 174 130 172 146 156 140 148 126 148 116 152 104 158 96ZM216 132C232 122 250 130 252 140 246 162 232 172 220 174 212 160 206 142 216 132Z"/><path class="line accent" stroke-width="5" stroke-dasharray="2 11" d="M146 178Q190 120 252 96"/><path class="accent" d="M262 84 240 90 254 104Z"/><path class="shine" d="M150 106Q164 74 196 70 168 86 160 118Z"/>',
  ),
  nature: book(
    '<path class="accent" d="M142 190 186 104 216 158 230 136 258 190Z"/><path class="white" d="M186 104 200 129 190 136 182 130 172 134ZM230 136 240 154 230 158 222 150Z"/><circle fill="#f9d23c" cx="234" cy="92" r="20"/><path class="leaf" d="M136 194Q170 172 200 186T262 180V200H136Z"/>',
  ),
  children: book(
    '<path class="accent" d="M154 92 176 110Q199 100 222 110L244 92 246 142C246 174 222 188 199 188 176 188 152 174 152 142Z"/><path class="white" d="M160 142C176 140 192 152 199 170 206 152 222 140 238 142 240 172 220 184 199 186 178 184 158 172 160 142Z"/><circle class="ink" cx="178" cy="140" r="7"/><circle class="ink" cx="220" cy="140" r="7"/><path class="ink" d="M190 164H208L199 176Z"/>',
  ),
  stars: book(
    `<path class="white" d="M199 78C222 102 226 140 220 168H178C172 140 176 102 199 78Z"/><circle class="accent" cx="199" cy="124" r="13"/><path class="accent" d="M178 140 158 172 180 170ZM220 140 240 172 218 170Z"/><path fill="#f9a52f" d="M186 172H212L199 200Z"/>${around(199, 130, 7, '<path class="accent-pale" d="M62-4 64 0 68 2 64 4 62 8 60 4 56 2 60 0Z"/>')}`,
  ),
};
