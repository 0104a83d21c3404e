// `npm run package` ends with this: how large each function is, what it is made of, and whether that is within its budget.
import { describePackage, overBudget, readPackage } from './package-report.ts';

const functions = readPackage(process.argv[2] ?? '.serverless');
for (const line of describePackage(functions)) console.log(line);
const complaints = overBudget(functions);
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length === 0 ? 0 : 1;
