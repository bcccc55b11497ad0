// @ts-check
// Loads the bundle that the argument names and activates it, and prints the milliseconds of the processor that both took.
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const NODE_MODULES = ['child_process', 'crypto', 'fs/promises', 'net', 'os', 'url', 'util', 'worker_threads'];
for (const name of NODE_MODULES) require(`node:${name}`);

/**
 * Whatever is asked of it, it is that again.
 *
 * @type {any}
 */
const anything = new Proxy(function () {}, {
  get: (_, name) => {
    if (name === Symbol.iterator) return function* () {};
    if (name === Symbol.toPrimitive) return () => '';
    return name === 'then' ? undefined : anything;
  },
  set: () => true,
  apply: () => anything,
  construct: () => anything,
});

/** As many names as the editor's own API has. */
const declarations = readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
const names = declarations.matchAll(/export (?:abstract )?(?:class|enum|namespace|const|function) (\w+)/g);
const editor = Object.fromEntries([...names].map(([, name]) => [name, anything]));

/** @type {any} */
const loader = Module;
const load = loader._load;
loader._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
  request === 'vscode' ? editor : load(request, ...rest);

const bundle = process.argv[2] ?? '';
const before = process.cpuUsage();
const extension = require(bundle);
const loaded = process.cpuUsage(before);
extension.activate({
  extension: {
    packageJSON: JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')),
  },
  ...Object.fromEntries(
    ['extensionUri', 'globalStorageUri', 'storageUri', 'workspaceState', 'secrets'].map((name) => [
      name,
      anything,
    ]),
  ),
  environmentVariableCollection: anything,
  subscriptions: [],
});
const activated = process.cpuUsage(before);
const milliseconds = (/** @type {NodeJS.CpuUsage} */ usage) => (usage.user + usage.system) / 1000;
console.log(
  JSON.stringify({ load: milliseconds(loaded), activate: milliseconds(activated) - milliseconds(loaded) }),
);
process.exit(0);
