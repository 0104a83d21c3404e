import { ConfigurationError, type Environment, oneOf, text, wholeNumber } from './environment.ts';

/** What the deployed consumer does with events. */
export type ConsumerSink =
  | { readonly kind: 'state' }
  | { readonly kind: 'eventbridge'; readonly bus: string; readonly source: string }
  | {
      readonly kind: 'webhook';
      readonly url: URL;
      readonly keys: readonly Buffer[];
      readonly timeoutMs: number;
    };

/** @throws {ConfigurationError} */
export function consumerSink(env: Environment): ConsumerSink {
  const kind = oneOf(env, 'CONSUMER_SINK', ['state', 'eventbridge', 'webhook']);
  if (kind === 'eventbridge')
    return { kind, bus: text(env, 'EVENT_BUS'), source: eventSource(env) };
  if (kind === 'state') return { kind };
  return { kind, url: webhookUrl(env), keys: webhookKeys(env), timeoutMs: webhookTimeoutMs(env) };
}

/** AWS keeps its own prefix for itself. @see EventBridge, `PutEvents` */
function eventSource(env: Environment): string {
  const source = env['EVENT_SOURCE'] || 'tidegate';
  if (/^(?!aws\.)[\w.\-/]{1,256}$/.test(source)) return source;
  throw new ConfigurationError(
    `EVENT_SOURCE is ${JSON.stringify(source)}; it takes letters, digits and . - _ /, and does not begin with aws.`,
  );
}

/** The address may hold a secret, so it is not repeated. */
function webhookUrl(env: Environment): URL {
  const address = text(env, 'WEBHOOK_URL');
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url;
  throw new ConfigurationError('WEBHOOK_URL takes an https address without user and password');
}

function webhookTimeoutMs(env: Environment): number {
  return wholeNumber(env, 'WEBHOOK_TIMEOUT_MS', 5000, { from: 100, to: 60_000 });
}

/** @see Standard Webhooks, specification 1.0.0, "Symmetric" signing secrets */
function webhookKeys(env: Environment): readonly Buffer[] {
  const keys = text(env, 'WEBHOOK_KEYS').split(',').map(toKey);
  const known = keys.filter((key) => key !== undefined);
  if (known.length === keys.length && known.length <= MAX_KEYS) return known;
  throw new ConfigurationError(
    `WEBHOOK_KEYS takes whsec_ and the base64 form of 24 to 64 bytes; up to ${MAX_KEYS}, separated by commas`,
  );
}

const MAX_KEYS = 4;

function toKey(secret: string): Buffer | undefined {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(base64 ?? '', 'base64');
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}
