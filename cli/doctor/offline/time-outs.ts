import type { ConsumerConfig } from '../../../lib/config/consumer.ts';
import type { Deployment } from '../deployment.ts';
import { error, type Finding, warning, when } from '../finding.ts';

/** API Gateway's own for an HTTP API. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const GATEWAY_SECONDS = 30;
/** Of a function behind a Kafka mapping. @see https://docs.aws.amazon.com/lambda/latest/dg/msk-esm-parameters.html */
const MAPPING_SECONDS = 840;

/** A function has to end before whoever waits for it gives up. */
export function timeOuts({ service, functions }: Deployment): Finding[] {
  const behindGateway = new Set(service.routes.map(({ functionName }) => functionName));
  const consumer = functions.get(service.mapping.functionName);
  return [
    ...[...functions.values()]
      .filter(({ name }) => behindGateway.has(name))
      .flatMap(({ name, timeoutSeconds }) =>
        when(
          timeoutSeconds >= GATEWAY_SECONDS,
          error(
            name,
            `may take ${timeoutSeconds} s, and API Gateway answers 503 after ${GATEWAY_SECONDS} s by itself`,
            `set timeout below ${GATEWAY_SECONDS} in deploy/functions/${name}.yml`,
          ),
        ),
      ),
    ...when(
      (consumer?.timeoutSeconds ?? 0) > MAPPING_SECONDS,
      error(
        'consumer',
        `may take ${consumer?.timeoutSeconds} s; a function behind a Kafka mapping has ${MAPPING_SECONDS} s at most`,
        'set timeout in deploy/functions/consumer.yml',
      ),
    ),
  ];
}

/** What the consumer keeps back for its answer has to fit into its time-out, and so has what it waits for. */
export function consumerTime(config: ConsumerConfig, timeoutSeconds: number): readonly Finding[] {
  const { reserveMs, sink } = config;
  const workMs = timeoutSeconds * 1000 - reserveMs;
  const remedy = 'raise timeout in deploy/functions/consumer.yml, or lower the variable';
  if (workMs <= 0) {
    const what = `CONSUMER_RESERVE_MS is ${reserveMs}, all of the ${timeoutSeconds} s that the function has: no event is begun`;
    return [error('consumer', what, remedy)];
  }
  const waits = sink.kind === 'webhook' ? sink.timeoutMs : 0;
  return when(
    waits >= workMs,
    warning(
      'consumer',
      `WEBHOOK_TIMEOUT_MS is ${waits}, and ${workMs} ms are left for work: a slow receiver costs the whole invocation`,
      remedy,
    ),
  );
}
