import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TrustAnchor } from '../../../lib/registry/tenant-document.ts';
import type { Credential } from '../../../lib/registry/credentials-document.ts';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { type Identity, identity, type IdentityGiven } from '../../support/certificates.ts';
import { encodedKey } from '../../support/device-tokens.ts';
import type { HttpEventGiven } from '../../support/http-events.ts';
import { AN_INSTANT_MS, change, password, trustAnchor } from '../../support/registry-values.ts';
import { southbound, type SouthboundGiven } from '../../support/southbound.ts';

/** Names of the cases are those of Hono's own tests, where it has one. */

const ROOT = identity({
  subject: [
    ['O', 'Acme'],
    ['CN', 'Root'],
  ],
});
/** Of the same name, with another key. */
const IMPOSTOR = identity({
  subject: [
    ['O', 'Acme'],
    ['CN', 'Root'],
  ],
});
const NOW = new Date(AN_INSTANT_MS).toISOString();

function anchorOf(authority: Identity, given: Partial<TrustAnchor> = {}): TrustAnchor {
  return { ...trustAnchor(authority.subject), 'public-key': encodedKey(authority), ...given };
}

function certificateOf(authId: string, given: Partial<Credential> = {}): Credential {
  return password(authId, { type: 'x509-cert', secrets: [{ id: 's', material: {} }], ...given });
}

type Case = {
  readonly certificate?: IdentityGiven;
  readonly anchors?: readonly TrustAnchor[];
  readonly credential?: Credential;
  readonly tenant?: SouthboundGiven['tenantDocument'];
  readonly request?: HttpEventGiven;
};

async function open({
  anchors = [anchorOf(ROOT)],
  credential = certificateOf('CN=device-1'),
  tenant,
}: Case) {
  return southbound({
    tenantDocument: { ...tenant, 'trusted-ca': anchors },
    credentials: [credential],
  });
}

async function answerTo(given: Case = {}) {
  const { upload, produced } = await open(given);
  const { pem } = identity({ issuer: ROOT, ...given.certificate });

  // The password that comes along is right: the certificate decides alone.
  const answer = await upload({ clientCertPem: pem, ...given.request });

  assert.equal(produced().length, answer.statusCode === 202 ? 1 : 0);
  return answer;
}

describe('Client certificate: the device is known', () => {
  const subject = [
    ['O', 'Acme, Inc.'],
    ['OU', 'Lab'],
    ['CN', 'device-1'],
  ] as const;
  const cases: Readonly<Record<string, Case>> = {
    testUploadMessagesUsingClientCertificate: {},
    'testUploadMessagesUsingClientCertificate (RSA)': { certificate: { keyType: 'rsa' } },
    'the auth-id is the subject as RFC 2253 writes it': {
      certificate: { subject },
      credential: certificateOf('CN=device-1,OU=Lab,O=Acme\\, Inc.'),
    },
    'the auth-id follows the authority’s template': {
      certificate: { subject },
      anchors: [anchorOf(ROOT, { 'auth-id-template': '{{subject-ou}}/{{subject-cn}}' })],
      credential: certificateOf('Lab/device-1'),
    },
    'one of several authorities has issued it': {
      anchors: [anchorOf(identity({ subject: [['CN', 'Other']] })), anchorOf(ROOT)],
    },
    'an authority has a new key beside its old one': {
      anchors: [anchorOf(IMPOSTOR), anchorOf(ROOT)],
    },
    'testValidateClientCertificateUsesRequestedHostName (tenant)': {
      certificate: { issuer: IMPOSTOR },
      anchors: [anchorOf(IMPOSTOR)],
      request: { host: 'acme.example.com' },
    },
    'without an Authorization header': { request: { headers: { authorization: '' } } },
  };
  for (const [name, given] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal((await answerTo(given)).statusCode, 202);
    });
  }

  test('testUploadMessagesUsingClientCertificateWithAlias', async () => {
    const group = { 'trust-anchor-group': 'group', 'trusted-ca': [anchorOf(ROOT)] };
    const { upload, store } = await open({ tenant: { ...group, alias: 'test-alias' } });
    await store.createTenant(parseTenantId('other'), group, change());
    const { pem: clientCertPem } = identity({ issuer: ROOT });
    const uploadTo = (host: string) => upload({ clientCertPem, host });

    assert.equal((await uploadTo('test-alias.127.0.0.1.nip.io')).statusCode, 202);
    assert.equal((await uploadTo('acme.example.com')).statusCode, 202);
    assert.equal((await uploadTo('other.example.com')).statusCode, 401);
    assert.equal((await uploadTo('nobody.example.com')).statusCode, 404);
  });
});

