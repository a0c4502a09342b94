import { defineEntity, p } from '@mikro-orm/core';

const FailedLoginSchema = defineEntity({
  name: 'FailedLogin',
  tableName: 'failed_logins',
  properties: {
    /** `account:<customer uuid or the name that was tried>` or `address:<IP>`. */
    key: p.string().primary().length(300),
    count: p.integer(),
    first_failed_at: p.datetime(),
  },
});

/** Failed logins of one account or one address in the running window. */
export class FailedLogin extends FailedLoginSchema.class {}

FailedLoginSchema.setClass(FailedLogin);
export { FailedLoginSchema };
