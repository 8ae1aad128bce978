/** What is refused by its syntax alone, as options of `no-restricted-syntax`. */

/** Everywhere. */
export const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use an `as const` object and a union type instead of an enum.' },
];

/** In pure code: two calls with the same arguments must do the same. */
export const noClock = [
  {
    selector: "MemberExpression[object.name=/^(Date|performance)$/][property.name='now']",
    message: 'Pure code has no clock: take the time as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Pure code has no clock: take the time as an argument.',
  },
];

/** In pure and replayed code. */
export const noDice = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Throw no dice here: take the value as an argument, or derive it from an id.',
  },
  {
    selector:
      "CallExpression:matches([callee.name='randomUUID'], [callee.property.name='randomUUID'], [callee.name='uuid4'])",
    message: 'Throw no dice here: take the value as an argument, or derive it from an id.',
  },
];

/** In product code: settings are parsed once, in config/. */
export const noEnvironment = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only config/ reads the environment: take a setting as an argument.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
    message: 'Only config/ reads the environment: take a setting as an argument.',
  },
];

/** Where a Temporal worker runs: a blocked event loop loses workflow tasks and heartbeats. */
export const noBlocking = [
  {
    selector:
      'CallExpression:matches([callee.name=/^(exec|execFile|spawn)Sync$/], [callee.property.name=/^(exec|execFile|spawn)Sync$/])',
    message: 'This blocks the event loop of a worker: use spawn and await its end.',
  },
];

/** In tests: none is switched off, none hides the others. */
export const wholeTests = [
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(skip|only|todo|fails|skipIf|runIf)$/]',
    message: 'No test is switched off or narrowed: mend it or delete it.',
  },
];
