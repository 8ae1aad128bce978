import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { goodFleet } from '../../fleet-fixture.js';
import type { Break, Breaker } from './broken-fleet.js';

type Path = readonly (string | number)[];

/** A value of the good fleet's files. */
interface Spot {
  readonly file: string;
  readonly path: Path;
  readonly kind: 'mapping' | 'list' | 'text';
}

/** What is set where, and the wrong values for it. */
type Wrongs = readonly (readonly [file: string, path: string, values: readonly unknown[]])[];

const organization = 'organization.yaml';
const [qa1, demo] = ['accounts/qa1.yaml', 'accounts/demo.yaml'];
const [users, orders, customers] = ['users', 'orders', 'customers'].map((name) => `databases/${name}.yaml`) as [
  string,
  string,
  string,
];
const search = 'clusters/search.yaml';

const spots = Object.entries(goodFleet).flatMap(([file, text]) => spotsIn(file, parseDocument(text).contents, []));

function spotsIn(file: string, node: unknown, path: Path): Spot[] {
  if (isMap<Node, Node>(node)) {
    const inner = node.items.flatMap(({ key, value }) => spotsIn(file, value, [...path, keyOf(key)]));
    return [{ file, path, kind: 'mapping' }, ...inner];
  }
  if (isSeq<Node>(node)) {
    const inner = node.items.flatMap((item, index) => spotsIn(file, item, [...path, index]));
    return [{ file, path, kind: 'list' }, ...inner];
  }
  return [{ file, path, kind: 'text' }];
}

function keyOf(key: Node): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Changes one file and finds the lines of what was changed: of its key and of its value. */
function change(name: string, file: string, path: Path, edit: (document: Document) => void): Break {
  const document: Document = parseDocument(goodFleet[file] ?? '');
  edit(document);
  const text = String(document);
  return {
    name: `${file} ${path.join('.')}: ${name}`,
    changes: { [file]: text },
    at: { file, lines: linesOf(text, path) },
  };
}

function linesOf(text: string, path: Path): number[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap<Node, Node>(parent)
    ? parent.items.find(({ key }) => keyOf(key) === String(path.at(-1)))
    : undefined;
  const nodes = [pair?.key, document.getIn(path, true) as Node | undefined];
  return nodes.flatMap((node) => (node?.range ? [counter.linePos(node.range[0]).line] : []));
}

function set(file: string, path: Path, value: unknown): Break {
  return change(`set to ${JSON.stringify(value)}`, file, path, (document) =>
    document.setIn(path, document.createNode(value)),
  );
}

