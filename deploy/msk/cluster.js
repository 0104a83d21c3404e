// osls runs a variable's function from `.js` only; what it does is in the files beside it.
export { bootstrapBrokers, lookUpBrokersCode } from './bootstrap-brokers.ts';
export { brokerNodes, cluster, clusterProperties, network } from './cluster.ts';
