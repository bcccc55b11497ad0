/** The presets as the page shows them. Pure. */
import type { Preset, TraceTarget } from '../../presets/preset';
import { endpointOf } from '../../presets/preset';
import { PRESETS } from '../../presets/presets';
import type { ConnectPreset } from '../../protocol/connect';

/**
 * @param chosen ids of the presets of traced programs that are in force
 * @param isInForce whether settings of the editor have these values
 */
export function presetList(
  target: TraceTarget,
  chosen: readonly string[],
  isInForce: (values: Record<string, string | boolean>) => boolean,
): ConnectPreset[] {
  const endpoint = endpointOf(target);
  return PRESETS.map((preset) => {
    const settings = preset.settings?.(endpoint);
    return {
      id: preset.id,
      name: preset.name,
      detail: preset.detail,
      chosen: settings ? isInForce(settings) : chosen.includes(preset.id),
      kind: settings ? 'settings' : preset.wrapper?.arguments ? 'arguments' : 'variables',
      sets: whatItSets(preset, endpoint),
    };
  });
}

function whatItSets(preset: Preset, endpoint: string): ConnectPreset['sets'] {
  const { environment, settings, wrapper } = preset;
  return [
    ...Object.entries(environment?.(endpoint) ?? {}).map(([name, value]) => ({ name, value })),
    ...Object.entries(settings?.(endpoint) ?? {}).map(([name, value]) => ({ name, value: String(value) })),
    ...(wrapper?.without ?? []).map((name) => ({ name, value: null })),
    ...(wrapper?.arguments
      ? [
          {
            name: wrapper.program,
            value: wrapper.arguments.words.map((word) => word.replaceAll('{endpoint}', endpoint)).join(' '),
          },
        ]
      : []),
  ];
}
