import type { JsonObject } from '../../../domain/json.ts';
import { requestedCredentials, shownCredentials } from './credentials.ts';
import { requestedDevice, shownDevice } from './device.ts';
import { paths } from './operations.ts';
import { parameters } from './parameters.ts';
import { errorSchema, responses } from './responses.ts';
import { requestedTenant, shownTenant } from './tenant.ts';

const description = `Hono's Device Registry Management API on DynamoDB. What a request may hold is strict: a member that is not listed is refused.
An administrator may do everything; an operator sees and changes its own tenants, but not their limits.
Pages of any origin may read the answers (CORS).`;

/** @see OpenAPI 3.1; a test holds it and the code equal. */
export const openApiDocument: JsonObject = {
  openapi: '3.1.0',
  info: {
    title: 'Tidegate device registry management',
    version: '1',
    description,
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/v1' }],
  security: [{ basic: [] }, { bearer: [] }],
  tags: [
    { name: 'Tenants', description: 'Who owns devices.' },
    { name: 'Devices', description: 'Who reports, gateways included.' },
    { name: 'Credentials', description: 'What devices present, and what proves it.' },
  ],
  paths,
  components: {
    securitySchemes: {
      basic: { type: 'http', scheme: 'basic' },
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    },
    parameters,
    responses,
    schemas: {
      ...errorSchema,
      ...requestedTenant,
      ...shownTenant,
      ...requestedDevice,
      ...shownDevice,
      ...requestedCredentials,
      ...shownCredentials,
    },
  },
};
