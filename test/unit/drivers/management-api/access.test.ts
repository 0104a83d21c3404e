import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from 'bcryptjs';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import type { ManagementUser } from '../../../../lib/domain/management-user.ts';
import { type Access, managementAccess } from '../../../../lib/drivers/management-api/access.ts';
import { bcryptPasswordHasher } from '../../../../lib/drivers/bcrypt/hash.ts';

const passwordHash = await bcryptPasswordHasher(4).hash('p:ß€');
const operator: ManagementUser = {
  name: 'olga',
  passwordHash,
  grant: { role: 'operator', tenants: new Set([parseTenantId('t1')]) },
};

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

function access(options: Partial<Parameters<typeof managementAccess>[0]> = {}): Access {
  return managementAccess({ users: [operator], checkPassword: compare, ...options });
}

describe('access to the management API', () => {
  test('is closed to everybody when nobody is named', async () => {
    const closed = access({ users: [] });

    for (const credentials of [':', 'undefined', '', 'olga:p:ß€']) {
      await assert.rejects(closed(basic(credentials)), { code: 'CREDENTIALS_REJECTED' });
    }
    await assert.rejects(closed('Bearer e30.e30.x'), { code: 'CREDENTIALS_REJECTED' });
    await assert.rejects(closed(undefined), { code: 'CREDENTIALS_MISSING' });
  });

  test('is an administrator’s with TIDEGATE_ADMIN, whatever is in the password', async () => {
    const open = access({ administrator: 'admin:p:ß€' });

    const principal = await open(basic('admin:p:ß€').replace('Basic', 'basic '));

    assert.deepEqual(principal, { name: 'admin', scheme: 'basic', role: 'admin' });
  });

  test('is a user’s with the user’s own role', async () => {
    const principal = await access()(basic('olga:p:ß€'));

    assert.deepEqual(principal, { name: 'olga', scheme: 'basic', ...operator.grant });
  });

  const wrong = ['olga:p', 'olga:p:ß€2', 'olga', 'OLGA:p:ß€', 'nobody:p:ß€', ':p:ß€', 'olga:'];
  for (const credentials of wrong) {
    test(`is refused to ${JSON.stringify(credentials)}`, async () => {
      const open = access({ administrator: 'admin:secret' });
      await open(basic('olga:p:ß€'));

      await assert.rejects(open(basic(credentials)), { code: 'CREDENTIALS_REJECTED' });
    });
  }

  test('hashes a right password once, and a wrong one or an unknown name each time', async () => {
    const hashed: string[] = [];
    const open = access({
      checkPassword: async (password, hash) => {
        hashed.push(password);
        return hash === passwordHash && password === 'right';
      },
    });

    for (const name of ['olga:right', 'olga:right', 'nobody:right']) {
      await open(basic(name)).catch(() => undefined);
    }
    await assert.rejects(open(basic('olga:wrong')));

    assert.deepEqual(hashed, ['right', 'right', 'wrong']);
  });

  test('hands a token over as it is', async () => {
    const principal = { name: 'ci', scheme: 'bearer', role: 'admin' } as const;
    const seen: string[] = [];
    const open = access({ checkToken: async (token) => (seen.push(token), principal) });

    assert.equal(await open('bearer a.b.c'), principal);
    assert.deepEqual(seen, ['a.b.c']);
  });
});

describe('access of an IAM identity', () => {
  const account = '123456789012';
  const iamPrincipals = [
    { arn: `arn:aws:sts::${account}:assumed-role/platform/*`, grant: { role: 'admin' } },
    { arn: `arn:aws:iam::${account}:user/olga`, grant: operator.grant },
  ] as const;
  const signed = 'AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-west-1/execute-api/aws4_request';

  test('is that of the first pattern that it matches', async () => {
    const open = access({ iamPrincipals });
    const session = `arn:aws:sts::${account}:assumed-role/platform/deploy`;
    const user = `arn:aws:iam::${account}:user/olga`;

    const [first, second] = [await open(signed, session), await open(signed, user)];

    assert.deepEqual(first, { name: session, scheme: 'iam', role: 'admin' });
    assert.deepEqual(second, { name: user, scheme: 'iam', ...operator.grant });
  });

  for (const arn of [
    `arn:aws:sts::${account}:assumed-role/platform/a/b`,
    `arn:aws:sts::${account}:assumed-role/platform-2/deploy`,
    `arn:aws:sts::999999999999:assumed-role/platform/deploy`,
    `arn:aws:iam::${account}:user/olga2`,
    `arn:aws:iam::${account}:user/x/olga`,
    '',
  ]) {
    test(`is refused to ${JSON.stringify(arn)}`, async () => {
      await assert.rejects(access({ iamPrincipals })(signed, arn), { code: 'NOT_AUTHORIZED' });
    });
  }

  test('is refused to everybody when nobody is named, and whatever else is presented', async () => {
    const open = access({ administrator: 'admin:secret' });

    await assert.rejects(open(basic('admin:secret'), `arn:aws:iam::${account}:user/olga`), {
      code: 'NOT_AUTHORIZED',
    });
  });
});