describe('Client certificate: the device is refused, although its password is right', () => {
  const disabled = { enabled: false };
  const cases: Readonly<Record<string, readonly [status: number, given: Case]>> = {
    testUploadFailsForNonMatchingTrustAnchor: [401, { certificate: { issuer: IMPOSTOR } }],
    'it has signed itself': [
      401,
      { certificate: { subject: [['CN', 'Root']] }, request: { host: 'acme.example.com' } },
    ],
    'the certificate has expired': [401, { certificate: { notAfter: '2026-11-21T11:59:59Z' } }],
    'the certificate is not valid yet': [
      401,
      { certificate: { notBefore: '2026-11-21T12:00:01Z' } },
    ],
    'the certificate is signed with SHA-1': [401, { certificate: { digest: 'sha1' } }],
    'the certificate is critical about something unknown': [
      401,
      { certificate: { criticalExtension: '1.2.3.4' } },
    ],
    'the certificate cannot be read': [401, { request: { clientCertPem: 'CERT_CONTENT' } }],
    'the issuer has an authority’s key, but not its name': [
      401,
      {
        anchors: [anchorOf(ROOT, { 'subject-dn': 'CN=Root' })],
        request: { host: 'acme.example.com' },
      },
    ],
    'no authority of the tenant is valid any more': [
      401,
      { anchors: [anchorOf(ROOT, { 'not-after': '2026-11-21T11:59:59Z' })] },
    ],
    'no authority of the tenant is valid yet': [
      401,
      { anchors: [anchorOf(ROOT, { 'not-before': '2026-11-21T12:00:01Z' })] },
    ],
    'the subject lacks what the template needs': [
      401,
      { anchors: [anchorOf(ROOT, { 'auth-id-template': '{{subject-ou}}' })] },
    ],
    testConnectFailsIfAutoProvisioningIsDisabled: [
      401,
      { credential: certificateOf('CN=device-2') },
    ],
    'the credentials are disabled': [401, { credential: certificateOf('CN=device-1', disabled) }],
    'the credentials are not valid any more': [
      401,
      {
        credential: certificateOf('CN=device-1', {
          secrets: [{ id: 's', 'not-after': NOW, material: {} }],
        }),
      },
    ],
    'nobody trusts the issuer, and the host name is nobody’s': [404, { anchors: [] }],
    'nobody trusts the issuer, and the host name has one label': [
      400,
      { anchors: [], request: { host: 'localhost' } },
    ],
    'the host name’s tenant trusts nobody': [
      401,
      { anchors: [], request: { host: 'acme.example.com' } },
    ],
    'the tenant is disabled': [403, { tenant: disabled }],
    'the adapter is disabled': [
      403,
      {
        tenant: {
          adapters: [{ type: 'hono-mqtt', enabled: true, 'device-authentication-required': true }],
        },
      },
    ],
    'the tenant is disabled, but the certificate is wrong': [
      401,
      { tenant: disabled, certificate: { issuer: IMPOSTOR } },
    ],
  };
  for (const [name, [status, given]] of Object.entries(cases)) {
    test(`${name}: ${status}`, async () => {
      const { statusCode, body = '' } = await answerTo(given);

      assert.equal(statusCode, status);
      assert.match(body, /^\{"error":".+"\}$/);
    });
  }
});

describe('Client certificate: what is not one', () => {
  for (const header of ['x-client-cert', 'x-amzn-mtls-clientcert', 'x-forwarded-client-cert']) {
    test(`the header ${header}`, async () => {
      const { upload } = await open({});
      const { pem } = identity({ issuer: ROOT });

      const { statusCode } = await upload({
        headers: { authorization: 'Mutual none', [header]: encodeURIComponent(pem) },
      });

      assert.equal(statusCode, 401);
    });
  }
});
