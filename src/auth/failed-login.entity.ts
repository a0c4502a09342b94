import { defineEntity, p } from '@mikro-orm/core';

const FailedLoginSchema = defineEntity({
  name: 'FailedLogin',
  tableName: 'failed_logins',
  properties: {
    /** What is counted, and whose: `pair:<account> <device>`, `account:<account>`, `address:<network>`; an account is a uuid, or a hash of the name that was tried. */
    key: p.string().primary().length(300),
    count: p.integer(),
    first_failed_at: p.datetime(),
  },
  indexes: [
    {
      name: 'failed_logins_of_account',
      expression: 'create index failed_logins_of_account on failed_logins (key text_pattern_ops)',
    },
  ],
});

/** Failed logins in the running window. */
export class FailedLogin extends FailedLoginSchema.class {}

FailedLoginSchema.setClass(FailedLogin);
export { FailedLoginSchema };
