import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryTruststore } from '../../../lib/drivers/memory/truststore.ts';
import type { Finding } from '../../../lib/onboarding/findings.ts';
import type { RegisteredTenant } from '../../../lib/onboarding/tenant-list.ts';
import {
  type DomainState,
  keepTruststore,
  TRUSTSTORE_LIMITS,
} from '../../../lib/onboarding/truststore.ts';
import { newTenantId } from '../../support/registry-values.ts';

type Anchor = { readonly 'subject-dn': string; readonly cert?: string };

const certificate = (name: string) => Buffer.from(`certificate of ${name}`).toString('base64');
const anchor = (name: string): Anchor => ({ 'subject-dn': `CN=${name}`, cert: certificate(name) });
const tenantOf = (...names: string[]): RegisteredTenant => ({
  id: newTenantId(),
  document: { 'trusted-ca': names.map(anchor) },
});

function deployment(...tenants: RegisteredTenant[]) {
  const truststore = memoryTruststore();
  const registered = [...tenants];
  const findings: Finding[] = [];
  const trusted: number[] = [];
  const keeper = {
    tenants: { listTenants: async () => ({ items: registered }) },
    ...truststore,
    mostRemovals: 1,
    reportFinding: (finding: Finding) => findings.push(finding),
    reportTrusted: (authorities: number) => trusted.push(authorities),
  };
  return {
    findings,
    trusted,
    run: (most?: number) => keepTruststore(keeper, most),
    register: (...now: RegisteredTenant[]) => registered.splice(0, Infinity, ...now),
    say: (state: Partial<DomainState>) => truststore.say(state),
    kept: async () => (await truststore.file.read())?.text.split('BEGIN').length ?? 0,
    domain: truststore.domain,
  };
}

describe('the truststore', () => {
  it('holds each authority once, in an order that does not depend on who registered it', async () => {
    const [first, second] = [tenantOf('one', 'two'), tenantOf('two', 'three')];
    const [there, back] = [deployment(first, second), deployment(second, first)];

    await there.run();
    await back.run();

    assert.equal(await there.kept(), 3 + 1);
    assert.deepEqual((await there.domain.read()).truststore, (await back.domain.read()).truststore);
    assert.deepEqual(there.trusted, [3]);
  });

  it('is written once as long as nothing changes, and the domain is left alone', async () => {
    const { run, domain, trusted } = deployment(tenantOf('one'));

    await run();
    await run();

    assert.equal((await domain.read()).truststore?.version, '1');
    assert.deepEqual(trusted, [1]);
  });

  it('reaches the domain at a later run when the domain was busy', async () => {
    const { run, domain, say } = deployment(tenantOf('one'));
    say({ isSettled: false });

    await run();
    assert.equal((await domain.read()).truststore, undefined);
    say({ isSettled: true });
    await run();

    assert.equal((await domain.read()).truststore?.version, '1');
  });

  it('is not made of nothing, and says so', async () => {
    const { run, findings, kept } = deployment(tenantOf());

    await run();

    assert.deepEqual(findings, [{ kind: 'no-authorities' }]);
    assert.equal(await kept(), 0);
  });

  it('stays as it is when all authorities have gone', async () => {
    const { run, register, findings, kept } = deployment(tenantOf('one'));
    await run();

    register(tenantOf());
    await run();

    assert.deepEqual(findings, [{ kind: 'truststore-empty', authorities: 1 }]);
    assert.equal(await kept(), 1 + 1);
  });

  it('shrinks by few at once, and by more when an operator says so', async () => {
    const { run, register, findings, kept } = deployment(tenantOf('one', 'two', 'three'));
    await run();

    register(tenantOf('three'));
    await run();
    assert.deepEqual(findings, [{ kind: 'too-many-authorities-leave', leaving: 2, most: 1 }]);
    assert.equal(await kept(), 3 + 1);
    await run(2);

    assert.equal(await kept(), 1 + 1);
  });

  it('lets one go', async () => {
    const { run, register, findings, kept } = deployment(tenantOf('one', 'two'));
    await run();

    register(tenantOf('two'));
    await run();

    assert.deepEqual(findings, []);
    assert.equal(await kept(), 1 + 1);
  });

  it('does without an authority of which only name and key are known, and says whose', async () => {
    const tenant = { id: newTenantId(), document: { 'trusted-ca': [{ 'subject-dn': 'CN=old' }] } };
    const { run, findings, kept } = deployment(tenant, tenantOf('one'));

    await run();

    assert.deepEqual(findings, [{ kind: 'no-certificate', tenant: tenant.id, subject: 'CN=old' }]);
    assert.equal(await kept(), 1 + 1);
  });

  it('stays as it is rather than grow beyond what a gateway takes', async () => {
    const { run, register, findings, kept } = deployment(tenantOf('one'));
    await run();

    const many = Array.from({ length: TRUSTSTORE_LIMITS.authorities }, (_, index) => `n${index}`);
    register(tenantOf('one', ...many));
    await run();

    assert.equal(findings[0]?.kind, 'truststore-too-large');
    assert.equal(await kept(), 1 + 1);
  });

  it('tells what the gateway has against it', async () => {
    const { run, say, findings } = deployment(tenantOf('one'));
    say({ warnings: ['a key is too short', 'another is'] });

    await run();

    assert.deepEqual(findings, [
      { kind: 'truststore-warnings', warnings: 'a key is too short; another is' },
    ]);
  });

  it('is left alone when the registry does not answer to the end', async () => {
    const { run, kept } = deployment(tenantOf('one'));
    await run();
    const broken = { listTenants: () => Promise.reject(new Error('no answer')) };
    const { file, domain } = memoryTruststore();

    const failing = keepTruststore({
      tenants: broken,
      file,
      domain,
      mostRemovals: 1,
      reportFinding: () => {},
      reportTrusted: () => {},
    });

    await assert.rejects(failing, /no answer/);
    assert.equal(await file.read(), undefined);
    assert.equal(await kept(), 1 + 1);
  });
});
