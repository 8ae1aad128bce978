import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** The state bucket as far as Terraform's files are concerned: bytes, and JSON in them. */
export interface StateBucket {
  /** Reads an object; `undefined` when there is none. */
  read(key: string): Promise<Buffer | undefined>;
  readJson(key: string): Promise<unknown>;
  /** Stores an object, encrypted under the state key; storing the same key again replaces it. */
  write(key: string, body: Buffer | string): Promise<void>;
  writeJson(key: string, value: unknown): Promise<void>;
  /** Deletes a lock; nothing else may be deleted. */
  remove(key: string): Promise<void>;
}

/** Uses the bucket with a client's identity. */
export function createStateBucket(
  s3: S3Client,
  { bucket: Bucket, kmsKey }: { readonly bucket: string; readonly kmsKey: string },
): StateBucket {
  async function read(Key: string): Promise<Buffer | undefined> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async function write(Key: string, Body: Buffer | string): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey }));
  }

  return {
    read,
    write,
    async readJson(key) {
      const bytes = await read(key);
      return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as unknown);
    },
    writeJson: (key, value) => write(key, JSON.stringify(value)),
    async remove(Key) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}
