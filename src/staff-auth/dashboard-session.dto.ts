export class DashboardSession {
  /** Send as `Authorization: Bearer …`; keep it in memory only. */
  access: string;
  /** Seconds the access token is good for; renew it before. @example 600 */
  expires_in: number;
}
