/** Who the mails are from, as `MAIL_FROM` says. */
export interface Sender {
  name: string;
  address: string;
  host: string;
}

/** @param from `Magazin <shop@magazin.example>`, or the address alone, whose domain is the name then */
export function senderOf(from: string): Sender {
  const [, name = '', address = from] = /^(.*)<(.+)>$/.exec(from) ?? [];
  const host = address.slice(address.indexOf('@') + 1);
  return { name: name.trim() || host, address, host };
}
