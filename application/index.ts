/** What a business application outside Lambda imports. */
export * from '../lib/consumption/index.ts';
export { type Application, type ApplicationOptions, startApplication } from './application.ts';
