import {
  base64,
  byName,
  flag,
  instant,
  integer,
  limit,
  list,
  longLimit,
  object,
  orNull,
  ref,
  type Schema,
  strict,
  text,
} from './json-schema.ts';

const samplingMode: Schema = { type: 'string', enum: ['default', 'all', 'none'] };
const periodMode: Schema = { type: 'string', enum: ['days', 'monthly'] };
const template: Schema = {
  type: 'string',
  format: 'identity-template',
  description:
    'Holds at least one of {{subject-dn}}, {{subject-cn}}, {{subject-ou}}, {{subject-o}}.',
};

/** A certificate wins over what is sent beside it. */
const trustAnchorMembers = {
  id: orNull(text),
  cert: { type: 'string', format: 'x509-certificate' },
  'subject-dn': { type: 'string', format: 'distinguished-name' },
  'subject-dn-bytes': orNull(base64),
  'public-key': { type: 'string', format: 'public-key' },
  algorithm: orNull(text),
  'not-before': instant,
  'not-after': instant,
  'auth-id-template': template,
  'auto-provisioning-enabled': orNull(flag),
  'auto-provision-as-gateway': orNull(flag),
  'auto-provisioning-device-id-template': template,
  'ocsp-revocation-enabled': orNull(flag),
  'ocsp-responder-uri': orNull(text),
  'ocsp-responder-cert': orNull(base64),
  'ocsp-nonce-enabled': orNull(flag),
};

const PLAIN = ['subject-dn', 'public-key', 'not-before', 'not-after'];

export const requestedTenant = {
  TrustAnchorRequest: {
    ...strict(trustAnchorMembers),
    anyOf: [{ required: ['cert'] }, { required: PLAIN }],
  },
  AdapterRequest: strict(
    {
      type: text,
      enabled: orNull(flag),
      'device-authentication-required': orNull(flag),
      ext: orNull(object),
    },
    ['type'],
  ),
  LimitPeriodRequest: strict({ mode: periodMode, 'no-of-days': orNull(integer(0)) }, ['mode']),
  ResourceLimitsRequest: strict({
    'max-connections': orNull(limit),
    'max-ttl': orNull(longLimit),
    'max-ttl-telemetry-qos0': orNull(longLimit),
    'max-ttl-telemetry-qos1': orNull(longLimit),
    'max-ttl-command-response': orNull(longLimit),
    'data-volume': orNull(limitedBy('max-bytes')),
    'connection-duration': orNull(limitedBy('max-minutes')),
    ext: orNull(ref('OwnLimitsRequest')),
  }),
  OwnLimitsRequest: {
    type: 'object',
    properties: {
      'max-payload-size': orNull(integer(0)),
      'message-rate': orNull(
        strict({
          device: orNull(ref('MessageRateRequest')),
          tenant: orNull(ref('MessageRateRequest')),
        }),
      ),
    },
  },
  MessageRateRequest: strict(
    {
      messages: { anyOf: [integer(-1, -1), integer(1)], description: '-1 is unlimited.' },
      seconds: integer(1),
    },
    ['messages', 'seconds'],
  ),
  TenantRequest: strict({
    enabled: orNull(flag),
    alias: { type: 'string', pattern: '^[a-z0-9-]+$' },
    ext: orNull(object),
    defaults: orNull(object),
    adapters: orNull(list(ref('AdapterRequest'), 1)),
    'minimum-message-size': integer(0),
    'registration-limits': orNull(
      strict({ 'max-devices': orNull(limit), 'max-credentials-per-device': orNull(limit) }),
    ),
    'resource-limits': orNull(ref('ResourceLimitsRequest')),
    tracing: orNull(
      strict({
        'sampling-mode': orNull(samplingMode),
        'sampling-mode-per-auth-id': orNull(byName(samplingMode)),
      }),
    ),
    'trust-anchor-group': orNull(text),
    'trusted-ca': orNull({ ...list(ref('TrustAnchorRequest')), maxItems: 40 }),
  }),
};

const shownPeriod = strict({ mode: periodMode, 'no-of-days': integer(1) }, ['mode']);

const tenantMembers = {
  enabled: flag,
  alias: text,
  ext: object,
  defaults: object,
  adapters: list(
    strict({ type: text, enabled: flag, 'device-authentication-required': flag, ext: object }, [
      'type',
      'enabled',
      'device-authentication-required',
    ]),
    1,
  ),
  'minimum-message-size': integer(1),
  'registration-limits': strict({ 'max-devices': limit, 'max-credentials-per-device': limit }, [
    'max-devices',
    'max-credentials-per-device',
  ]),
  'resource-limits': strict({
    'max-connections': integer(0),
    'max-ttl': integer(0, Number.MAX_SAFE_INTEGER),
    'max-ttl-telemetry-qos0': integer(0, Number.MAX_SAFE_INTEGER),
    'max-ttl-telemetry-qos1': integer(0, Number.MAX_SAFE_INTEGER),
    'max-ttl-command-response': integer(0, Number.MAX_SAFE_INTEGER),
    'data-volume': shownLimit('max-bytes'),
    'connection-duration': shownLimit('max-minutes'),
    ext: object,
  }),
  tracing: strict(
    { 'sampling-mode': orNull(samplingMode), 'sampling-mode-per-auth-id': byName(samplingMode) },
    ['sampling-mode'],
  ),
  'trust-anchor-group': text,
  'trusted-ca': list(ref('TrustAnchor'), 1),
};

export const shownTenant = {
  TrustAnchor: strict(
    {
      id: text,
      'subject-dn': text,
      'subject-dn-bytes': base64,
      'public-key': base64,
      algorithm: text,
      'not-before': instant,
      'not-after': instant,
      'auth-id-template': text,
      'auto-provisioning-enabled': flag,
      'auto-provision-as-gateway': flag,
      'auto-provisioning-device-id-template': text,
      'ocsp-revocation-enabled': flag,
      'ocsp-responder-uri': text,
      'ocsp-responder-cert': base64,
      'ocsp-nonce-enabled': flag,
    },
    ['id', ...PLAIN, 'auto-provisioning-enabled', 'auto-provision-as-gateway'],
  ),
  Tenant: strict(tenantMembers),
  TenantHit: strict({ id: text, ...tenantMembers }, ['id']),
};

function limitedBy(bound: string): Schema {
  return strict(
    {
      'effective-since': instant,
      period: orNull(ref('LimitPeriodRequest')),
      [bound]: orNull(longLimit),
    },
    ['effective-since'],
  );
}

function shownLimit(bound: string): Schema {
  return strict({ 'effective-since': instant, period: shownPeriod, [bound]: longLimit }, [
    'effective-since',
    'period',
    bound,
  ]);
}
