import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.js';
import { authenticate, type Authenticator } from './authenticate.js';
import { readSignature, type RawRequest, type Signature } from './aws-request.js';
import { AwsError, type AwsCall, type Caller, type Service } from './contract.js';
import { decodeAction } from './decode-action.js';
import { DroppedConnection } from './faults/dropped-connection.js';
import type { Encounter } from './faults/encounter.js';
import type { Faults } from './faults/faults.js';
import { forward } from './forward.js';
import type { Guard } from '../iam/guard.js';
import { isMutating } from './is-mutating.js';
import { KeyMutex } from './key-mutex.js';
import { notImplemented, type Moto } from './moto.js';
import { nameResource } from './name-resource.js';
import { encodeError } from './protocols/encode-error.js';
import { encodeResult } from './protocols/encode-result.js';
import { protocolOf, type Protocol } from './protocols/protocol.js';
import type { DecodedAction } from './protocols/query.js';
import type { RestXmlShape } from './protocols/rest-xml.js';
import type { Recorder } from './recorder.js';
import { redact } from './redact.js';

/** What the gateway stands in front of. */
export interface GatewayOptions {
  readonly authenticator: Authenticator;
  readonly guard: Guard;
  readonly moto: Moto;
  readonly recorder: Recorder;
  readonly faults: Faults;
  /** The services that the gateway answers itself, by signing name. */
  readonly services: ReadonlyMap<string, Service>;
  /** How REST-XML requests are read, by signing name. */
  readonly restShapes: Readonly<Record<string, RestXmlShape>>;
  /** Told of every call that was passed on and carried out, before it is answered. */
  readonly onPassed: (call: AwsCall) => void;
  /** Told of errors that are the sandbox's own fault. */
  readonly onInternalError: (error: unknown) => void;
}

/** What is known of a request so far, for the answer and for the record. */
interface Progress {
  readonly requestId: string;
  readonly startedAt: number;
  readonly service: string;
  readonly region: string;
  decoded: DecodedAction;
  caller?: Caller;
  encounter?: Encounter;
  carriedOut: boolean;
}

/**
 * The AWS endpoint of the sandbox: tells who is calling, answers what the sandbox implements itself, passes the rest on
 * to moto under the caller's account, and records every call.
 */
export class Gateway {
  private readonly objectWrites = new KeyMutex();

  constructor(private readonly options: GatewayOptions) {}

  /**
   * Answers one request; whatever goes wrong is answered in the words of the protocol.
   *
   * @throws {DroppedConnection} when a fault takes the connection.
   */
  async answer(request: RawRequest): Promise<Answer> {
    const signature = readSignature(request);
    const service = signature?.service ?? 's3';
    const protocol = protocolOf(service, request);
    const progress: Progress = {
      requestId: randomUUID(),
      startedAt: Date.now(),
      service,
      region: signature?.region ?? 'us-east-1',
      decoded: { action: '', parameters: {} },
      carriedOut: false,
    };
    try {
      const answer = await this.act(request, signature, protocol, progress);
      this.record(progress, answer.status, answer.status < 400 ? 'ok' : codeIn(answer));
      return answer;
    } catch (thrown) {
      if (thrown instanceof DroppedConnection) {
        this.record(progress, 0, progress.carriedOut ? 'ok' : thrown.name);
        throw thrown;
      }
      const error = this.asAwsError(thrown);
      this.record(progress, error.status, error.code);
      return encodeError(protocol, error, progress.requestId);
    }
  }

  private async act(
    request: RawRequest,
    signature: Signature | undefined,
    protocol: Protocol,
    progress: Progress,
  ): Promise<Answer> {
    const { service: name, region, requestId } = progress;
    progress.decoded = decodeAction(protocol, request, this.options.restShapes[name]);
    const { action, parameters } = progress.decoded;
    const { caller } = authenticate(this.options.authenticator, request, signature, protocol);
    progress.caller = caller;
    const resource = nameResource(name, action, parameters);
    const subject = { requestId, service: name, action, region, resource, caller, protocol, peer: request.peer };
    const encounter = this.options.faults.meet(subject);
    progress.encounter = encounter;
    await encounter.before();
    const fate = encounter.fate();
    const sessionMs = encounter.sessionMs();
    const call = {
      ...{ requestId, service: name, action, region, caller, parameters },
      ...(request.peer === undefined ? {} : { sourceIp: request.peer.address }),
      ...(fate === undefined ? {} : { fate }),
      ...(sessionMs === undefined ? {} : { sessionMs }),
    };
    const answer = await this.carryOut(request, signature, protocol, call);
    progress.carriedOut = answer.status < 400;
    if (progress.carriedOut) await encounter.after();
    return answer;
  }

  private async carryOut(
    request: RawRequest,
    signature: Signature | undefined,
    protocol: Protocol,
    call: AwsCall,
  ): Promise<Answer> {
    const accountId = await this.options.guard.admit(call, protocol);
    const service = this.options.services.get(call.service);
    if (service !== undefined && (service.actions?.has(call.action) ?? true)) {
      return encodeResult(protocol, service, call, await service.handle(call));
    }
    if (signature === undefined || request.path.startsWith('/moto-api'))
      throw notImplemented(call.service, call.action);
    const pass = async () => {
      const answer = await forward(this.options.moto, request, signature, accountId, call.action);
      if (answer.status < 400) this.options.onPassed(call);
      return answer;
    };
    // moto checks the condition of a conditional write and then writes, in two steps.
    if (protocol === 's3' && request.method !== 'GET' && request.method !== 'HEAD') {
      return await this.objectWrites.run(request.path, pass);
    }
    return await pass();
  }

  private asAwsError(error: unknown): AwsError {
    if (error instanceof AwsError) return error;
    this.options.onInternalError(error);
    const words = error instanceof Error ? error.message : String(error);
    return new AwsError('InternalFailure', `The sandbox failed: ${words}`, 500);
  }

  private record(progress: Progress, status: number, result: string): void {
    const { requestId, startedAt, service, region, caller, decoded } = progress;
    const injected = progress.encounter?.injected ?? [];
    this.options.recorder.record({
      requestId,
      time: new Date(startedAt).toISOString(),
      ...(caller === undefined ? {} : { account: caller.accountId, callerArn: caller.arn }),
      ...(caller?.roleName === undefined ? {} : { role: caller.roleName }),
      service,
      action: decoded.action,
      region,
      resource: nameResource(service, decoded.action, decoded.parameters),
      mutating: isMutating(decoded.action),
      result,
      status,
      ...(injected.length === 0 ? {} : { injected }),
      durationMs: Date.now() - startedAt,
      parameters: redact(service, decoded.parameters),
    });
  }
}

/** Reads the error code out of an answer of moto's. */
function codeIn(answer: Answer): string {
  const text = answer.body.toString();
  const code = /<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? /"__type"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  return code === undefined ? `HTTP ${answer.status}` : code.slice(code.lastIndexOf('#') + 1);
}
