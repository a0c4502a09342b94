import { expect } from 'vitest';
import type { SignedIn } from '../factories/index.js';
import type { Shop } from './shop.js';

export type Who = { token?: string; headers?: Record<string, string> };

interface Message {
  message_uuid: string;
  text: string;
  attachments: { attachment_uuid: string; name: string; content_type: string; size: number }[];
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

export async function openTicket(shop: Shop, who: Who, input: object = {}): Promise<Detail> {
  const body = { subject: 'Broken on arrival', text: 'The lid is broken.', ...input };
  const opened = await shop.post<Detail>('/api/support/tickets', { ...who, body });
  expect(opened, JSON.stringify(opened.body)).toMatchObject({ status: 201 });
  return opened.body;
}

const at = (uuid: string) => `/api/admin/support/tickets/${uuid}`;

export const answer = (shop: Shop, { token }: SignedIn, uuid: string, text: string) =>
  shop.post<AdminDetail>(`${at(uuid)}/answer`, { token, body: { text } });
