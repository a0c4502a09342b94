const [left, width, row] = [380, 260, 34];
const ink = '#1f2430';

/** The hit rates as bars; a self-contained SVG. */
export function chart(results, baskets) {
  const most = Math.max(...Object.values(results).map(({ hit_rate_10 }) => hit_rate_10));
  const bars = Object.entries(results).map(([name, { hit_rate_10 }], at) => {
    const y = 70 + at * row;
    const length = (hit_rate_10 / most) * width;
    return `<text x="${left - 12}" y="${y + 15}" text-anchor="end" fill="${ink}">${name === 'shop' ? 'Magazin' : name}</text>
<rect x="${left}" y="${y}" width="${length}" height="20" rx="3" fill="${name === 'shop' ? '#2f7d5b' : '#9aa4b2'}"/>
<text x="${left + length + 8}" y="${y + 15}" fill="${ink}" font-weight="600">${(hit_rate_10 * 100).toFixed(1)} %</text>`;
  });
  const height = 84 + bars.length * row;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="720" height="${height}" fill="#fff"/>
<text x="24" y="28" font-size="15" font-weight="600" fill="${ink}">Customers who buy one of the ten recommended products next</text>
<text x="24" y="48" fill="#667085">${baskets} customers of a British gift shop, products that they never bought before</text>
${bars.join('\n')}
</svg>
`;
}
