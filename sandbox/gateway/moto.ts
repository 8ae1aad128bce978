import { Agent, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { XMLParser } from 'fast-xml-parser';
import type { Answer } from './answer.js';
import { AwsError, type Parameters } from './contract.js';
import { textMember } from './text-member.js';

/** A request to moto as it goes out. */
export interface MotoRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly url: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | string;
}

const targets: Readonly<Record<string, string>> = {
  kms: 'TrentService',
  secretsmanager: 'secretsmanager',
  organizations: 'AWSOrganizationsV20161128',
  budgets: 'AWSBudgetServiceGateway',
};

const versions: Readonly<Record<string, string>> = { ec2: '2016-11-15', iam: '2010-05-08' };

/** A client of the moto server behind the gateway. moto believes whatever account it is told. */
export class Moto {
  private readonly agent = new Agent({ keepAlive: true });

  /** @param endpoint `http://127.x.0.2:5000` */
  constructor(readonly endpoint: string) {}

  /** Sends a request on behalf of an account and returns the answer as it is. */
  async send(accountId: string, request: MotoRequest): Promise<Answer> {
    return await new Promise<Answer>((done, fail) => {
      const outgoing = httpRequest(
        this.endpoint + request.url,
        {
          agent: this.agent,
          method: request.method,
          headers: { ...request.headers, 'x-moto-account-id': accountId },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', fail);
          incoming.on('end', () => {
            done({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) });
          });
        },
      );
      outgoing.on('error', fail);
      outgoing.end(request.body);
    });
  }

  /**
   * Calls an action of a JSON service.
   *
   * @throws {AwsError} with moto's code, or `NotImplemented` when moto has no such action.
   */
  async json(
    service: string,
    action: string,
    at: { accountId: string; region: string },
    parameters: Parameters,
  ): Promise<Parameters> {
    const answer = await this.send(at.accountId, {
      method: 'POST',
      url: '/',
      headers: {
        ...scope(service, at.region),
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${targets[service] ?? service}.${action}`,
      },
      body: JSON.stringify(parameters),
    });
    const decoded = parseJson(answer.body.toString());
    if (answer.status < 300 && decoded !== undefined) return decoded;
    if (decoded === undefined || typeof decoded.__type !== 'string') throw notImplemented(service, action);
    const code = decoded.__type.slice(decoded.__type.lastIndexOf('#') + 1);
    throw new AwsError(code, textMember(decoded, 'message') ?? textMember(decoded, 'Message') ?? '', answer.status);
  }

  /**
   * Calls an action of a Query service (EC2, IAM) with parameters that are flat already, and returns the decoded XML.
   *
   * @throws {AwsError} with moto's code, or `NotImplemented` when moto has no such action.
   */
  async query(
    service: string,
    action: string,
    at: { accountId: string; region: string },
    parameters: Readonly<Record<string, string>>,
  ): Promise<Parameters> {
    const form = new URLSearchParams({ Action: action, Version: versions[service] ?? '', ...parameters });
    const answer = await this.send(at.accountId, {
      method: 'POST',
      url: '/',
      headers: { ...scope(service, at.region), 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    const text = answer.body.toString();
    if (answer.status < 300) return parseXml(text);
    const code = /<Code>([^<]+)</.exec(text)?.[1];
    if (code === undefined) throw notImplemented(service, action);
    throw new AwsError(code, /<Message>([^<]*)</.exec(text)?.[1] ?? '', answer.status);
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The error for whatever neither the gateway nor moto can do. 501 is not retried by any SDK. */
export function notImplemented(service: string, action: string): AwsError {
  return new AwsError('NotImplemented', `The sandbox does not implement ${service}:${action}.`, 501);
}

/** moto reads service and region from the credential scope. */
function scope(service: string, region: string): OutgoingHttpHeaders {
  const credential = `sandbox/20260101/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` };
}

function parseJson(text: string): Record<string, unknown> | undefined {
  if (text === '' || text === 'null') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

function parseXml(text: string): Record<string, unknown> {
  const parsed: unknown = xml.parse(text);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
