const readers =
  /^(Describe|Get|List|Head|Lookup|Search|Query|Scan|Select|BatchGet|Simulate|Validate|Verify|Encrypt|Decrypt|ReEncrypt|Generate|Sign|AssumeRole|TestDNSAnswer|Filter|Poll|Receive|Estimate|Download|GET |HEAD )/;

/** Tells by its name whether an action changes anything in the account. */
export function isMutating(action: string): boolean {
  return !readers.test(action);
}
