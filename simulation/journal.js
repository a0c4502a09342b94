/** What clients were told while the simulation ran: the ledger check compares it with the database. */
export class Journal {
  /** Confirmations: `{kind, order, uuid, value}`, all texts. */
  seen = [];
  /** `{rule, subject, expected, found}` of what is wrong whatever the database says. */
  violations = [];

  /** The shop has confirmed something that must be in the database from now on. */
  saw(kind, order, uuid, value) {
    this.seen.push({ kind, order, uuid, value: String(value) });
  }

  violation(rule, subject, expected, found) {
    const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
    this.violations.push({ rule, subject, expected: text(expected), found: text(found) });
  }
}
