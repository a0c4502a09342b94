export class OrderClaimRequested {
  /** @example "OK" */
  status: 'OK';
  /** @example "a mail with a link is on its way" */
  message: string;
}

export class OrdersClaimed {
  /** How many orders are yours now that were a guest's. @example 2 */
  count: number;
}