/** Reads `zone.name` and `include.0`. */
function pathOf(text: string): Path {
  return text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

const setOneOf =
  (wrongs: Wrongs): Breaker =>
  (drawing) => {
    const [file, path, values] = drawing.from(wrongs);
    return set(file, pathOf(path), drawing.from(values));
  };

/** What contradicts something else is told once, in either of the two files. */
const contradiction: Breaker = (drawing) => {
  const [file, path, values] = drawing.from(contradictions);
  const value = drawing.from(values);
  const { name, changes } = set(file, pathOf(path), value);
  return { name, changes, says: String(value) };
};

const unknownKey: Breaker = (drawing) => {
  // AWS's tags may be called anything.
  const { file, path } = drawing.from(spots.filter((spot) => spot.kind === 'mapping' && spot.path.at(-1) !== 'tags'));
  const key = drawing.from(['colour', 'Owner', 'accuont', 'x-note', '__proto__', 'constructor']);
  const added = [...path, key];
  return change(`an unknown key`, file, added, (document) => document.setIn(added, 'blue'));
};

const wrongType: Breaker = (drawing) => {
  const { file, path, kind } = drawing.from(spots.filter((spot) => spot.path.length > 0));
  return set(
    file,
    path,
    kind === 'mapping' ? drawing.from([5, true, ['x']]) : { wrong: [drawing.from([5, 'x', null])] },
  );
};

/** Keys without which a file says too little. */
const required = [
  [organization, ['organization', 'management', 'builder', 'production', 'cleanroom', 'dns', 'state']],
  [organization, ['management.account', 'cleanroom.regions', 'dns.parentZone', 'state.bucket', 'accountPool.max']],
  [qa1, ['account', 'regions', 'zone', 'zone.name', 'databases.include', 'databases.refresh.cron', 'budget.monthly']],
  [qa1, ['hooks.preDeploy.0.run', 'hooks.postRestore.0.name', 'databases.include.1.name', 'regions.us-east-1.cidr']],
  [users, ['database', 'source', 'source.engine', 'source.instance', 'source.region', 'dnsName', 'scrub']],
  [users, ['scrub.databases', 'scrub.databases.users.tables.public.users.columns.name.kind']],
  [customers, ['family', 'selector', 'source', 'source.regions', 'dnsName']],
  [search, ['cluster', 'account', 'driver', 'image', 'replicas', 'image.version', 'replicas.us-east-1a.machine']],
] as const;

const missingKey: Breaker = (drawing) => {
  const [file, keys] = drawing.from(required);
  const key = drawing.from<string>(keys);
  // A table’s name has a dot.
  const path = key.includes('public.users') ? key.split('.').toSpliced(4, 2, 'public.users') : pathOf(key);
  const broken = change('left out', file, path, (document) => document.deleteIn(path));
  return { ...broken, at: { file } };
};

const references: Wrongs = [
  [qa1, 'blueprint', ['service-platfrom', 'nothing']],
  [qa1, 'databases.include.0', ['userz', 'search']],
  [qa1, 'databases.include.1.name', ['order']],
  [qa1, 'hooks.postRestore.0.databases.0', ['nobody', 'search']],
  [qa1, 'hooks.postRestore.0.as', ['app_rx']],
  [users, 'residency', ['uk', 'usa']],
  [search, 'account', ['qa9', 'prodution']],
  [search, 'replicas.us-east-1a.region', ['ap-south-1']],
  [users, 'source.region', ['ap-south-1', 'us-west-2']],
];

const names: Wrongs = [
  [organization, 'organization', ['Acme Inc', 'acme!', '', 'a'.repeat(40)]],
  [organization, 'state.bucket', ['Acme_State', 'x', '-acme', 'a'.repeat(70)]],
  [organization, 'state.kmsKey', ['backlot-state', 'alias/aws/s3', 'arn:aws:kms:us-east-1:1:key/1']],
  [
    organization,
    'dns.parentZone',
    ['acme..example', 'acme.example.', '-acme.example', 'acme example', '*.acme.example'],
  ],
  [qa1, 'account', ['QA1', 'qa 1', 'qa1.', 'cleanroom', 'demo', '1qa', 'qa_1']],
  [users, 'applicationRoles.0', ['pg_monitor', 'rdsadmin', 'app rw', '']],
  [users, 'dnsName', ['users.db.', 'users db', '*.db', 'USERS..db', '']],
  [customers, 'dnsName', ['customers.db', '{membre}.db', '{member}..db']],
];

const formats: Wrongs = [
  [organization, 'images.maxAge', ['7', 'soon', '-7d', '7 d', '1.5d', '', 7, '7days']],
  [organization, 'raw.maxAge', ['0s', '6h30', '6H', '99999999999d']],
  [qa1, 'expires', ['14', 'never', '2w', 14]],
  [qa1, 'databases.cutover.drainAfter', ['10', '10m1h', '']],
  [qa1, 'hooks.postRestore.0.timeout', ['5', 'PT5M', 300]],
  [search, 'roll.bake', ['10', 'ten minutes']],
  [
    qa1,
    'databases.refresh.cron',
    ['0 3 * *', '60 3 * * *', '0 24 * * *', '@sometimes', 'every night', '', '0 3 31 2 *'],
  ],
  [qa1, 'databases.refresh.timezone', ['Europe/Berln', 'CEST+1', '', 'Mars/Olympus']],
  [organization, 'management.account', ['1000', '10000000000a', 100000000000, '1000000000000', '']],
  [organization, 'protectedAccounts.0', ['1', 'management', 100000000000]],
  [qa1, 'accountId', ['55555555555', '5555-5555-5555', 555555555555]],
  [
    organization,
    'accountPool.email',
    ['aws@acme.example', '{serial}', 'a b{serial}@x', '{serial}@', '{Serial}@acme.example'],
  ],
  [organization, 'residency.us.0', ['useast1', 'us-east-1a', 'US-EAST-1', '']],
  [
    demo,
    'regions.us-east-1.cidr',
    ['10.21.0.0', '10.21.0.0/33', '10.21.0.1/16', '300.0.0.0/16', '10.0.0.0/8', '10.21.0.0/27'],
  ],
  [qa1, 'budget.monthly', ['2000', '2000 usd', 'USD', '-5 USD', 2000, '2000 USD a month']],
  [orders, 'source.at', ['yesterday', '2026-11-21', '2026-11-21T03:00:00', '2026-13-01T00:00:00Z']],
];

const contradictions: Wrongs = [
  [demo, 'regions.us-east-1.cidr', ['10.20.0.0/16', '10.20.128.0/17', '10.20.240.0/20']],
  [demo, 'zone.name', ['qa1.acme.example', 'demo.example', 'acme.example']],
  [demo, 'accountId', ['555555555555', '222222222222', '100000000000', '333333333333']],
  [users, 'residency', ['eu']],
  [orders, 'source.instance', ['prod-users']],
  [qa1, 'databases.cutover.sslmode', ['verify-full']],
  [qa1, 'databases.cutover.method', ['rename']],
  [qa1, 'databases.cutover.keepPrevious', ['15d']],
  [organization, 'accountPool.min', [11, -1, 1.5]],
  [organization, 'raw.maxAge', ['8d']],
  [organization, 'limits.snapshotCopiesPerRegion', [11, 0]],
  [organization, 'cleanroom.account', ['222222222222']],
  [qa1, 'regions.us-east-1.availabilityZones', [0, 1, 7, 2.5]],
  [users, 'database', ['orders', 'customers', 'people']],
];

/** Every kind of a wrong value in a file that is YAML. */
export const yamlBreaks: readonly Breaker[] = [
  unknownKey,
  missingKey,
  wrongType,
  setOneOf(references),
  setOneOf(names),
  setOneOf(formats),
  contradiction,
];
