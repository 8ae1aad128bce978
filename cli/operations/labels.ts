import type { WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { searchAttributes } from '../../domain/search-attributes.js';

/** Reads what a workflow says of itself in one of Backlot's search attributes. */
export function labelOf(
  { typedSearchAttributes }: Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>,
  label: keyof typeof searchAttributes,
): string | undefined {
  const { name, type } = searchAttributes[label];
  return typedSearchAttributes.get(defineSearchAttributeKey(name, type));
}
