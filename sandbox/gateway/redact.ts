const secretMembers = new Set(
  [
    'MasterUserPassword',
    'Password',
    'NewPassword',
    'OldPassword',
    'SecretString',
    'SecretBinary',
    'Plaintext',
    'PrivateKey',
    'PrivateKeyPlaintext',
    'SecretAccessKey',
    'SessionToken',
    'Token',
    'AuthToken',
    'UserData',
    'Message',
    'Ciphertext',
  ].map((name) => name.toLowerCase()),
);

/** Members that hold secrets in one service only. */
const secretOf: Readonly<Record<string, ReadonlySet<string>>> = { ssm: new Set(['value']) };

/** Returns a copy of a call's parameters in which every secret is replaced by a note that one was there. */
export function redact(service: string, parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const more = secretOf[service];
  const isSecret = (name: string) => secretMembers.has(name.toLowerCase()) || more?.has(name.toLowerCase()) === true;
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, isSecret(name) ? '(removed)' : visit(member)]),
    );
  };
  return visit(parameters) as Record<string, unknown>;
}
