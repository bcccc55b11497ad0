import { describe, expect, it } from 'vitest';
import { documentFacts, isDocument } from '../../../src/source/documents/documents';

function defined(path: string, text: string): string[] {
  return documentFacts(path, text).definitions.map(
    ({ kind, name, at, promptText }) =>
      `${kind} ${name}:${at.line}${promptText === null ? '' : ` “${promptText}”`}`,
  );
}

describe('which files', () => {
  it.each([
    '.claude/agents/reviewer.md',
    '.github/agents/reviewer.agent.md',
    '.github/prompts/plan.prompt.md',
    'skills/pdf/SKILL.md',
    'AGENTS.md',
    'src/crew/config/agents.yaml',
    'tools/search/config.yaml',
    'root_agent.yaml',
    'prompts/system.txt',
    'app/planner.jinja2',
  ])('%s may define something', (path) => {
    expect(isDocument(path)).toBe(true);
  });

  it.each(['README.md', 'docs/guide.md', '.github/workflows/ci.yml', 'requirements.txt', 'package.json'])(
    '%s defines nothing',
    (path) => {
      expect(isDocument(path)).toBe(false);
    },
  );
});

describe('what they define', () => {
  it('knows a coding agent’s own agents and what they are told', () => {
    const text =
      '---\ndescription: Reviews code\nname: code-reviewer\n---\n\nYou review changes with great care for what people rely on.\n';
    expect(defined('.claude/agents/review.md', text)).toEqual([
      'agent code-reviewer:3',
      'prompt review:5 “You review changes with great care for what people rely on.”',
    ]);
  });

  it('calls an agent without a name as its file', () => {
    expect(defined('.github/agents/planner.agent.md', 'Plan.')).toEqual(['agent planner:1']);
  });

  it('takes a prompt’s text between its placeholders', () => {
    expect(defined('prompts/a.j2', 'Hi {{ name }}, you are a patient teacher of mathematics.')).toEqual([
      'prompt a:1 “, you are a patient teacher of mathematics.”',
    ]);
  });

  it('knows agents by their roles and keys', () => {
    const text =
      'planner:\n  role: >\n    Content Planner\n  goal: >\n    Plan\n  backstory: >\n    You have planned content for more than twenty years.\n';
    expect(defined('config/agents.yaml', text)).toEqual([
      'agent Content Planner:1',
      'agent planner:1',
      'prompt backstory:6 “You have planned content for more than twenty years.”',
    ]);
  });

  it('knows the tools of a bundle', () => {
    const text =
      'tools:\n  find_file:\n    signature: "find_file <name>"\n    arguments:\n      - name: file_name\n        type: string\n  goto:\n    docstring: moves\n';
    expect(defined('tools/search/config.yaml', text)).toEqual(['tool find_file:2', 'tool goto:7']);
  });

  it('reads YAML however it is written', () => {
    const text =
      'base: &base { role: Critic, goal: judge }\nagents:\n  - {name: judge, system_prompt: "You judge fairly what\n      others have written."}\n';
    expect(defined('agents.yaml', text)).toEqual([
      'agent Critic:1',
      'agent base:1',
      'agent judge:3',
      'prompt system_prompt:3 “You judge fairly what others have written.”',
    ]);
  });

  it('takes what is no YAML for no definition: a template, a torn file, endless lists', () => {
    for (const text of [
      '{{ a }}: {% if b %}\n- : : [',
      '\t- x: &',
      '['.repeat(50_000),
      '- '.repeat(50_000),
    ]) {
      expect(defined('agents.yaml', text)).toEqual([]);
    }
  });

  it('knows an agent that is configured', () => {
    const text =
      '# comment\nname: support_agent\nmodel: m\ninstruction: |\n  Help the customer with what was bought.\n';
    expect(defined('root_agent.yaml', text)).toEqual([
      'agent support_agent:2',
      'prompt instruction:4 “Help the customer with what was bought.”',
    ]);
  });
});

describe('JSON', () => {
  it('knows agents by their files', () => {
    const agent = '{\n  "id": "7",\n  "name": "SQL Driver",\n  "description": "Asks the database."\n}';
    expect(defined('data/agents/7/agent.json', agent)).toEqual(['agent SQL Driver:3']);
    const card =
      '{"name": "Dice", "description": "Rolls", "skills": [{"name": "roll", "description": "Rolls one"}]}';
    expect(defined('.well-known/agent-card.json', card)).toEqual(['agent Dice:1']);
    const list =
      '{"agents": [\n{"name": "writer", "prompt": "p", "model": {"name": "m", "description": "d"}},\n{"name": "x"}]}';
    expect(defined('agents.json', list)).toEqual(['agent writer:2']);
  });

  it('is mostly about other things', () => {
    expect(isDocument('package.json')).toBe(false);
    expect(isDocument('src/agents/schemas/search.json')).toBe(false);
    expect(isDocument('agents/writer.json')).toBe(true);
  });
});
