import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  alterUserScramCredentialsV0,
  Connection,
  SASLMechanisms,
  ScramMechanisms,
} from '@platformatic/kafka';
import type { BrokerLogins } from '../../lib/drivers/broker-login/broker-login.ts';
import { startKafka } from '../../local/kafka/start-kafka.ts';
import type { SecuredListener } from '../../local/kafka/properties.ts';
import { type Identity, identity, pemOf } from './certificates.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** A broker that lets clients in by each kind of security, and past all of them on `brokers`. */
export type SecuredKafka = {
  readonly brokers: readonly string[];
  /** By the kind of security. */
  readonly secured: Readonly<Record<'tls' | 'mtls' | 'scram' | 'oauth', readonly string[]>>;
  /** Who vouches for the broker, in PEM. */
  readonly ca: string;
  /** Makes the user, or gives it another password. */
  readonly setPassword: (username: string, password: string) => Promise<void>;
  /** The content of a secret with a certificate that the broker trusts. */
  readonly clientCertificate: () => { readonly certificate: string; readonly privateKey: string };
  readonly stop: () => Promise<void>;
};

/** Milliseconds: a connection that showed a token is let in for as long as the token lives, and no longer than this. */
const OAUTH_SESSION_MS = 3_600_000;

export async function startSecuredKafka(): Promise<SecuredKafka> {
  const authority = identity({ subject: [['CN', 'authority']], isAuthority: true });
  const dataDir = temporaryFolder();
  const kafka = await startKafka({
    dataDir,
    autoCreateTopics: true,
    secured: securedListeners(await storesIn(dataDir, authority)),
    report: (line) => console.error(line),
  });
  const of = (name: string) => kafka.securedBrokers[name] ?? [];
  return {
    brokers: kafka.brokers,
    secured: { tls: of('TLS'), mtls: of('MTLS'), scram: of('SCRAM'), oauth: of('OAUTH') },
    ca: authority.pem,
    setPassword: async (username, password) => {
      await setPassword(kafka.port, username, password);
      await until(() => isLetIn(of('SCRAM'), authority.pem, { username, password }));
    },
    clientCertificate: () => clientCertificate(authority),
    stop: kafka.stop,
  };
}

function clientCertificate(issuer: Identity) {
  const client = identity({ subject: [['CN', 'tidegate']], issuer });
  return { certificate: client.pem, privateKey: pemOf(client) };
}

type Stores = Readonly<Record<string, string>>;

/** Key and certificate of the broker, and whom it trusts. */
async function storesIn(folder: string, issuer: Identity): Promise<Stores> {
  const server = identity({ subject: [['CN', 'localhost']], issuer, serverName: 'localhost' });
  const keyStore = join(folder, 'server.pem');
  const trustStore = join(folder, 'authority.pem');
  await mkdir(folder, { recursive: true });
  await writeFile(keyStore, `${pemOf(server)}${server.pem}`);
  await writeFile(trustStore, issuer.pem);
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': trustStore,
  };
}

/** As Amazon MSK has them; unsecured tokens stand for those that IAM checks. */
function securedListeners(stores: Stores): readonly SecuredListener[] {
  const modules = 'org.apache.kafka.common.security';
  return [
    { name: 'TLS', protocol: 'SSL', properties: stores },
    { name: 'MTLS', protocol: 'SSL', properties: { ...stores, 'ssl.client.auth': 'required' } },
    {
      name: 'SCRAM',
      protocol: 'SASL_SSL',
      properties: {
        ...stores,
        'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
        'scram-sha-512.sasl.jaas.config': `${modules}.scram.ScramLoginModule required;`,
      },
    },
    {
      name: 'OAUTH',
      protocol: 'SASL_SSL',
      properties: {
        ...stores,
        'sasl.enabled.mechanisms': 'OAUTHBEARER',
        'oauthbearer.sasl.jaas.config': `${modules}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
        'oauthbearer.connections.max.reauth.ms': OAUTH_SESSION_MS,
      },
    },
  ];
}

const ITERATIONS = 4096;

/** The broker may take a moment to know it. */
async function setPassword(port: number, name: string, password: string): Promise<void> {
  const connection = new Connection('test');
  await connection.connect('127.0.0.1', port);
  const salt = randomBytes(16);
  const saltedPassword = pbkdf2Sync(password, salt, ITERATIONS, 64, 'sha512');
  const mechanism = ScramMechanisms.SCRAM_SHA_512;
  const entry = { name, mechanism, iterations: ITERATIONS, salt, saltedPassword };
  await alterUserScramCredentialsV0.api.async(connection, [], [entry]);
  await connection.close();
}

async function isLetIn(
  [broker = '']: readonly string[],
  ca: string,
  user: { readonly username: string; readonly password: string },
): Promise<boolean> {
  const [host = '', port] = broker.split(':');
  const sasl = { mechanism: SASLMechanisms.SCRAM_SHA_512, ...user };
  const connection = new Connection('test', { tls: { ca }, sasl });
  try {
    await connection.connect(host, Number(port));
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

/** Logins by a token that nobody signed. @param lifetimeMs of each */
export function unsecuredTokens(ca: string, lifetimeMs = 900_000): BrokerLogins {
  return {
    current: async () => ({
      tls: { ca },
      sasl: { mechanism: 'OAUTHBEARER', token: unsecuredToken(lifetimeMs) },
      expiresAtMs: Date.now() + lifetimeMs,
    }),
    insteadOf: async () => undefined,
  };
}

/** @see RFC 7519, section 6 */
function unsecuredToken(lifetimeMs: number): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = { sub: 'tidegate', iat: nowSeconds, exp: nowSeconds + lifetimeMs / 1000 };
  const parts = [{ alg: 'none' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.`;
}
