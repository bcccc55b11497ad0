// @ts-check
// One line per step that takes time: a spinner in a terminal, plain lines elsewhere.

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const SPIN_MS = 100;
/** Without a terminal, a long step says now and then that it is still at work. */
const STILL_MS = 15_000;

/**
 * Shows a step while it runs. Writes to stderr, so that stdout stays for results.
 *
 * @template T
 * @param {string} title What is being done, e.g. "Installing packages".
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  const terminal = process.stderr.isTTY;
  let turn = 0;
  const spin = () => {
    process.stderr.write(`\r\x1b[2K${SPINNER[turn++ % SPINNER.length] ?? ''} ${title} … ${seconds()}`);
  };
  if (terminal) spin();
  else console.error(`… ${title}`);
  const timer = setInterval(
    terminal ? spin : () => console.error(`… ${title}: ${seconds()}`),
    terminal ? SPIN_MS : STILL_MS,
  );
  /** @param {string} mark */
  const close = (mark) => {
    clearInterval(timer);
    console.error(`${terminal ? '\r\x1b[2K' : ''}${mark} ${title} (${seconds()})`);
  };
  try {
    const result = await work();
    close('✓');
    return result;
  } catch (error) {
    close('✗');
    throw error;
  }
}

/**
 * Prints a failure for a person: the message, and the end of what a failed program printed.
 *
 * @param {unknown} error
 */
export function reportFailure(error) {
  const failure = /** @type {{ message?: string; output?: string }} */ (error);
  console.error(`\n${failure.message ?? String(error)}`);
  if (failure.output) console.error(failure.output.trimEnd().split('\n').slice(-40).join('\n'));
}
