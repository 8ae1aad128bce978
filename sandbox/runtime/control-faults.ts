import { z } from 'zod';
import type { RawRequest } from '../gateway/aws-request.js';
import { faultSchema, type FaultSpec } from '../gateway/faults/fault.js';
import type { Faults } from '../gateway/faults/faults.js';
import { SandboxError } from './sandbox-error.js';

const path = '/_sandbox/faults';

/** Answers the requests under `/_sandbox/faults`; `undefined` for one that there is none of. */
export function answerFaults(
  faults: Faults,
  accountId: (account: string) => string,
  { method, path: asked, query, body }: RawRequest,
): unknown {
  const id = query.get('id') ?? undefined;
  switch (`${method} ${asked}`) {
    case `GET ${path}`:
      return faults.list();
    case `POST ${path}`:
      return add(faults, readFault(body, accountId));
    case `DELETE ${path}`:
      if (id === undefined && !query.has('all')) throw missing('id=… or all=true');
      return { removed: faults.remove(id) };
    case `POST ${path}/release`:
      if (id === undefined) throw missing('id=…');
      return {
        released: faults.release(id, query.has('drop') ? 'drop' : 'go on', query.get('request') ?? undefined),
      };
    default:
      return undefined;
  }
}

function add(faults: Faults, spec: FaultSpec): unknown {
  try {
    return faults.add(spec);
  } catch (error) {
    if (error instanceof RangeError) throw new SandboxError(error.message, 'invalid');
    throw error;
  }
}

function readFault(body: Buffer, accountId: (account: string) => string): FaultSpec {
  const parsed = faultSchema.safeParse(parse(body));
  if (!parsed.success) {
    throw new SandboxError(`This is no fault: ${z.prettifyError(parsed.error)}. See docs/sandbox.md.`, 'invalid');
  }
  const { account, ...spec } = parsed.data;
  return account === undefined ? spec : { ...spec, account: accountId(account) };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function missing(what: string): SandboxError {
  return new SandboxError(`The request does not say which fault. Add ${what}.`, 'invalid');
}
