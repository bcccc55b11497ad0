/** Agents, tools and prompts that are written down in files that are no code: Markdown, YAML, templates. Pure. */
import type { Definition, DefinitionKind, FileFacts, TextRange } from '../facts';
import { stemOf } from '../paths';
import { promptText } from '../promptText';
import type { YamlEntry } from './yaml';
import { yamlEntries } from './yaml';

const TEMPLATE = /\.(?:jinja2?|j2|prompt|prompty)$/i;
/** Folders of coding agents and of frameworks: `.claude/agents/`, `.opencode/agent/`, `.github/prompts/`, `skills/`. */
const FOLDER =
  /(?:^|[\\/])(?:sub)?(?:agents?|prompts?|prompt_templates|commands|chatmodes|modes|skills?|personas)[\\/]/i;
const MARKDOWN_NAME =
  /(?:\.(?:agent|prompt|chatmode|instructions)|(?:^|[\\/])(?:SKILL|AGENTS|CLAUDE|GEMINI|copilot-instructions))\.mdc?$/i;
/** `agents.yaml`, `config/tasks.yaml`, `root_agent.yaml`, `tools/search/config.yaml`. */
const YAML_NAME =
  /(?:agents?|tasks?|prompts?|crews?|tools?|personas?)[^\\/]*(?:[\\/][^\\/]+)?(?:[\\/]config)?\.ya?ml$/i;

const NAMED_AGENT = [
  'instructions',
  'instruction',
  'system_prompt',
  'system_message',
  'prompt',
  'agent_class',
];
const TOLD = /prompt|instruction|system|template|backstory|persona/i;
const DESCRIBED_TOOL = ['signature', 'docstring', 'arguments', 'description', 'parameters'];

/** Agents of low-code platforms and of registries: `agents/writer/agent.json`, `agents.json`, `.well-known/agent-card.json`. */
const JSON_NAME =
  /(?:^|[\\/])(?:agents?|agent[-_.]?card|[\w.-]+\.agent)\.json$|(?:^|[\\/])(?:sub)?agents[\\/][^\\/]+\.json$/i;

/** Whether a file that is no code may define something. Most Markdown and YAML is about other things. */
export function isDocument(path: string): boolean {
  if (TEMPLATE.test(path)) return true;
  if (/\.mdc?$/i.test(path)) return FOLDER.test(path) || MARKDOWN_NAME.test(path);
  if (/\.txt$/i.test(path)) return FOLDER.test(path);
  if (/\.json$/i.test(path)) return JSON_NAME.test(path);
  return /\.ya?ml$/i.test(path) && (FOLDER.test(path) || YAML_NAME.test(path));
}

export function documentFacts(path: string, text: string): FileFacts {
  // JSON is YAML, too.
  const [, data] = /\.(ya?ml|json)$/i.exec(path) ?? [];
  const isAgent = data?.toLowerCase() === 'json' ? isJsonAgent : isYamlAgent;
  const definitions = data === undefined ? ofText(path, text) : ofData(text, isAgent);
  return { definitions, constants: [], servers: [] };
}

/** A text with a head between `---`: whose it is, and what the model is told. */
function ofText(path: string, text: string): Definition[] {
  const head = /^---\r?\n([\s\S]*?)\r?\n---[^\S\n]*(?:\r?\n|$)/.exec(text);
  const body = head ? text.slice(head[0].length) : text;
  const first = 1 + (head ? head[0].split('\n').length - 1 : 0);
  const stem = stemOf(path).replace(/\.(?:agent|prompt|chatmode|instructions)$/i, '');
  const name = yamlEntries(head?.[1] ?? '').find(({ path: keys }) => keys.length === 1 && keys[0] === 'name');
  const definitions: Definition[] = [];
  const whole = { line: 1, column: 1, endLine: first + body.split('\n').length, endColumn: 1 };
  if (isAgentFile(path)) {
    const at = name ? { ...placeOf(name), line: name.line + 1, endLine: name.line + 1 } : START;
    definitions.push(definition('agent', name?.value ?? stem, at, whole));
  }
  const told = promptText(body.split(/\n\s*\n|\{%[^%]*%\}/));
  const at = { line: first, column: 1, endLine: first, endColumn: 1 };
  if (told !== null) definitions.push(definition('prompt', stem, at, at, told));
  return definitions;
}

/** An agent of its own, not what one is told beside: `AGENTS.md` speaks to all of them. */
function isAgentFile(path: string): boolean {
  return (
    /\.mdc?$/i.test(path) && (/(?:^|[\\/])(?:sub)?agents?[\\/]/i.test(path) || /\.agent\.md$/i.test(path))
  );
}

type IsAgent = (name: YamlEntry, beside: ReadonlyMap<string, YamlEntry>) => boolean;

function isYamlAgent(_: YamlEntry, beside: ReadonlyMap<string, YamlEntry>): boolean {
  return NAMED_AGENT.some((one) => beside.has(one));
}

/** Of a file of one agent, or of a list of them: what is named further inside is a skill, a parameter, a model. */
function isJsonAgent({ path }: YamlEntry, beside: ReadonlyMap<string, YamlEntry>): boolean {
  const around = path.slice(0, -1).filter((key) => !key.startsWith('#'));
  const isAgent = around.length === 0 || (around.length === 1 && /^agents?$/i.test(around[0]!));
  return isAgent && ['description', ...NAMED_AGENT].some((one) => beside.has(one));
}

/** @param isAgent whether what has that name is an agent, by what stands beside the name */
function ofData(text: string, isAgent: IsAgent): Definition[] {
  const entries = yamlEntries(text);
  const keysOf = new Map<string, Map<string, YamlEntry>>();
  for (const entry of entries) {
    const parent = parentOf(entry);
    keysOf.set(parent, (keysOf.get(parent) ?? new Map<string, YamlEntry>()).set(entry.path.at(-1)!, entry));
  }
  return entries.flatMap((entry) => {
    const key = entry.path.at(-1)!;
    const members = keysOf.get(entry.path.join('\n'));
    const beside = keysOf.get(parentOf(entry))!;
    const at = placeOf(entry);
    if (members?.has('role') && (members.has('goal') || members.has('backstory'))) {
      const role = members.get('role')!.value.trim();
      return [role, key].map((name) => definition('agent', name, at, at));
    }
    if (
      entry.path.length === 2 &&
      entry.path[0] === 'tools' &&
      DESCRIBED_TOOL.some((one) => members?.has(one))
    )
      return [definition('tool', key, at, at)];
    if (key === 'name' && entry.value !== '' && isAgent(entry, beside))
      return [definition('agent', entry.value, at, at)];
    const told = TOLD.test(key) ? promptText(entry.value.split('\n\n')) : null;
    return told === null ? [] : [definition('prompt', key, at, at, told)];
  });
}

function parentOf({ path }: YamlEntry): string {
  return path.slice(0, -1).join('\n');
}

const START: TextRange = { line: 1, column: 1, endLine: 1, endColumn: 1 };

function placeOf({ path, line, column }: YamlEntry): TextRange {
  return { line, column, endLine: line, endColumn: column + path.at(-1)!.length };
}

function definition(
  kind: DefinitionKind,
  name: string,
  at: TextRange,
  range: TextRange,
  told: string | null = null,
): Definition {
  return {
    kind,
    name,
    nameConstant: null,
    evidence: 'declared',
    at,
    range,
    owner: null,
    targets: [],
    promptText: told,
  };
}
