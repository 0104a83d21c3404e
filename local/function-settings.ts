import type { Isolation } from './lambda/lambda.ts';
import type { FunctionModel, ServiceModel } from './service-model/model.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Nobody else uses up the rates of the control plane here. Settings count instead. */
export const LOCAL_RATES = { LAMBDA_CALL_RATE: '1000', TOPIC_CALL_RATE: '1000' };

/** Milliseconds for which a process that is never frozen gathers values of metrics. */
const METRICS_INTERVAL_MS = '1000';

/** What counts unless the operator says otherwise. Nobody pays for metrics here. */
export function localSettings(isolation: Isolation): Variables {
  return {
    METRICS: 'by-tenant',
    ...(isolation === 'none' && { METRICS_INTERVAL_MS }),
  };
}

/** What takes the place of AWS for the SDK of a function. @param endpoints where its services are */
export function awsVariables(
  service: ServiceModel,
  { dynamoDb, controlPlane }: { readonly dynamoDb: string; readonly controlPlane?: string },
): Record<string, string> {
  return {
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb,
    ...(controlPlane !== undefined && {
      AWS_ENDPOINT_URL_KAFKA: controlPlane,
      AWS_ENDPOINT_URL_LAMBDA: controlPlane,
    }),
  };
}

/**
 * A function's variables: those of `serverless.yml`, where a value of the same name in `overrides` counts instead, and
 * those that every function gets.
 */
export function withSettings(
  model: FunctionModel,
  overrides: Variables,
  common: Readonly<Record<string, string>>,
): FunctionModel {
  const own = Object.entries(model.environment).map(([name, value]) => [
    name,
    overrides[name] ?? value,
  ]);
  return {
    ...model,
    environment: { ...common, ...Object.fromEntries(own) } as Record<string, string>,
  };
}

/** A handler, and variables beside those of the function it replaces, by that function's name. */
export type Replacements = Readonly<
  Record<
    string,
    { readonly handler?: string; readonly environment?: Readonly<Record<string, string>> }
  >
>;

export function replaced(model: FunctionModel, replacements: Replacements = {}): FunctionModel {
  const { handler = model.handler, environment } = replacements[model.name] ?? {};
  return { ...model, handler, environment: { ...model.environment, ...environment } };
}
