import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { searchAttributes } from '../../domain/search-attributes.js';
import { tagKeys, type Tags } from '../../domain/tags.js';

const operationKey = defineSearchAttributeKey(searchAttributes.operation.name, searchAttributes.operation.type);

/**
 * Tells whether the operation that made a resource is still open. Workflow ids are used again by later operations, so
 * an open workflow counts only when it works on the same operation. One in another namespace counts always: accounts
 * may be shared with an installation whose operations cannot be looked up from here, and that sweeps for itself.
 */
export async function operationIsOpen(temporal: Client, tags: Tags): Promise<boolean> {
  const workflowId = tags[tagKeys.workflow];
  if (workflowId === undefined) return false;
  const namespace = tags[tagKeys.namespace];
  if (namespace !== undefined && namespace !== temporal.options.namespace) return true;
  try {
    const description = await temporal.workflow.getHandle(workflowId).describe();
    if (description.status.name !== 'RUNNING') return false;
    const operation = description.typedSearchAttributes.get(operationKey);
    // Between its start and its first step an operation has no attribute yet: what is unclear is left alone.
    return operation === undefined || operation === tags[tagKeys.operation];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Tells the same for many resources, and asks for each operation once. */
export function createOperationLooks(temporal: Client): (tags: Tags) => Promise<boolean> {
  const looks = new Map<string, Promise<boolean>>();
  return (tags) => {
    const key = `${tags[tagKeys.workflow] ?? ''} ${tags[tagKeys.operation] ?? ''}`;
    const look = looks.get(key) ?? operationIsOpen(temporal, tags);
    looks.set(key, look);
    return look;
  };
}
