import type { Config } from '../config/config.js';
import type { Settings } from '../settings/settings.js';

/** The sender of all mails: the address of `MAIL_FROM`, and its name, unless staff have set another one. */
export interface Sender {
  name: string;
  address: string;
  host: string;
}

export function senderOf(config: Config, settings: Settings): Sender {
  const sender = parseSender(config.get('MAIL_FROM'));
  return { ...sender, name: settings.get('SHOP_NAME') || sender.name };
}

/** @param from `Magazin <shop@magazin.example>`, or an address alone, whose domain becomes the name */
export function parseSender(from: string): Sender {
  const [, name = '', address = from] = /^(.*)<(.+)>$/.exec(from) ?? [];
  const host = address.slice(address.indexOf('@') + 1);
  return { name: name.trim() || host, address, host };
}
