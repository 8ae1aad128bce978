import { layerImports } from './layer-imports.mjs';
import { noBarrel } from './no-barrel.mjs';

/** The house's own lint rules. */
export const house = {
  meta: { name: 'eslint-plugin-house' },
  rules: { 'layer-imports': layerImports, 'no-barrel': noBarrel },
};
