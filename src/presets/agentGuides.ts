/** Coding agents: what they need is in their presets. */
import type { Guide } from './guide';
import type { TraceTarget } from './preset';
import { endpointOf } from './preset';
import { PRESETS } from './presets';
import { runWith } from './shellLines';

/** Preset → what its users type. */
const COMMANDS: Record<string, string> = {
  'claude-code': 'claude',
  'gemini-cli': 'gemini',
  'qwen-code': 'qwen',
  'copilot-cli': 'copilot',
  opencode: 'opencode',
  'grok-cli': 'grok',
};

export function agentGuides(target: TraceTarget): Guide[] {
  const byVariables = Object.entries(COMMANDS).map(([id, command]): Guide => ({
    id,
    name: PRESETS.find((preset) => preset.id === id)?.name ?? id,
    group: 'Coding agents',
    steps: [
      { text: 'In a traced terminal, start it as always.', language: 'shell', code: command },
      {
        text: 'Anywhere else on this machine, set its variables first.',
        language: 'shell',
        code: runWith(target, [id], command),
      },
    ],
  }));
  return [...byVariables, codexGuide(target), copilotChatGuide(target)];
}

function codexGuide(target: TraceTarget): Guide {
  return {
    id: 'codex',
    name: 'Codex CLI',
    group: 'Coding agents',
    steps: [
      { text: 'In a traced terminal, start it as always.', language: 'shell', code: 'codex' },
      {
        text: 'Anywhere else, and for Codex in an editor, add this to ~/.codex/config.toml.',
        language: 'toml',
        code: codexConfiguration(target),
      },
    ],
  };
}

/** The section `[otel]` of Codex's configuration. */
export function codexConfiguration({ httpPort, token }: TraceTarget): string {
  const headers = token === null ? '' : `, headers = { authorization = "Bearer ${token}" }`;
  const exporter = (signal: string) =>
    `{ otlp-http = { endpoint = "${endpointOf({ httpPort })}/v1/${signal}", protocol = "binary"${headers} } }`;
  return [
    '[otel]',
    'log_user_prompt = true',
    `exporter = ${exporter('logs')}`,
    `trace_exporter = ${exporter('traces')}`,
    `metrics_exporter = ${exporter('metrics')}`,
  ].join('\n');
}

function copilotChatGuide(target: TraceTarget): Guide {
  const settings = PRESETS.find(({ id }) => id === 'copilot-chat')?.settings?.(endpointOf(target)) ?? {};
  return {
    id: 'copilot-chat',
    name: 'Copilot Chat in VS Code',
    group: 'Coding agents',
    steps: [
      {
        text: 'Choose “Copilot Chat in VS Code” above, or add this to settings.json yourself. Then reload the window.',
        language: 'json',
        code: JSON.stringify(settings, null, 2),
      },
    ],
  };
}
