// @ts-check
// Imported first by every script that a newcomer runs: an old Node gets a sentence instead of a syntax error.

const MINIMUM_MAJOR = 20;

const major = Number(process.versions.node.split('.')[0]);
if (major < MINIMUM_MAJOR) {
  console.error(
    `Turnline needs Node ${MINIMUM_MAJOR} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'Install a current Node from https://nodejs.org, or with "nvm install 22", and try again.',
  );
  process.exit(1);
}
