import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMITTERS } from '../../../src/collector/doctor/emitters';
import { RUNNABLE_EXTENSIONS } from '../../../src/editor/tracing/fileRunners';
import { DEFAULT_PRESETS, PRESETS, tracedEnvironment } from '../../../src/presets/presets';
import { SETTING, SETTINGS_SECTION } from '../../../src/protocol/ids';

const TARGET = { httpPort: 43_180, token: null };
const ENDPOINT = 'http://127.0.0.1:43180';

interface Manifest {
  contributes: {
    configuration: {
      properties: Record<string, { default: unknown; items?: { enum?: unknown } }>;
    };
    menus: Record<string, { command: string; when: string }[]>;
  };
}
const manifest = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as Manifest;

describe('the presets', () => {
  it('are those of the setting, with its default', () => {
    const setting =
      manifest.contributes.configuration.properties[`${SETTINGS_SECTION}.${SETTING.tracingPresets}`];
    expect(setting?.items?.enum).toEqual(PRESETS.map(({ id }) => id));
    expect(setting?.default).toEqual(DEFAULT_PRESETS);
  });

  it('set something each', () => {
    for (const { id, environment, wrapper, settings } of PRESETS) {
      expect([environment, wrapper, settings].some(Boolean), id).toBe(true);
    }
  });

  it('in force by default never fight over a variable', () => {
    const values = new Map<string, string | null>();
    for (const { environment } of PRESETS.filter(({ byDefault }) => byDefault)) {
      for (const [name, value] of Object.entries(environment?.(ENDPOINT) ?? {})) {
        expect(values.get(name) ?? value, name).toBe(value);
        values.set(name, value);
      }
    }
  });

  // Those are of agents whose traces somebody wants in another place, too, unless they are chosen.
  it('in force by default touch nothing that is sent over the network elsewhere', () => {
    expect(DEFAULT_PRESETS).not.toContain('langsmith');
    expect(DEFAULT_PRESETS).not.toContain('logfire');
  });

  it('set every variable that the doctor tells to set', () => {
    const all = tracedEnvironment(
      TARGET,
      PRESETS.map(({ id }) => id),
    );
    const advised = EMITTERS.flatMap(({ contentSwitch, tracesSwitch = '' }) => [
      ...`${contentSwitch} ${tracesSwitch}`.matchAll(/\b([A-Z][A-Z0-9_]+)=/g),
    ]).map(([, name]) => name!);
    expect(advised.length).toBeGreaterThan(10);
    for (const name of advised) expect(all, name).toHaveProperty(name);
  });

  it('that are not chosen set nothing', () => {
    const names = Object.keys(tracedEnvironment(TARGET, []));
    expect(names.filter((name) => !name.startsWith('OTEL_'))).toEqual([]);
    expect(names).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
  });

  it('send to the port that is listened on', () => {
    const environment = tracedEnvironment(TARGET, DEFAULT_PRESETS);
    const addresses = Object.values(environment).filter((value) => value?.includes('://'));
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) expect(address).toBe(ENDPOINT);
  });
});

describe('“Run File Traced”', () => {
  it.each(['editor/title/run', 'explorer/context'])('is offered in %s for what it can run', (menu) => {
    const [entry] = manifest.contributes.menus[menu] ?? [];
    const [, pattern = '$^'] = /resourceExtname =~ \/(.*)\/$/.exec(entry?.when ?? '') ?? [];
    for (const extension of RUNNABLE_EXTENSIONS) expect(`.${extension}`).toMatch(new RegExp(pattern));
    for (const extension of ['.md', '.json', '.pyc', '.d', '.xts']) {
      expect(extension).not.toMatch(new RegExp(pattern));
    }
  });
});
