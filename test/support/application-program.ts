// A business application as a process of its own, to be killed: records what it has processed in the file FACTS.
import { setTimeout as pause } from 'node:timers/promises';
import { startApplication } from '../../application/index.ts';
import { processed } from './application.ts';
import { recordTo } from './history/recorder.ts';

const { BROKERS = '', GROUP = '', TENANT = '', FACTS = '' } = process.env;
const record = recordTo(FACTS);

const application = startApplication({
  brokers: BROKERS.split(','),
  group: GROUP,
  tenants: [TENANT],
  handle: async (event) => {
    await pause(20);
    record(processed(event));
  },
});
process.once('SIGTERM', () => void application.stop());
