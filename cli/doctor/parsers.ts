import { bridgeConfig } from '../../lib/config/bridge.ts';
import { consumerConfig } from '../../lib/config/consumer.ts';
import { ConfigurationError, type Environment, text } from '../../lib/config/environment.ts';
import { ingestConfig } from '../../lib/config/ingest.ts';
import { observabilityConfig } from '../../lib/config/observability.ts';
import { publisherConfig } from '../../lib/config/publisher.ts';
import { reconcilerConfig } from '../../lib/config/reconciler.ts';
import { registryConfig } from '../../lib/config/registry.ts';

type Parse = (env: Environment) => unknown;

/** What each function does with its variables when it starts. */
export const parsers: Readonly<Record<string, readonly Parse[]>> = {
  ingest: [ingestConfig, observabilityConfig],
  registry: [registryConfig, observabilityConfig],
  consumer: [consumerConfig, observabilityConfig],
  bridge: [bridgeConfig, observabilityConfig],
  publisher: [publisherConfig, observabilityConfig],
  reconciler: [reconcilerConfig, observabilityConfig],
  tenants: [(env) => text(env, 'REGISTRY_TABLE')],
};

/** What keeps a function from starting, one sentence for each variable that is wrong. */
export function problemsOf(name: string, env: Environment): string[] {
  return (parsers[name] ?? []).flatMap((parse) => problemsWith(parse, env));
}

/** A parser stops at the first variable that it does not understand; without that one, it tells of the next. */
function problemsWith(parse: Parse, env: Environment): string[] {
  const problems: string[] = [];
  const left = { ...env };
  for (;;) {
    const problem = problemWith(parse, left);
    const [name] = /^[A-Z][A-Z0-9_]+/.exec(problem ?? '') ?? [];
    if (problem === undefined) return problems;
    // Its value was taken away above: it was told what is wrong with it.
    if (name !== undefined && env[name] && !left[name]) return problems;
    problems.push(problem);
    if (name === undefined || !left[name]) return problems;
    left[name] = '';
  }
}

function problemWith(parse: Parse, env: Environment): string | undefined {
  try {
    parse(env);
    return undefined;
  } catch (failure) {
    if (failure instanceof ConfigurationError) return failure.message;
    throw failure;
  }
}
