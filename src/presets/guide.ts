/** What a guide to connect an agent is. */

export type SnippetLanguage =
  'shell' | 'powershell' | 'python' | 'typescript' | 'go' | 'csharp' | 'json' | 'toml';

export interface GuideStep {
  /** What to do with the code, as a sentence. */
  text: string;
  language: SnippetLanguage;
  /** To be copied as it is; the port is filled in. */
  code: string;
}

export const GUIDE_GROUPS = ['Coding agents', 'Python', 'TypeScript and JavaScript', 'Other'] as const;
export type GuideGroup = (typeof GUIDE_GROUPS)[number];

export interface Guide {
  /** Short and stable. */
  id: string;
  name: string;
  group: GuideGroup;
  steps: GuideStep[];
}

/** For what instruments model calls alone. */
export const IN_SPAN_TEXT =
  'Run your agent inside of a span: each of its calls would be a session of its own otherwise.';
