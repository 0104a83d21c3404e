import middy from '@middy/core';
import { bcryptCheck } from '../lib/drivers/bcrypt/check.ts';
import { bcryptPasswordHasher } from '../lib/drivers/bcrypt/hash.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbRegistryStore } from '../lib/drivers/dynamodb/registry-store.ts';
import { tokenCheck } from '../lib/drivers/jose/token-check.ts';
import { managementAccess } from '../lib/drivers/management-api/access.ts';
import { managementApi } from '../lib/drivers/management-api/management-api.ts';
import {
  answerFailures,
  crossOrigin,
  logRequests,
} from '../lib/drivers/management-api/middlewares.ts';
import { registryConfig } from '../lib/config/registry.ts';

const config = registryConfig(process.env);
const log = consoleLog();
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

export const handler = middy()
  .use(logRequests(log, Date.now))
  .use(crossOrigin())
  .use(answerFailures(log))
  .handler(managementApi(registry, access, config.maxBodyBytes));
