import { ConfigurationError, type Environment, text } from './environment.ts';
import { secretAddress } from './secret-address.ts';

/** Where the AMQP 1.0 messaging network is; the driver's own connection says the same. */
export type AmqpConfig = {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  readonly user?: { readonly name: string; readonly password: string };
  /** Of Secrets Manager, or `file:` and a path; it holds a user or a certificate. */
  readonly secret?: string;
};

const PORTS: Readonly<Record<string, number>> = { 'amqp:': 5672, 'amqps:': 5671 };

/**
 * From `AMQP_URL` and its companions.
 *
 * @returns undefined when the deployment has no such network.
 * @throws {ConfigurationError} naming the variable and what it takes
 */
export function amqpConfig(env: Environment): AmqpConfig | undefined {
  if (!env['AMQP_URL']) return undefined;
  const { protocol, hostname, port } = parseUrl(env['AMQP_URL']);
  const secret = secretOf(env);
  const user = userOf(env);
  if (protocol === 'amqp:') checkUnencrypted(hostname, env);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (PORTS[protocol] ?? 0),
    ...(secret !== undefined && { secret }),
    ...(user && { user }),
    ...(protocol === 'amqps:' && { tls: tlsOf(env) }),
  };
}

function parseUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain =
    url && url.protocol in PORTS && url.hostname && !url.username && !url.password && !url.search;
  if (url && isPlain && (url.pathname === '' || url.pathname === '/')) return url;
  throw new ConfigurationError(
    'AMQP_URL takes amqp://host:port or amqps://host:port; who connects stands in AMQP_SECRET, or in AMQP_USER and AMQP_PASSWORD',
  );
}

function secretOf(env: Environment): string | undefined {
  const secret = secretAddress(env, 'AMQP_SECRET');
  if (secret === undefined || (!env['AMQP_USER'] && !env['AMQP_CERTIFICATE'])) return secret;
  throw new ConfigurationError(
    'AMQP_SECRET says who connects; AMQP_USER and AMQP_CERTIFICATE go without it',
  );
}

function userOf(env: Environment): AmqpConfig['user'] {
  if (!env['AMQP_USER']) return undefined;
  return { name: env['AMQP_USER'], password: text(env, 'AMQP_PASSWORD') };
}

/** @throws {ConfigurationError} for what only TLS can use, or has to protect */
function checkUnencrypted(hostname: string, env: Environment): void {
  const useless = ['AMQP_CA', 'AMQP_CERTIFICATE'].find((name) => env[name]);
  if (useless)
    throw new ConfigurationError(`${useless} goes with amqps://, and AMQP_URL is amqp://`);
  const isSecret = env['AMQP_USER'] || env['AMQP_SECRET'];
  if (!isSecret || /^(?:localhost|127\..+|\[::1\])$/.test(hostname)) return;
  throw new ConfigurationError(
    'AMQP_USER and AMQP_SECRET go with amqps://, unless the network is on this machine: passwords are not sent in the clear',
  );
}

/** PEM texts, as they stand in the variables. */
function tlsOf(env: Environment): NonNullable<AmqpConfig['tls']> {
  const { AMQP_CA: ca, AMQP_CERTIFICATE: certificate } = env;
  const own = certificate ? { certificate, key: text(env, 'AMQP_KEY') } : {};
  return { ...(ca && { ca }), ...own };
}
