/** The sender of all mails, as `MAIL_FROM` has it. */
export interface Sender {
  name: string;
  address: string;
  host: string;
}

/** @param from `Magazin <shop@magazin.example>`, or an address alone, whose domain becomes the name */
export function parseSender(from: string): Sender {
  const [, name = '', address = from] = /^(.*)<(.+)>$/.exec(from) ?? [];
  const host = address.slice(address.indexOf('@') + 1);
  return { name: name.trim() || host, address, host };
}
