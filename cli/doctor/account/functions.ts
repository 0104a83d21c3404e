import type { DeployedFunction } from '../../../lib/drivers/lambda/deployed-function.ts';
import type { Deployment, DeployedModel } from '../deployment.ts';
import { error, type Finding, warning, when } from '../finding.ts';
import { problemsOf } from '../parsers.ts';

export type DeployedFunctions = ReadonlyMap<string, DeployedFunction | undefined>;

const DEPLOY = 'deploy again: npm exec --no -- osls deploy';

/** What runs, against what `serverless.yml` says. */
export function functionFindings(deployment: Deployment, deployed: DeployedFunctions): Finding[] {
  return [...deployment.functions.values()].flatMap((model) => {
    const found = deployed.get(model.name);
    if (!found) {
      return error(model.name, `there is no function ${model.deployedName}`, DEPLOY);
    }
    return [...stateOf(model, found), ...settingsOf(model, found), ...variablesOf(model, found)];
  });
}

function stateOf({ name }: DeployedModel, { state, lastUpdate }: DeployedFunction) {
  return [
    ...when(
      state !== 'Active',
      error(name, `its state is ${state}: it cannot be invoked`, "see the function's page in AWS"),
    ),
    ...when(
      lastUpdate === 'Failed',
      error(name, 'its last update has failed: an older version runs', DEPLOY),
    ),
  ];
}

function settingsOf(model: DeployedModel, found: DeployedFunction): readonly Finding[] {
  const settings = [
    ['timeout', model.timeoutSeconds, found.timeoutSeconds],
    ['memorySize', model.memoryMb, found.memoryMb],
    ['reservedConcurrency', model.reservedConcurrency, found.reservedConcurrency],
  ] as const;
  return settings
    .filter(([, here, there]) => here !== there)
    .map(([setting, here, there]) =>
      warning(
        model.name,
        `${setting} is ${there ?? 'unset'}, and ${here ?? 'unset'} in serverless.yml`,
        DEPLOY,
      ),
    );
}

/** By the function's own parsers, which never repeat a secret. */
function variablesOf({ name }: DeployedModel, { variables }: DeployedFunction): Finding[] {
  const env = { AWS_REGION: 'of the function', ...variables };
  return problemsOf(name, env).map((problem) => error(name, `as deployed: ${problem}`, DEPLOY));
}
