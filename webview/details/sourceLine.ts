/** Go to source: the button with how the place was found, or why there is none and what to do. */
import type { FoundSource, SourceFoundBy } from '../../src/protocol/panel';
import { messageOf } from '../../src/protocol/rpc';
import type { AgentSpan } from '../../src/protocol/agentModel';
import { el } from '../dom';
import { button } from '../ui/toolkit';

const FOUND_BY: Record<SourceFoundBy, string> = {
  'code-attributes': 'named by the span',
  'stack-trace': 'from the stack trace',
  'tool-name': 'found by name',
  'agent-name': 'found by the agent’s name',
  'prompt-text': 'found by the prompt’s text',
  'workspace-symbol': 'a symbol of that name',
};

/** `find` is asked at once; the line fills in when it answers. */
export function sourceLine(
  span: AgentSpan,
  find: () => Promise<FoundSource[]>,
  open: () => Promise<boolean>,
): HTMLElement {
  const line = el('div', { class: 'source', attrs: { 'aria-busy': 'true' } });
  const note = (text: string) => el('span', { class: 'source-note', text });
  const goToSource = () => {
    open().then(
      (opened) => {
        if (!opened) line.replaceChildren(note(whyNot(span)));
      },
      (error: unknown) => {
        line.append(note(`The source could not be opened: ${messageOf(error)}`));
      },
    );
  };
  find()
    .then(
      (places) => {
        const best = places[0];
        if (!best) {
          line.replaceChildren(note(whyNot(span)));
          return;
        }
        const others = places.length > 1 ? `, or ${places.length - 1} more` : '';
        line.replaceChildren(
          button('Go to source', goToSource),
          note(`${best.path}:${best.line} — ${FOUND_BY[best.foundBy]}${others}`),
        );
      },
      (error: unknown) => {
        line.replaceChildren(note(`The source could not be looked up: ${messageOf(error)}`));
      },
    )
    .finally(() => {
      line.removeAttribute('aria-busy');
    });
  return line;
}

function whyNot(span: AgentSpan): string {
  if (span.source) {
    return `The span names ${span.source.file}, which is not in this workspace. Open the folder that holds it.`;
  }
  if (span.tool) {
    return `No source: the span names no file, and no tool “${span.tool.name}” is defined in this workspace. Open the agent’s folder, or set code.file.path and code.line.number on the span.`;
  }
  return 'No source: the span has no code.file.path.';
}
