import * as v from 'valibot';
import type { JsonObject } from '../../domain/json.ts';
import { integer, members, openMembers } from './schema.ts';

/** So many messages in so many seconds; -1 is unlimited. */
const messageRate = members({
  messages: v.union([integer(-1, -1), integer(1)], 'must be an integer of at least 1, or -1'),
  seconds: integer(1),
});

/** Limits that Hono has no members for, beside anything else. @see docs/limits.md */
export const ownLimits = v.pipe(
  v.nullish(
    openMembers({
      'max-payload-size': v.nullish(integer(0)),
      'message-rate': v.nullish(
        members({ device: v.nullish(messageRate), tenant: v.nullish(messageRate) }),
      ),
    }),
  ),
  v.transform((value) =>
    value && Object.keys(value).length > 0 ? (value as JsonObject) : undefined,
  ),
);
