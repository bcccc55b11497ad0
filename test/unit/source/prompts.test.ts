import { describe, expect, it } from 'vitest';
import { indexOf, shown } from './support';

const TOLD = 'You are a careful librarian, and brief.';

/** Title, text with `TOLD` for `¶`, and the line where a person would look. */
type Case = [title: string, text: string, line: number];

const GO: Case[] = [
  ['an option of an agent', 'package m\nvar a = agent.New(\n\tagent.WithSystemPrompt(`¶`),\n)', 3],
  ['a step of a builder', 'package m\nvar a = agents.New("x").\n\tWithInstructions("¶")', 3],
  ['a variable', 'package m\nfunc main() {\n\tsystemPrompt := fmt.Sprintf("¶ %s", name)\n}', 3],
  ['a message', 'package m\nvar m = []M{\n\topenai.SystemMessage("¶"),\n}', 3],
  ['a message of a role', 'package m\nvar m = llms.TextParts(llms.ChatMessageTypeSystem, "¶")', 2],
  [
    'a message written out',
    'package m\nvar m = []M{\n\t{Role: openai.ChatMessageRoleSystem, Content: "¶"},\n}',
    3,
  ],
];

const JAVA: Case[] = [
  [
    'a step of a builder',
    'class A {\n  Object a = LlmAgent.builder()\n    .instruction("""\n¶""").build();\n}',
    3,
  ],
  ['the default of a client', 'class A {\n  Object a = builder.defaultSystem("¶").build();\n}', 2],
  ['a message', 'class A {\n  Object a = new SystemMessage("¶");\n}', 2],
  ['a message that is made', 'class A {\n  Object a = SystemMessage.from("¶" + more);\n}', 2],
];

const CSHARP: Case[] = [
  ['an argument by its place', 'var a = client.AsAIAgent("¶", name: "x");', 1],
  ['what an agent is made of', 'var a = new ChatClientAgent(client, "¶", "x");', 1],
  ['a message of a history', 'history.AddSystemMessage($"¶ {today}");', 1],
  ['a message', 'var m = new SystemChatMessage("¶");', 1],
  ['a message of a role', 'var m = new ChatMessage(ChatRole.System, "¶");', 1],
];

describe.each([
  ['Go', 'a.go', GO],
  ['Java', 'A.java', JAVA],
  ['C#', 'A.cs', CSHARP],
])('what models are told in %s', (_, file, cases) => {
  it.each(cases)('%s', async (_title, text, line) => {
    const index = await indexOf({
      [file]: text.replace('¶', TOLD),
      [`b/${file}`]: text.replace('¶', 'Else.'),
    });
    expect(shown(index.find({ kind: 'prompt', text: `${TOLD} Today is Monday.` }))).toEqual([
      `${file}:${line}!`,
    ]);
  });
});
