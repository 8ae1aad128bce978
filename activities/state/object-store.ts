import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** The encrypted bucket that holds resolved fleets, reports and the full text of errors. */
export interface ObjectStore {
  /** Stores a JSON value; storing the same key again replaces it. */
  putJson(key: string, value: unknown): Promise<void>;
  /** Reads a JSON value; `undefined` when there is none. */
  getJson(key: string): Promise<unknown>;
  /** Stores text that must not travel in history, such as a hook's output. */
  putText(key: string, text: string): Promise<void>;
}

/** Uses one S3 bucket; everything in it is encrypted under the fleet's state key. */
export function createObjectStore(s3: S3Client, state: { bucket: string; kmsKey: string }): ObjectStore {
  async function put(key: string, body: string, type: string): Promise<void> {
    await s3.send(
      new PutObjectCommand({
        Bucket: state.bucket,
        Key: key,
        Body: body,
        ContentType: type,
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: state.kmsKey,
      }),
    );
  }

  return {
    putJson: (key, value) => put(key, JSON.stringify(value), 'application/json'),
    putText: (key, text) => put(key, text, 'text/plain; charset=utf-8'),
    async getJson(key) {
      try {
        const answer = await s3.send(new GetObjectCommand({ Bucket: state.bucket, Key: key }));
        const text = await answer.Body?.transformToString();
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}
