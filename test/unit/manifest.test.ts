import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectorSettings } from '../../src/editor/collectorSettings';
import { SAMPLE_SCENARIOS } from '../../src/editor/sampleScenarios';
import { AGENT_TOOLS } from '../../src/mcp/tools';
import {
  COMMAND,
  MCP_PROVIDER,
  SETTING,
  SETTINGS_SECTION,
  TERMINAL_PROFILE,
  TRACE_FILE_EDITOR,
  VIEW,
} from '../../src/protocol/ids';
import { compileUserPatterns } from '../../src/redaction/userPatterns';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Menu {
  command: string;
  when?: string;
}

interface Setting {
  default: unknown;
  scope: string;
  minimum?: number;
  maximum?: number;
}

interface Step {
  id: string;
  description: string;
  media: { svg: string; altText: string };
  completionEvents: string[];
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
    viewsWelcome: { view: string; contents: string; when: string }[];
    menus: Record<string, Menu[]>;
    terminal: { profiles: { id: string }[] };
    languageModelTools: { name: string; modelDescription: string; inputSchema: unknown }[];
    mcpServerDefinitionProviders: { id: string }[];
    keybindings: { command: string; key: string; mac: string; when: string }[];
    walkthroughs: { steps: Step[] }[];
    customEditors: { viewType: string; priority: string }[];
    configuration: { properties: Record<string, Setting> };
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
  });

  it('says the defaults and the bounds that the code goes by', () => {
    const { properties } = contributes.configuration;
    const settingsWith = (value: (setting: Setting) => unknown) =>
      collectorSettings((name) => value(properties[`${SETTINGS_SECTION}.${name}`]!));
    expect(settingsWith((setting) => setting.default)).toEqual(settingsWith(() => undefined));
    expect(settingsWith(({ minimum }) => minimum)).toEqual(settingsWith(() => -1));
    expect(settingsWith(({ maximum }) => maximum)).toEqual(settingsWith(() => Number.MAX_SAFE_INTEGER));
  });

  it('contributes the tools of the chat as the code has them', () => {
    expect(contributes.languageModelTools).toMatchObject(
      AGENT_TOOLS.map(({ name, description, inputSchema }) => ({
        name,
        modelDescription: description,
        inputSchema,
      })),
    );
    expect(contributes.mcpServerDefinitionProviders.map(({ id }) => id)).toEqual([MCP_PROVIDER]);
  });

  it('contributes the terminal profile that the code provides', () => {
    expect(contributes.terminal.profiles.map(({ id }) => id)).toEqual([TERMINAL_PROFILE]);
  });

  it('offers to open the files that the code opens, and never takes them from their editors', () => {
    expect(contributes.customEditors).toMatchObject([{ viewType: TRACE_FILE_EDITOR, priority: 'option' }]);
  });

  it('starts for a restored panel, and for nothing that would be too early', () => {
    const panels = [VIEW.sessionPanel, VIEW.sqlConsole, VIEW.overview, VIEW.audit, VIEW.connect];
    expect(manifest.activationEvents).toEqual([
      // For who traces all terminals; nothing is started for others.
      'onStartupFinished',
      ...panels.map((id) => `onWebviewPanel:${id}`),
    ]);
  });

  it('takes no setting from a workspace that is not trusted', () => {
    const { properties } = contributes.configuration;
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations.toSorted()).toEqual(Object.keys(properties).sort());
  });

  it('takes what is set for the user along to other machines, and what is of one machine not', () => {
    const scopes: Record<string, string[]> = {};
    for (const [name, { scope }] of Object.entries(contributes.configuration.properties)) {
      (scopes[scope] ??= []).push(name);
    }
    for (const names of Object.values(scopes)) names.sort();
    expect(scopes).toEqual({
      // No workspace says where traces, or the keys of backends, are sent.
      machine: ['turnline.forward.endpoint', 'turnline.remote.backends'],
      // Its ports, disk, memory, folders and terminals.
      'machine-overridable': [
        'turnline.collector.grpcPort',
        'turnline.collector.httpPort',
        'turnline.collector.requireToken',
        'turnline.journal.maxMegabytes',
        'turnline.memory.maxMegabytes',
        'turnline.source.pathMappings',
        'turnline.tracing.allTerminals',
        'turnline.tracing.debugSessions',
        'turnline.tracing.presets',
      ],
      // A user's secrets are as secret in a window over SSH, and their budget is the same.
      window: [
        'turnline.budget.dailyUsd',
        'turnline.budget.sessionUsd',
        'turnline.codeLens.enabled',
        'turnline.loops.ignoredTools',
        'turnline.loops.notifications',
        'turnline.loops.thresholds',
        'turnline.prices',
        'turnline.redaction.patterns',
      ],
    });
  });

  it('gives redaction patterns as examples that are accepted and find what it says', () => {
    const examples = [...strings['setting.redactionPatterns']!.matchAll(/`("[^`]+")`/g)].map(
      ([, literal]) => JSON.parse(literal!) as string,
    );
    const { refused, findUserSecrets } = compileUserPatterns(examples);
    expect(examples).toHaveLength(2);
    expect(refused).toEqual([]);
    expect(findUserSecrets?.('for CUST-12345678, from ann.b@example.com')).toHaveLength(2);
  });

  it('offers to run files traced only where they are on the disk', () => {
    const places = Object.values(contributes.menus)
      .flat()
      .filter(({ command }) => command === COMMAND.runFileTraced);
    const keys = contributes.keybindings.filter(({ command }) => command === COMMAND.runFileTraced);
    expect(places.map(({ when }) => when)).toHaveLength(3);
    for (const { when } of [...places, ...keys]) expect(when).toContain('resourceScheme == file');
  });

  it.each(['!isWorkspaceTrusted', 'virtualWorkspace'])(
    'says what is held back in a window with %s',
    (key) => {
      const told = contributes.viewsWelcome.filter(({ when }) => when === key);
      expect(told).toHaveLength(1);
      expect(strings[told[0]!.contents.replaceAll('%', '')]).toMatch(
        /^(Restricted Mode|This workspace is virtual): /,
      );
    },
  );

  it('names only commands that exist, in menus and in the welcome content', () => {
    const inMenus = Object.values(contributes.menus).flatMap((menu) => menu.map(({ command }) => command));
    const inWelcome = [...JSON.stringify(strings).matchAll(/\(command:([\w.]+)/g)]
      .map((match) => match[1]!)
      .filter((command) => !command.startsWith('workbench.'));
    expect(inWelcome.length).toBeGreaterThan(0);
    for (const command of [...inMenus, ...inWelcome]) expect(Object.values(COMMAND)).toContain(command);
  });

  it('walks through in five steps, each with a picture, and done by a command that its text offers', () => {
    const [{ steps }] = contributes.walkthroughs as [{ steps: Step[] }];
    expect(steps.length).toBeLessThanOrEqual(5);
    for (const { id, description, media, completionEvents } of steps) {
      const done = completionEvents.map((event) => event.replace('onCommand:', ''));
      const [, first] = /\(command:([\w.]+)/.exec(strings[description.replaceAll('%', '')]!) ?? [];
      expect(done, id).toContain(first);
      for (const command of done) expect(Object.values(COMMAND), id).toContain(command);
      expect(strings[media.altText.replaceAll('%', '')], id).toMatch(/\.$/);
      const picture = readFileSync(path.join(ROOT, media.svg), 'utf8');
      // In the theme's colours: a colour by itself would be invisible in another one.
      const colours = [...picture.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]!);
      expect(new Set(colours.map((colour) => /^(?:none|var\(--vscode-)/.test(colour))), id).toEqual(
        new Set([true]),
      );
      // The page that shows it allows no style of its own.
      expect(picture, id).not.toMatch(/<style|style=|<script|href=/);
    }
  });

  it('binds keys as chords that start as the editor’s own do, each with a condition', () => {
    expect(contributes.keybindings.length).toBeGreaterThan(0);
    for (const { command, key, mac, when } of contributes.keybindings) {
      expect(Object.values(COMMAND)).toContain(command);
      expect(key).toMatch(/^ctrl\+k [a-z]$/);
      expect(mac).toBe(key.replace('ctrl', 'cmd'));
      expect(when).not.toBe('');
    }
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
