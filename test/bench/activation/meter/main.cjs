// Measures extensions that VS Code loads after it, in the same extension host. Appends lines of JSON to the file that
// TURNLINE_METER names: one when Turnline was activated, and one when the rest of it was loaded at its first need.
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const { performance } = require('node:perf_hooks');
const process = require('node:process');

const NOTHING = /turnline\.nothing-[^/]+\/main\.cjs$/;
const TURNLINE = /turnline\.turnline-[^/]+\/dist\/extension\.js$/;
const REST = './editor.js';

/** @returns What it returned, and what it took: milliseconds of the clock, and of the processor. */
function measured(work) {
  const clock = performance.now();
  const processor = processorTime();
  const result = work();
  return { result, clock: performance.now() - clock, processor: processorTime() - processor };
}

/** Of this thread; before Node 23.9 of all: a little more than it should be. */
function processorTime() {
  const { user, system } = (process.threadCpuUsage ?? process.cpuUsage)();
  return (user + system) / 1_000;
}

function write(line) {
  appendFileSync(process.env.TURNLINE_METER, `${JSON.stringify(line)}\n`);
}

/** The exports of a module with a function that tells, in place of one of them. */
function measuring(exported, name, tell) {
  return {
    ...exported,
    [name]: (...parameters) => {
      const { result, ...call } = measured(() => exported[name](...parameters));
      tell(call);
      return result;
    },
  };
}

const { _load } = Module;
let nothing;
Module._load = function (request, parent, ...others) {
  const isRest = request === REST && TURNLINE.test(parent?.filename);
  if (!isRest && !NOTHING.test(request) && !TURNLINE.test(request))
    return _load.call(this, request, parent, ...others);
  const { result, ...load } = measured(() => _load.call(this, request, parent, ...others));
  if (isRest) return measuring(result, 'createTurnline', (call) => write({ rest: { load, call } }));
  if (NOTHING.test(request)) return measuring(result, 'activate', (call) => (nothing = { load, call }));
  return measuring(result, 'activate', (call) => write({ nothing, turnline: { load, call } }));
};
