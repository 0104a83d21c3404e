// osls runs a variable's function from `.js` only; what it does is in the file beside it.
export { vpc } from './network.ts';
