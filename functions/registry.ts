import middy from '@middy/core';
import { bcryptCheck } from '../lib/drivers/bcrypt/check.ts';
import { bcryptPasswordHasher } from '../lib/drivers/bcrypt/hash.ts';
import { correlated } from '../lib/drivers/console/correlation.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { writeLine } from '../lib/drivers/console/write-line.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbRegistryStore } from '../lib/drivers/dynamodb/registry-store.ts';
import { emfMetrics } from '../lib/drivers/emf/emf-metrics.ts';
import { measureRequests } from '../lib/drivers/emf/management-metrics.ts';
import { tokenCheck } from '../lib/drivers/jose/token-check.ts';
import { managementAccess } from '../lib/drivers/management-api/access.ts';
import { managementApi } from '../lib/drivers/management-api/management-api.ts';
import {
  answerFailures,
  crossOrigin,
  tellRequests,
} from '../lib/drivers/management-api/middlewares.ts';
import { registryConfig } from '../lib/config/registry.ts';
import { observabilityConfig } from '../lib/config/observability.ts';

const config = registryConfig(process.env);
const { logLevel, ...observability } = observabilityConfig(process.env);
const log = consoleLog(logLevel);
const metrics = emfMetrics({ ...observability.metrics, write: writeLine, now: Date.now });
const registry = {
  store: dynamoDbRegistryStore(dynamoDbDocumentClient(), config.registryTable),
  passwords: bcryptPasswordHasher(),
  clock: Date.now,
  newId: () => crypto.randomUUID(),
};

const access = managementAccess({
  ...config,
  checkPassword: bcryptCheck,
  checkToken: config.tokens && tokenCheck(config.tokens),
});

const stopwatch = () => performance.now();

export const handler = correlated(
  middy()
    .use(tellRequests({ log, observe: measureRequests(metrics), stopwatch }))
    .use(crossOrigin())
    .use(answerFailures())
    .handler(managementApi(registry, access, config.maxBodyBytes)),
);
