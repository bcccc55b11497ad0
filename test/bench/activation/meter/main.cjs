// Measures the extension that VS Code loads after it, in the same extension host: appends a line of JSON to the file that
// TURNLINE_METER names, with the milliseconds of the processor that its loading and the call of its `activate` took.
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const process = require('node:process');

const MEASURED = /turnline\.turnline-[^/]+\/dist\/extension\.js$/;

/** Milliseconds of the processor. What V8's own threads do meanwhile counts, too: it is a little more than it should be. */
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const { _load } = Module;
Module._load = function (request, ...rest) {
  if (!MEASURED.test(request)) return _load.call(this, request, ...rest);
  Module._load = _load;
  const before = now();
  const extension = _load.call(this, request, ...rest);
  const load = now() - before;
  return {
    ...extension,
    activate: (context) => {
      const called = now();
      extension.activate(context);
      appendFileSync(process.env.TURNLINE_METER, `${JSON.stringify({ load, activate: now() - called })}\n`);
    },
  };
};
