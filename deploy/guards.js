// osls runs a variable's function from `.js` only; what it does is in the file beside it.
export { authenticationRequired, managementAuthorization } from './guards.ts';
