import { ConfigurationError, type Environment, text } from './environment.ts';

/** Where the AMQP 1.0 messaging network is; the driver's own connection says the same. */
export type AmqpConfig = {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  readonly user?: { readonly name: string; readonly password: string };
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
  const user = userOf(env);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (PORTS[protocol] ?? 0),
    ...(user && { user }),
    ...tlsOf(protocol, env),
  };
}

function parseUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain =
    url && url.protocol in PORTS && url.hostname && !url.username && !url.password && !url.search;
  if (url && isPlain && (url.pathname === '' || url.pathname === '/')) return url;
  throw new ConfigurationError(
    'AMQP_URL takes amqp://host:port or amqps://host:port; who connects stands in AMQP_USER and AMQP_PASSWORD',
  );
}

function userOf(env: Environment): AmqpConfig['user'] {
  if (!env['AMQP_USER']) return undefined;
  return { name: env['AMQP_USER'], password: text(env, 'AMQP_PASSWORD') };
}

/** PEM texts, as they stand in the variables. */
function tlsOf(protocol: string, env: Environment): Pick<AmqpConfig, 'tls'> {
  if (protocol !== 'amqps:') return {};
  const { AMQP_CA: ca, AMQP_CERTIFICATE: certificate } = env;
  const own = certificate ? { certificate, key: text(env, 'AMQP_KEY') } : {};
  return { tls: { ...(ca && { ca }), ...own } };
}
