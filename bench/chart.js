const [left, right, row] = [124, 640, 30];
const ink = '#1f2430';
/** Powers of two at both ends of the axis. */
const [least, most] = [-3, 4];

/** The ratios as bars around 1, where the shop is as fast as the bare server; a self-contained SVG. */
export function chart(workloads, goals, subtitle) {
  const names = Object.keys(workloads);
  const height = 84 + names.length * row + 34;
  const x = (ratio) =>
    left + ((Math.min(Math.max(Math.log2(ratio), least), most) - least) / (most - least)) * (right - left);
  const text = (at, y, words, more = '') => `<text x="${at}" y="${y}" ${more}>${words}</text>`;
  const ticks = Array.from({ length: most - least + 1 }, (_, at) => 2 ** (least + at));
  const grid = ticks.map(
    (ratio) =>
      `<line x1="${x(ratio)}" x2="${x(ratio)}" y1="66" y2="${height - 34}" stroke="${ratio === 1 ? ink : '#e3e6ec'}"/>` +
      text(x(ratio), height - 16, `${ratio}×`, 'text-anchor="middle" fill="#667085"'),
  );
  const bars = names.map((name, at) => {
    const y = 74 + at * row;
    const { ratio, least, most } = workloads[name];
    const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))];
    const goal = goals[name];
    return [
      text(left - 12, y + 15, name, `text-anchor="end" fill="${ink}"`),
      `<rect x="${from}" y="${y}" width="${Math.max(to - from, 1)}" height="20" rx="3" fill="${ratio >= 1 ? '#2f7d5b' : '#3f6fb5'}"/>`,
      `<line x1="${x(least)}" x2="${x(most)}" y1="${y + 10}" y2="${y + 10}" stroke="${ink}" stroke-width="2" opacity="0.5"/>`,
      goal
        ? `<line x1="${x(goal)}" x2="${x(goal)}" y1="${y - 3}" y2="${y + 23}" stroke="#c2410c" stroke-width="2"/>`
        : '',
      text(right + 10, y + 15, `${ratio.toFixed(2)}×`, `fill="${ink}" font-weight="600"`),
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="720" height="${height}" fill="#fff"/>
${text(left, 28, 'Throughput beside a bare Fastify + pg server', `font-size="15" font-weight="600" fill="${ink}"`)}
${text(left, 48, `${subtitle}; thin: spread of the rounds, red: goal`, 'fill="#667085"')}
${[...grid, ...bars].join('\n')}
</svg>
`;
}
