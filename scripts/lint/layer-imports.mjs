import { builtinModules } from 'node:module';
import path from 'node:path';
import { isWithin, layerOf, layers } from './layers.mjs';

const toRelative = (root, file) => path.relative(root, file).split(path.sep).join('/');

/** `@scope/name/sub` and `name/sub` belong to the package `@scope/name` and `name`. */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const isBuiltin = (specifier) => specifier.startsWith('node:') || builtinModules.includes(specifier);

const matchesPackage = (name, pattern) =>
  pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function isTypeOnly(node) {
  if (node.type === 'TSImportType') return true;
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

function packageProblem(layer, specifier) {
  if (isBuiltin(specifier)) return layer.builtins ? undefined : 'builtin';
  const name = packageOf(specifier);
  const listed = (patterns) => patterns.some((pattern) => matchesPackage(name, pattern));
  if (layer.packages && !listed(layer.packages)) return 'package';
  return layer.refusedPackages && listed(layer.refusedPackages) ? 'package' : undefined;
}

function fileProblem(name, layer, target, typeOnly) {
  const own = isWithin(target, name) || layerOf(target) === name;
  const inside = (places) => places.some((place) => isWithin(target, place));
  if (own || inside(layer.layers)) return undefined;
  if (!inside(layer.types ?? [])) return 'layer';
  return typeOnly ? undefined : 'typeOnly';
}

/** Keeps the imports of each file within what its layer may know. */
export const layerImports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      layer: '{{layer}} must not import {{target}}: {{why}}.',
      package: '{{layer}} must not import the package {{target}}: {{why}}.',
      builtin: '{{layer}} must not import {{target}}: {{why}}.',
      typeOnly: '{{layer}} may import from {{target}} only with `import type`: {{why}}.',
    },
  },
  create(context) {
    const root = context.cwd;
    const file = toRelative(root, context.filename);
    const name = layerOf(file);
    if (name === undefined) return {};
    const layer = layers[name];

    const check = (node, source) => {
      const specifier = source?.value;
      if (typeof specifier !== 'string') return;
      const relative = specifier.startsWith('.');
      const target = relative
        ? toRelative(root, path.resolve(path.dirname(context.filename), specifier)).replace(/\.js$/, '.ts')
        : specifier;
      const typeOnly = isTypeOnly(node);
      const messageId = relative ? fileProblem(name, layer, target, typeOnly) : packageProblem(layer, specifier);
      if (messageId) context.report({ node: source, messageId, data: { layer: name, target, why: layer.why } });
    };

    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    };
  },
};
