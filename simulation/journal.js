/** What clients were told while the simulation ran: the ledger check compares it with the database. */
export class Journal {
  /** Confirmations: `{kind, number, uuid, value}`, all texts; the number is the order's. */
  seen = [];
  /** `{rule, subject, expected, found}` of what is wrong whatever the database says. */
  violations = [];

  /** The shop has confirmed something that must be in the database from now on. */
  saw(kind, number, uuid, value) {
    this.seen.push({ kind, number, uuid, value: String(value) });
  }

  violation(rule, subject, expected, found) {
    const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
    this.violations.push({ rule, subject, expected: text(expected), found: text(found) });
  }
}
