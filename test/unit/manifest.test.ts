import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SAMPLE_SCENARIOS } from '../../src/editor/sampleScenarios';
import {
  COMMAND,
  DEFAULT_GRPC_PORT,
  DEFAULT_HTTP_PORT,
  SETTING,
  SETTINGS_SECTION,
  TERMINAL_PROFILE,
  VIEW,
} from '../../src/protocol/ids';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Menu {
  command: string;
}

interface Manifest {
  main: string;
  icon: string;
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string }[];
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    views: Record<string, { id: string; icon: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
    menus: Record<string, Menu[]>;
    terminal: { profiles: { id: string }[] };
    configuration: { properties: Record<string, { default: unknown }> };
  };
}

const manifestText = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const { contributes } = manifest;
const strings = JSON.parse(readFileSync(path.join(ROOT, 'package.nls.json'), 'utf8')) as Record<
  string,
  string
>;

describe('the manifest', () => {
  it('contributes exactly the commands that the code registers', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(COMMAND).sort());
  });

  it('contributes exactly the views that the code fills', () => {
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([VIEW.container]);
    expect(Object.keys(contributes.views)).toEqual([VIEW.container]);
    expect(contributes.views[VIEW.container]?.map(({ id }) => id)).toEqual([VIEW.sessions]);
  });

  it('contributes exactly the settings that the code reads', () => {
    const settings = Object.values(SETTING).map((name) => `${SETTINGS_SECTION}.${name}`);
    expect(Object.keys(contributes.configuration.properties).sort()).toEqual(settings.sort());
    const standard = (name: string) =>
      contributes.configuration.properties[`${SETTINGS_SECTION}.${name}`]?.default;
    expect(standard(SETTING.httpPort)).toBe(DEFAULT_HTTP_PORT);
    expect(standard(SETTING.grpcPort)).toBe(DEFAULT_GRPC_PORT);
  });

  it('contributes the terminal profile that the code provides', () => {
    expect(contributes.terminal.profiles.map(({ id }) => id)).toEqual([TERMINAL_PROFILE]);
  });

  it('starts for a restored panel, and for nothing that would be too early', () => {
    expect(manifest.activationEvents).toEqual([`onWebviewPanel:${VIEW.sessionPanel}`]);
  });

  it('does not take the ports from a workspace that is not trusted', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    for (const port of [SETTING.httpPort, SETTING.grpcPort])
      expect(restrictedConfigurations).toContain(`${SETTINGS_SECTION}.${port}`);
  });

  it('names only commands that exist, in menus and in the welcome content', () => {
    const inMenus = Object.values(contributes.menus).flatMap((menu) => menu.map(({ command }) => command));
    const inWelcome = [...JSON.stringify(strings).matchAll(/\(command:([\w.]+)/g)].map((match) => match[1]!);
    expect(inWelcome.length).toBeGreaterThan(0);
    for (const command of [...inMenus, ...inWelcome]) expect(Object.values(COMMAND)).toContain(command);
  });

  it('runs a scenario that exists from the welcome button', () => {
    const [, query] = /command:turnline\.runSample\?([^)]+)\)/.exec(JSON.stringify(strings)) ?? [];
    const [scenario] = JSON.parse(decodeURIComponent(query ?? '[]')) as unknown[];
    expect(SAMPLE_SCENARIOS).toContain(scenario);
  });

  it('has a text for every key, and no text without one', () => {
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(strings).sort());
  });

  it('names only icons that exist', () => {
    const icons = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon)),
    ];
    for (const icon of icons) expect(existsSync(path.join(ROOT, icon)), icon).toBe(true);
  });

  it('is typed against the oldest editor that it claims to run in', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });

  it('has every context key that a condition names set somewhere in the code', () => {
    const conditions = [...manifestText.matchAll(/"when": "([^"]+)"/g)].map((match) => match[1]!);
    const keys = conditions.flatMap((condition) =>
      [...condition.matchAll(/(?<!== )\bturnline\.\w+/g)].map((match) => match[0]),
    );
    const code = readdirSync(path.join(ROOT, 'src/editor'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(path.join(ROOT, 'src/editor', file), 'utf8'))
      .join('\n');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(code).toContain(`'${key}'`);
  });
});
