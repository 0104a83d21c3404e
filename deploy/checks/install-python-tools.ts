// Two steps of `npm run verify` need them at the same time, so that they are there before.
import { installPythonTools } from './python-tools.ts';

await installPythonTools();
