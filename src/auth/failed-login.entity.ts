import { defineEntity, p } from '@mikro-orm/core';

const FailedLoginSchema = defineEntity({
  name: 'FailedLogin',
  tableName: 'failed_logins',
  properties: {
    /** `account:<customer id or the name tried>` or `address:<IP>`. */
    key: p.string().primary().length(300),
    count: p.integer(),
    since: p.datetime(),
  },
});

/** Failed sign-ins of one account or one address in the running window. */
export class FailedLogin extends FailedLoginSchema.class {}

FailedLoginSchema.setClass(FailedLogin);
export { FailedLoginSchema };
