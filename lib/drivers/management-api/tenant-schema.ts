import * as v from 'valibot';
import type { RequestedTenant } from '../../registry/tenant-document.ts';
import { ownLimits } from './limits-schema.ts';
import {
  byName,
  flag,
  integer,
  limit,
  list,
  longLimit,
  members,
  parse,
  present,
  properties,
  text,
  timestamp,
} from './schema.ts';
import { trustAnchor } from './trust-anchor-schema.ts';

/** @throws {ServiceError} `INVALID_REQUEST` */
export function parseTenant(body: unknown): RequestedTenant {
  return parse(tenant, body);
}

const adapter = v.pipe(
  members({
    type: text,
    enabled: v.nullish(flag, false),
    'device-authentication-required': v.nullish(flag, true),
    ext: properties,
  }),
  v.transform(present),
);

const adapters = v.pipe(
  list(adapter),
  v.minLength(1, 'must not be empty'),
  v.check((all) => new Set(all.map(({ type }) => type)).size === all.length, 'types must differ'),
);

const registrationLimits = members({
  'max-devices': v.nullish(limit, -1),
  'max-credentials-per-device': v.nullish(limit, -1),
});

const period = v.pipe(
  members({
    mode: v.picklist(['days', 'monthly'], 'must be "days" or "monthly"'),
    'no-of-days': v.nullish(integer(0)),
  }),
  v.transform(({ mode, 'no-of-days': days }) => ({ mode, ...(days && { 'no-of-days': days }) })),
);

const limitPeriod = {
  'effective-since': timestamp,
  period: v.nullish(period, { mode: 'monthly' }),
} as const;

const ttl = unlessUnlimited(longLimit);

const resourceLimits = v.pipe(
  members({
    'max-connections': unlessUnlimited(limit),
    'max-ttl': ttl,
    'max-ttl-telemetry-qos0': ttl,
    'max-ttl-telemetry-qos1': ttl,
    'max-ttl-command-response': ttl,
    'data-volume': v.nullish(members({ ...limitPeriod, 'max-bytes': v.nullish(longLimit, -1) })),
    'connection-duration': v.nullish(
      members({ ...limitPeriod, 'max-minutes': v.nullish(longLimit, -1) }),
    ),
    ext: ownLimits,
  }),
  v.transform(present),
);

const samplingMode = v.picklist(['default', 'all', 'none'], 'must be "default", "all" or "none"');

const tracing = v.pipe(
  members({
    'sampling-mode': v.nullish(samplingMode),
    'sampling-mode-per-auth-id': byName(samplingMode),
  }),
  v.transform(({ 'sampling-mode': mode, ...others }) => ({
    ...present(others),
    'sampling-mode': mode ?? null,
  })),
);

export const tenant = v.pipe(
  members({
    enabled: v.nullish(flag),
    alias: v.optional(
      v.pipe(text, v.regex(/^[a-z0-9-]+$/, "must consist of a to z, 0 to 9 and '-'")),
    ),
    ext: properties,
    defaults: properties,
    adapters: v.nullish(adapters),
    'minimum-message-size': v.optional(integer(0)),
    'registration-limits': v.nullish(registrationLimits),
    'resource-limits': v.nullish(resourceLimits),
    tracing: v.nullish(tracing),
    'trust-anchor-group': v.nullish(text),
    'trusted-ca': v.nullish(list(trustAnchor)),
  }),
  v.transform(({ 'minimum-message-size': size, 'trusted-ca': anchors, ...others }) =>
    present({
      ...others,
      'minimum-message-size': size === 0 ? undefined : size,
      'trusted-ca': anchors?.length === 0 ? undefined : anchors,
    }),
  ),
);

/** -1 is the same as none. */
function unlessUnlimited<const Limit extends typeof limit>(bound: Limit) {
  return v.pipe(
    v.nullish(bound),
    v.transform((value) => (value === -1 ? undefined : value)),
  );
}
