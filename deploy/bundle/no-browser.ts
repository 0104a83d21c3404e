import { leftOut } from './left-out.ts';

/** The SDK tells browsers apart with bowser, 33 KiB that nothing here reaches: a chunk stays although its importer is shaken off. */
export const noBrowser = leftOut('no-browser', /^bowser$/, () => true, 'a function is no browser');
