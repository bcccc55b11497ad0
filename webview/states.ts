/** What stands in the page when there is no session to draw: what happened, and what to do next. */
import { el } from './dom';
import type { Problem } from './session/sessionData';
import type { IconName } from './ui/icon';
import { icon } from './ui/icon';
import { button } from './ui/toolkit';

interface StateText {
  icon: IconName;
  title: string;
  /** One paragraph each. */
  body: readonly string[];
  /** The same in a sentence or two, for a line above a session that is still shown. */
  line: string;
  action: string;
}

const STATE: Record<Problem['kind'], StateText> = {
  waiting: {
    icon: 'watch',
    title: 'Waiting for the first span',
    body: [
      'The session appears here as soon as its first span arrives.',
      'Spans arrive when they end: a model call shows up after the model has answered. If nothing comes, check that the agent runs in a traced terminal (command “Turnline: Open Traced Terminal”); the command “Turnline: Doctor” says what arrives and what does not.',
    ],
    line: 'Its first span has not arrived yet.',
    action: 'Look again',
  },
  gone: {
    icon: 'circle-slash',
    title: 'This session is no longer kept',
    body: [
      'It was cleared, or it was among the oldest when Turnline needed room for newer ones.',
      'Run the agent again in a traced terminal, or open another session from the Sessions view. To keep a session next time, pin it there; to keep more of them, raise the settings turnline.memory.maxMegabytes and turnline.journal.maxMegabytes.',
    ],
    line: 'It was cleared, or made room for newer ones. To keep sessions, pin them in the Sessions view or raise the setting turnline.memory.maxMegabytes.',
    action: 'Look again',
  },
  stopped: {
    icon: 'debug-disconnect',
    title: 'The collector does not answer',
    body: [
      'It may have stopped, or still be starting. Try again; if that does not help, run “Developer: Reload Window” and look into the Turnline log (command “Turnline: Show Log”).',
    ],
    line: 'It may have stopped, or still be starting.',
    action: 'Try again',
  },
  error: {
    icon: 'error',
    title: 'The session could not be read',
    body: ['Try again. If it happens every time, the Turnline log (command “Turnline: Show Log”) says more.'],
    line: 'The Turnline log (command “Turnline: Show Log”) says more.',
    action: 'Try again',
  },
};

/** Fills the page. */
export function statePage(problem: Problem, onRetry: () => void): HTMLElement {
  const state = STATE[problem.kind];
  return el(
    'main',
    { class: `state is-${problem.kind}`, attrs: { 'data-state': problem.kind } },
    icon(state.icon),
    el(
      'div',
      { attrs: { role: 'status' } },
      el('h1', { text: state.title }),
      ...state.body.map((text) => el('p', { text })),
      problem.message ? el('pre', { class: 'state-message', text: problem.message }) : null,
    ),
    button(state.action, onRetry),
  );
}

/** One line above a session that is still shown although it can no longer be refreshed. */
export function stateLine(problem: Problem, onRetry: () => void): HTMLElement {
  const state = STATE[problem.kind];
  const title = [state.title, problem.message].filter(Boolean).join(': ').replace(/\.$/, '');
  return el(
    'div',
    { class: 'finding is-problem', attrs: { role: 'status', 'data-state': problem.kind } },
    icon('error'),
    el('span', {
      class: 'finding-text',
      text: `${title}. ${state.line} What you see is the last known state.`,
    }),
    button(state.action, onRetry, 'secondary'),
  );
}
