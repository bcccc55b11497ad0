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
  action: string;
}

const STATE: Record<Problem['kind'], StateText> = {
  waiting: {
    icon: 'watch',
    title: 'Waiting for the first span',
    body: [
      'The session appears here as soon as its first span arrives.',
      'Spans arrive when they end: a model call shows up after the model has answered. If nothing comes, check that the agent runs in a traced terminal (command “Turnline: Open Traced Terminal”).',
    ],
    action: 'Look again',
  },
  gone: {
    icon: 'circle-slash',
    title: 'This session is no longer kept',
    body: [
      'Turnline keeps sessions in memory: the oldest make room for new ones, and a restart of VS Code clears them.',
      'Run the agent again in a traced terminal, or open another session from the Sessions view.',
    ],
    action: 'Look again',
  },
  stopped: {
    icon: 'debug-disconnect',
    title: 'The collector does not answer',
    body: [
      'It may have stopped, or still be starting. Try again; if that does not help, run “Developer: Reload Window” and look into the Turnline log (command “Turnline: Show Log”).',
    ],
    action: 'Try again',
  },
  error: {
    icon: 'error',
    title: 'The session could not be read',
    body: ['Try again. If it happens every time, the Turnline log (command “Turnline: Show Log”) says more.'],
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
  const text = [state.title, problem.message].filter(Boolean).join(': ');
  return el(
    'div',
    { class: 'finding is-problem', attrs: { role: 'status', 'data-state': problem.kind } },
    icon('error'),
    el('span', { class: 'finding-text', text: `${text} What you see is the last known state.` }),
    button(state.action, onRetry, 'secondary'),
  );
}
