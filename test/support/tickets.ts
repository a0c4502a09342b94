import { expect } from 'vitest';
import type { SignedIn } from '../factories/index.js';
import type { Shop } from './shop.js';

export type Who = { token?: string; headers?: Record<string, string> };

export interface Attachment {
  attachment_uuid: string;
  name: string;
  content_type: string;
  size: number;
}

interface Message {
  message_uuid: string;
  text: string;
  attachments: Attachment[];
}

export interface Detail {
  ticket_uuid: string;
  number: string;
  status: string;
  messages: (Message & { author: string; name: string | null })[];
}

export interface AdminDetail extends Omit<Detail, 'messages'> {
  assignee: { uuid: string; username: string } | null;
  waiting: string | null;
  first_answer_seconds: number | null;
  messages: (Message & { kind: string; staff: { username: string } | null })[];
}

export async function aGuest(shop: Shop): Promise<Who & { headers: Record<string, string> }> {
  const { body } = await shop.post<{ guest_token: string }>('/api/guest', { body: {} });
  return { headers: { 'x-guest-token': body.guest_token } };
}

export const ticketInput = { subject: 'Broken on arrival', text: 'The lid is broken.' };

export async function openTicket(shop: Shop, who: Who, input: object = {}): Promise<Detail> {
  const opened = await shop.post<Detail>('/api/support/tickets', { ...who, body: { ...ticketInput, ...input } });
  expect(opened).toMatchObject({ status: 201, body: { ticket_uuid: expect.any(String) } });
  return opened.body;
}

export const adminPath = (uuid: string) => `/api/admin/support/tickets/${uuid}`;

/** Answers as staff. */
export const answer = (shop: Shop, { token }: SignedIn, uuid: string, text: string) =>
  shop.post<AdminDetail>(`${adminPath(uuid)}/answer`, { token, body: { text } });

/** The mails about a ticket, oldest first. */
export const mailsAbout = (shop: Shop, number: string) =>
  shop.rows<{ kind: string; recipient: string; subject: string; text: string; html: string }>(
    `select kind, recipient, subject, text, html from mails where data->>'number' = ? order by id`,
    [number],
  );

/** The path of the link that was mailed last. */
export async function mailedLink(shop: Shop, number: string): Promise<string> {
  const text = (await mailsAbout(shop, number)).findLast(({ text }) => text.includes('/api/support/t/'))?.text ?? '';
  return /\/api\/support\/t\/[\w-]{64}/.exec(text)?.[0] ?? `no link in: ${text}`;
}
