import { workflowInfo } from '@temporalio/workflow';
import type { SanitizeScope } from '../../domain/messages/sanitize.js';
import { tagsOf, type ResourceKind, type Tags } from '../../domain/tags.js';

/** The tags of a raw thing: whose it is, and when anybody may destroy it. */
export function rawTags(scope: SanitizeScope, kind: ResourceKind): Tags {
  return tagsOf({
    kind,
    operation: scope.operationId,
    workflow: scope.workflowId,
    namespace: workflowInfo().namespace,
    database: scope.database.name,
    destroyBy: scope.destroyRawBy,
  });
}
