import { asyncLocalStorage } from '@temporalio/activity';

/** Tells how long ago the running activity was asked for, all its attempts counted, in ms; 0 outside of one. */
export function waitedMs(): number {
  const since = asyncLocalStorage.getStore()?.info.scheduledTimestampMs;
  return since === undefined ? 0 : Date.now() - since;
}
