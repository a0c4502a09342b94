const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

/** Units of the lines of a parcel, a return or an order, together. */
export const total = (lines) => sum(lines.map(({ quantity }) => quantity));

/** How many units of each of an order's lines others have, such as parcels or returns. */
export const unitsPerLine = (lines, others) =>
  lines.map(({ order_product_uuid }) => ({
    order_product_uuid,
    quantity: total(others.filter((line) => line.order_product_uuid === order_product_uuid)),
  }));

/** The units of lines that others leave. */
function left(lines, others) {
  const taken = unitsPerLine(lines, others);
  return lines
    .map(({ order_product_uuid, quantity }, at) => ({ order_product_uuid, quantity: quantity - taken[at].quantity }))
    .filter(({ quantity }) => quantity > 0);
}

/**
 * Chooses units of lines that others leave. Answers nothing for all of them, as in a request that names no lines.
 *
 * @param choice "all", or for each line a percentage
 */
export function someUnits(lines, others, choice) {
  const open = left(lines, others);
  if (choice === 'all' || open.length === 0) return undefined;
  const chosen = open
    .map((line, at) => ({ ...line, quantity: Math.floor((line.quantity * choice[at % choice.length]) / 100) }))
    .filter(({ quantity }) => quantity > 0);
  return chosen.length > 0 ? chosen : [{ ...open[0], quantity: 1 }];
}

/** The same, with all units named. */
export const namedUnits = (lines, others, choice) => someUnits(lines, others, choice) ?? left(lines, others);
