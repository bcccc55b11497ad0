/** Coding agents whose tools are parts of themselves, by the service that their spans name. */
const NAMES: readonly (readonly [service: RegExp, name: string])[] = [
  [/^claude-code$/, 'Claude Code'],
  [/^codex[_-]/, 'Codex'],
  [/^gemini-cli$/, 'Gemini CLI'],
  [/^qwen-code$/, 'Qwen Code'],
  [/^(?:github-copilot|copilot-chat)$/, 'GitHub Copilot'],
  [/^opencode$/, 'opencode'],
  [/^goose$/, 'goose'],
];

/** As its users call it; null for all other programs. */
export function codingAgentOf(service: string | null): string | null {
  return NAMES.find(([pattern]) => service !== null && pattern.test(service))?.[1] ?? null;
}
