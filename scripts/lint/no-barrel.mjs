import path from 'node:path';

/** The two lists that the worker and the bundle need, and the one door to CDKTF. */
const allowed = ['workflows/index.ts', 'activities/index.ts', 'templates/cdktf.ts'];

const isReExport = (statement) =>
  (statement.type === 'ExportNamedDeclaration' && statement.source !== null) ||
  statement.type === 'ExportAllDeclaration';

/** Refuses files that only pass on the exports of others: they hide where a thing lives and tie cycles. */
export const noBarrel = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      barrel: 'This file only re-exports. Import from the file that owns the thing.',
      exportAll: '`export *` hides what a file exports. Name it, or import from the file that owns the thing.',
    },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    if (allowed.includes(file)) return {};
    return {
      Program(node) {
        const statements = node.body.filter((each) => each.type !== 'ImportDeclaration');
        if (statements.length > 0 && statements.every(isReExport)) context.report({ node, messageId: 'barrel' });
      },
      ExportAllDeclaration: (node) => context.report({ node, messageId: 'exportAll' }),
    };
  },
};
