// osls runs a variable's function from `.js` only; what it does is in the file beside it.
export { bridge, bridgeFunction } from './bridge.ts';
