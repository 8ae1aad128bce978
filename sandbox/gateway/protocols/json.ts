import { single, type RawRequest } from '../aws-request.js';
import { AwsError } from '../contract.js';
import type { DecodedAction } from './query.js';

/** Decodes a JSON 1.0 or 1.1 request: the action stands behind the last dot of `X-Amz-Target`. */
export function decodeJson(request: RawRequest): DecodedAction {
  const target = single(request.headers['x-amz-target']) ?? '';
  const action = target.slice(target.lastIndexOf('.') + 1);
  const text = request.body.toString('utf8');
  if (text === '') return { action, parameters: {} };
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return { action, parameters: { ...parsed } };
    }
  } catch {
    // Falls through to the same answer that a list or a bare value gets.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}
