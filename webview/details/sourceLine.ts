/** Go to source: the button with how the place was found, or why there is none and what to do. */
import type { FoundSource, SourceFoundBy, SourceSearch } from '../../src/protocol/panel';
import { messageOf } from '../../src/protocol/rpc';
import type { AgentSpan } from '../../src/protocol/agentModel';
import { el, type Child } from '../dom';
import { t } from '../l10n';
import { button, linkButton } from '../ui/toolkit';
import { codingAgentOf } from './codingAgents';

const FOUND_BY: Record<SourceFoundBy, string> = {
  'code-attributes': t('named by the span'),
  'stack-trace': t('from the stack trace'),
  'tool-name': t('found by name'),
  'agent-name': t('found by the agent’s name'),
  'prompt-text': t('found by the prompt’s text'),
  'workspace-symbol': t('a symbol of that name'),
};

export interface SourceActions {
  find(): Promise<FoundSource[]>;
  /** False when nothing was found. `choose`: the user picks one of several places. */
  open(choose: boolean): Promise<boolean>;
  search(search: SourceSearch): Promise<unknown>;
}

/** `find` is asked at once; the line fills in when it answers. */
export function sourceLine(span: AgentSpan, actions: SourceActions): HTMLElement {
  const line = el('div', { class: 'source', attrs: { 'aria-busy': 'true' } });
  const failed = (what: string) => (error: unknown) => {
    line.append(note(`${what}: ${messageOf(error)}`));
  };
  const showNone = () => {
    line.replaceChildren(...noSource(span, actions, failed(t('The search could not be opened'))));
  };
  const open = (choose: boolean) => {
    actions.open(choose).then(
      (opened) => {
        if (!opened) showNone();
      },
      failed(t('The source could not be opened')),
    );
  };
  actions
    .find()
    .then(
      (places) => {
        const [best] = places;
        if (!best) {
          showNone();
          return;
        }
        line.replaceChildren(
          button(t('Go to source'), () => {
            open(false);
          }),
          note(`${best.path}:${best.line} — ${FOUND_BY[best.foundBy]}`, others(places, open)),
        );
      },
      (error: unknown) => {
        line.replaceChildren();
        failed(t('The source could not be looked up'))(error);
      },
    )
    .finally(() => {
      line.removeAttribute('aria-busy');
    });
  return line;
}

function note(...content: Child[]): HTMLElement {
  return el('span', { class: 'source-note' }, ...content);
}

/** The way to the places that are not the best. */
function others(places: readonly FoundSource[], open: (choose: boolean) => void): HTMLElement | null {
  const rest = places.length - 1;
  if (rest === 0) return null;
  const link = linkButton(t('{0, plural, one {# more place…} other {# more places…}}', rest), () => {
    open(true);
  });
  link.title = t('Choose one of the places that fit');
  return el('span', {}, ' ', link);
}

/** Why there is no source, and what to do about it. */
function noSource(span: AgentSpan, actions: SourceActions, failed: (error: unknown) => void): HTMLElement[] {
  const wanted = searchFor(span);
  return [
    wanted &&
      button(
        wanted.among === 'files' ? t('Find file') : t('Search in workspace'),
        () => {
          actions.search(wanted).catch(failed);
        },
        'secondary',
      ),
    note(whyNot(span)),
  ].filter((part) => part !== null);
}

/** By which name the code may be found all the same. */
function searchFor({ source, tool, kind, agent }: AgentSpan): SourceSearch | null {
  if (source) return { text: source.file.split(/[\\/]/).at(-1) ?? source.file, among: 'files' };
  const name = tool?.name ?? (kind === 'agent' ? agent : null);
  return name === null ? null : { text: name, among: 'text' };
}

function whyNot({ source, tool, service }: AgentSpan): string {
  if (source) {
    return t(
      'The span names {0}, which is not in this workspace. Open the folder that holds it.',
      source.file,
    );
  }
  const codingAgent = codingAgentOf(service);
  if (tool && codingAgent !== null) {
    return t(
      'No source: no tool “{0}” is defined in this workspace. It is a part of {1}, or of an MCP server whose code is elsewhere.',
      tool.name,
      codingAgent,
    );
  }
  if (tool) {
    return t(
      'No source: the span names no file, and no tool “{0}” is defined in this workspace. Open the agent’s folder, or set code.file.path and code.line.number on the span.',
      tool.name,
    );
  }
  return t(
    'No source: the span names no file. Set code.file.path and code.line.number on it to get to the code from here.',
  );
}
