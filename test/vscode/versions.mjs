// @ts-check
// The VS Code versions that Turnline is run and tested in. Each comes from npm, inside the `code-server` package.

/**
 * @typedef {object} VsCodeVersion
 * @property {string} name As people say it.
 * @property {string} codeServer Version of the npm package `code-server`.
 * @property {number[]} nodeMajors The Node versions that this VS Code server runs on.
 * @property {string[]} nativeModules Packages with native code that are compiled after the installation.
 * @property {boolean} compilerNeeded False when the server also works without them (it ships node-pty prebuilt).
 * @property {string | undefined} ripgrep Version of `@vscode/ripgrep-<platform>`, where the server lacks the binary.
 */

/** @type {Record<string, VsCodeVersion>} */
export const VSCODE_VERSIONS = {
  /** The floor: `engines.vscode` in package.json. */
  '1.100': {
    name: '1.100',
    codeServer: '4.100.3',
    nodeMajors: [20, 22, 24],
    nativeModules: ['node-pty', '@vscode/spdlog', 'native-watchdog'],
    compilerNeeded: true,
    ripgrep: '1.18.0',
  },
  1.139: {
    name: '1.139',
    codeServer: '4.139.1',
    nodeMajors: [24],
    nativeModules: ['@vscode/spdlog', '@vscode/native-watchdog'],
    compilerNeeded: false,
    ripgrep: undefined,
  },
};

export const DEFAULT_VERSION = '1.139';

/** Version of the npm packages `node-<platform>-<arch>`: Node itself, where this machine's does not suit. */
export const NODE_PACKAGE_VERSION = '24.21.0';

/** Compiles the native modules. */
export const NODE_GYP_VERSION = '11.5.0';

/**
 * @param {string} name
 * @returns {VsCodeVersion}
 * @throws {Error} naming the known versions.
 */
export function vsCodeVersion(name) {
  const version = VSCODE_VERSIONS[name];
  if (version === undefined) {
    throw new Error(
      `VS Code ${name} is not set up here; there are ${Object.keys(VSCODE_VERSIONS).join(' and ')}.`,
    );
  }
  return version;
}

/**
 * @returns {VsCodeVersion[]} What the end-to-end tests run on: all versions, or the one that TURNLINE_VSCODE names.
 */
export function testedVersions() {
  const chosen = process.env.TURNLINE_VSCODE;
  return chosen === undefined || chosen === '' ? Object.values(VSCODE_VERSIONS) : [vsCodeVersion(chosen)];
}
