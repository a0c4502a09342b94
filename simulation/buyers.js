import { randomUUID } from 'node:crypto';

const password = 'onlydarkside';

/** Who buys. A buyer is in one story at a time; a customer comes back in a later one. */
export class Buyers {
  #resting = [];

  constructor(client) {
    this.client = client;
  }

  /** @param mailbox how the mail server treats the address: `fine`, `busy` or `lost` */
  async next(kind, mailbox) {
    const email = `${mailbox}-${randomUUID()}@mail.test`;
    if (kind === 'guest') return this.#guest(email);
    const known = kind === 'returning' ? this.#resting.pop() : undefined;
    const buyer = known ?? { username: `buyer-${randomUUID()}` };
    if (!known) await this.#register(buyer, email);
    await this.#signIn(buyer);
    return { ...buyer, email };
  }

  /** A guest becomes a customer and keeps the order. One whom a crash interrupts may stay a guest. */
  async registerGuest(buyer) {
    if (buyer.username) return;
    const username = `buyer-${randomUUID()}`;
    await this.#register({ ...buyer, username }, buyer.email);
    const signedIn = await this.#signIn({ username }).catch(() => undefined);
    if (signedIn) Object.assign(buyer, signedIn);
  }

  rest({ username }) {
    if (username) this.#resting.push({ username });
  }

  async #guest(email) {
    const { body } = await this.client.ask('POST', '/api/guest');
    return { email, headers: { 'x-guest-token': body.guest_token } };
  }

  #register({ username, headers }, email) {
    return this.client.ask('POST', '/api/register', { headers, body: { username, email, password } });
  }

  async #signIn(buyer) {
    const { username } = buyer;
    const { body } = await this.client.ask('POST', '/api/login', { body: { username, password } });
    if (!body.access) throw new Error(`${username} cannot sign in: ${JSON.stringify(body)}`);
    return Object.assign(buyer, { headers: { authorization: `Bearer ${body.access}` } });
  }
}
