/** The stable codes of what can be wrong with a fleet directory. Tests and editors compare codes, never words. */
export const problemCodes = [
  // the directory and its files
  'FileMissing',
  'FileUnreadable',
  'FileUnexpected',
  'YamlInvalid',
  // one file against its schema
  'UnknownKey',
  'MissingKey',
  'WrongType',
  'ValueInvalid',
  'NameInvalid',
  'AccountIdInvalid',
  'RegionInvalid',
  'DnsNameInvalid',
  'DurationInvalid',
  'CronInvalid',
  'TimeZoneInvalid',
  'CidrInvalid',
  'MoneyInvalid',
  'TimeInvalid',
  'RulesInvalid',
  // one value against another
  'NameMismatch',
  'DuplicateName',
  'DuplicateId',
  'ReferenceUnknown',
  'RegionUnknown',
  'ResidencyBroken',
  'CidrOverlap',
  'ZoneOutsideParent',
  'AccountProtected',
  'CutoverImpossible',
  'AgeImpossible',
  // account files against their blueprints
  'BlueprintInvalid',
  'StackTypeMismatch',
  'StackCycle',
  'FinderMissing',
] as const;

/** One of the problem codes. */
export type ProblemCode = (typeof problemCodes)[number];

/** Tells whether a value is one of the problem codes. */
export function isProblemCode(value: unknown): value is ProblemCode {
  return problemCodes.some((code) => code === value);
}
