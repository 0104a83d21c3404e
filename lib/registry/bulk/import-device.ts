import { equalJson } from '../../domain/json.ts';
import { createDevice, updateDevice } from '../manage-devices.ts';
import type { DeviceEntity } from './entity.ts';
import { type Importer, type Outcome, settleImport } from './importer.ts';

/** @throws {ServiceError} `IMPORT_CONFLICT`, and as `createDevice` and `updateDevice` */
export async function importDevice(
  importer: Importer,
  { tenant, device, document }: DeviceEntity,
): Promise<Outcome> {
  const find = () => importer.store.findDevice(tenant, device);
  return settleImport(importer, {
    name: `device ${device} of tenant ${tenant}`,
    stored: await find(),
    find,
    equals: (stored) => equalJson(stored.document, document),
    create: () => createDevice(importer, tenant, device, document),
    replace: ({ version }) => updateDevice(importer, tenant, device, document, { version }),
  });
}
