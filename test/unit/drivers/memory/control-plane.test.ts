import { memoryControlPlane } from '../../../../lib/drivers/memory/control-plane.ts';
import { mappingControlContract } from '../../../contract/mapping-control.ts';
import { topicAdminContract } from '../../../contract/topic-admin.ts';

topicAdminContract('memory', async () => ({ topics: memoryControlPlane(Date.now).topics }));
mappingControlContract('memory', async () => memoryControlPlane(Date.now).mappings);
