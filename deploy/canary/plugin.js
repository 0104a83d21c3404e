// osls names a function's version after its contents, so only a plugin knows the name. What it puts into the template is in the
// file beside it.
import { canaryOf } from './add-canary.ts';

export default class Canary {
  /**
   * @param {{
   *   service: {
   *     custom: { canary: 'on' | 'off' };
   *     provider: { compiledCloudFormationTemplate: { Resources: import('./add-canary.ts').Resources } };
   *   };
   * }} serverless
   */
  constructor({ service }) {
    this.service = service;
    this.hooks = { 'after:aws:package:finalize:mergeCustomProviderResources': () => this.add() };
  }

  add() {
    const { custom, provider } = this.service;
    const { Resources } = provider.compiledCloudFormationTemplate;
    if (custom.canary === 'on') Object.assign(Resources, canaryOf(Resources));
  }
}
