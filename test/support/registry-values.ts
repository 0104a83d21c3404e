import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import { type FailureCode, ServiceError } from '../../lib/domain/errors.ts';
import {
  type DeviceId,
  parseDeviceId,
  parseTenantId,
  type TenantId,
} from '../../lib/domain/identifiers.ts';
import type { Credential } from '../../lib/registry/credentials-document.ts';
import type { Change } from '../../lib/registry/registry-store.ts';
import type { TrustAnchor } from '../../lib/registry/tenant-document.ts';

export const AN_INSTANT_MS = Date.parse('2026-11-21T12:00:00Z');

/** A tenant that no other test uses. */
export function newTenantId(prefix = 'tenant'): TenantId {
  return parseTenantId(`${prefix}-${randomUUID()}`);
}

export function deviceId(id: string): DeviceId {
  return parseDeviceId(id);
}

/** A write that owes nothing to anybody. */
export function change(given: Partial<Change> = {}) {
  const version = randomUUID();
  return {
    atMs: AN_INSTANT_MS,
    version,
    outbox: [],
    credentialsVersion: `credentials-${version}`,
    ...given,
  };
}

export function password(authId: string, given: Partial<Credential> = {}): Credential {
  return {
    type: 'hashed-password',
    'auth-id': authId,
    secrets: [
      {
        id: 'secret-1',
        material: { 'hash-function': 'sha-256', 'pwd-hash': 'aGFzaA==', salt: 'c2FsdA==' },
      },
    ],
    ...given,
  };
}

export function trustAnchor(subject: string): TrustAnchor {
  return {
    id: 'anchor-1',
    'subject-dn': subject,
    'public-key': 'a2V5',
    'not-before': '2020-01-01T00:00:00Z',
    'not-after': '2040-01-01T00:00:00Z',
    'auto-provisioning-enabled': false,
    'auto-provision-as-gateway': false,
  };
}

/** Asserts that an action is refused with a code of the catalogue. */
export async function assertRefused(action: Promise<unknown>, code: FailureCode): Promise<void> {
  await assert.rejects(action, (failure) => {
    assert.ok(failure instanceof ServiceError, String(failure));
    assert.equal(failure.code, code);
    return true;
  });
}

/** Asserts that one action is carried out and all others are refused; on a machine under load some get no answer. */
export async function assertOneWinner(
  actions: readonly Promise<unknown>[],
  ...refusals: readonly FailureCode[]
): Promise<void> {
  const settled = await Promise.allSettled(actions);
  const outcomes = settled.map((one) => (one.status === 'rejected' ? codeOf(one.reason) : 'done'));
  const known = new Set<string>(['done', ...refusals, 'REGISTRY_UNAVAILABLE']);
  assert.deepEqual(
    outcomes.filter((outcome) => !known.has(outcome)),
    [],
  );
  assert.equal(outcomes.filter((outcome) => outcome === 'done').length, 1);
}

function codeOf(failure: unknown): string {
  return failure instanceof ServiceError ? failure.code : String(failure);
}
