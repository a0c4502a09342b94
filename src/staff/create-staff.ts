import { isEmail } from 'class-validator';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ShopError } from '../common/http/shop-error.js';
import { canonicalLine, emailOptions, isUsername, lengthOf, maxUsername } from '../common/text/canonical.js';
import { StartError } from '../config/start-error.js';
import { canonicalEmail } from '../identity/account-keys.js';
import type { StaffAccountService } from './staff-account.service.js';

const usage = 'npm run staff:create -- --email <email> --role <role> [--username <username>]';
/** The list of processes and the history of the shell show arguments, so it is no argument. */
const passwordVariable = 'STAFF_PASSWORD';

/**
 * Creates an account of staff, or gives the role to the account that has the email. Prints a generated password once, on
 * the standard output, and not into the log.
 *
 * @throws StartError
 */
export async function createStaff(accounts: StaffAccountService, parameters: string[]): Promise<string> {
  const { email, role, username } = read(parameters);
  try {
    if (await accounts.giveRole(email, role)) return `${email} has an account, which has the role ${role} now`;
    const given = process.env[passwordVariable] || undefined;
    const password = given ?? randomBytes(15).toString('base64url');
    await accounts.create({ email, role, username, password });
    if (given === undefined) process.stdout.write(`Password of ${username}: ${password}\n`);
    return `${username} is created, with the role ${role}`;
  } catch (error) {
    if (error instanceof ShopError) throw new StartError(`${error.message} ${JSON.stringify(error.details ?? {})}`);
    throw error;
  }
}

/** @throws StartError */
function read(args: string[]) {
  try {
    const options = { email: { type: 'string' }, role: { type: 'string' }, username: { type: 'string' } } as const;
    const given = parseArgs({ args, options }).values;
    const [email, role] = [canonicalEmail(given.email ?? ''), given.role ?? ''];
    const username = canonicalLine(given.username ?? email);
    if (isEmail(email, emailOptions) && role && isUsername(username) && lengthOf(username) <= maxUsername)
      return { email, role, username };
  } catch {
    // An unknown option: the usage says which there are.
  }
  throw new StartError(usage);
}
