/** What stands in the page when there is no session to draw: what happened, and what to do next. */
import type { PanelCommand } from '../src/protocol/panel';
import { el } from './dom';
import { t } from './l10n';
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
  /** The first is the one that helps most. */
  actions: readonly StateAction[];
}

/** A command of the editor, or asking the collector again. */
type StateAction = readonly [label: string, does: PanelCommand | 'retry'];

/** What a page without a session can do. */
export interface StateActions {
  retry(): void;
  run(command: PanelCommand): void;
}

/** Why there is nothing to draw; `none` on a page that was not told whose session it shows. */
export type StateKind = Problem['kind'] | 'none';

const STATE: Record<StateKind, StateText> = {
  none: {
    icon: 'list-tree',
    title: t('No session is chosen'),
    body: [
      t(
        'Choose one in the Sessions view. If there is none yet, run an agent in a traced terminal, or try the sample agent.',
      ),
    ],
    line: t('Choose one in the Sessions view.'),
    actions: [
      [t('Show Sessions'), 'showSessions'],
      [t('Run the Sample Agent'), 'runSample'],
    ],
  },
  waiting: {
    icon: 'watch',
    title: t('Waiting for the first span'),
    body: [
      t('The session appears here as soon as its first span arrives.'),
      t(
        'Spans arrive when they end: a model call shows up after the model has answered. If nothing comes, check that the agent runs in a traced terminal; the doctor says what arrives and what does not.',
      ),
    ],
    line: t('Its first span has not arrived yet.'),
    actions: [
      [t('Open Traced Terminal'), 'openTracedTerminal'],
      [t('Run Doctor'), 'doctor'],
    ],
  },
  gone: {
    icon: 'circle-slash',
    title: t('This session is no longer kept'),
    body: [
      t('It was cleared, or it was among the oldest when Turnline needed room for newer ones.'),
      t(
        'Run the agent again in a traced terminal, or open another session from the Sessions view. To keep a session next time, pin it there; to keep more of them, raise the settings turnline.memory.maxMegabytes and turnline.journal.maxMegabytes.',
      ),
    ],
    line: t(
      'It was cleared, or made room for newer ones. To keep sessions, pin them in the Sessions view or raise the setting turnline.memory.maxMegabytes.',
    ),
    actions: [
      [t('Show Sessions'), 'showSessions'],
      [t('Open Settings'), 'openSettings'],
    ],
  },
  stopped: {
    icon: 'debug-disconnect',
    title: t('The collector does not answer'),
    body: [
      t(
        'It may have stopped, or still be starting. What it has acknowledged is kept: restart it, and the session is here again. The log says why it stopped.',
      ),
    ],
    line: t('It may have stopped, or still be starting.'),
    actions: [
      [t('Restart Collector'), 'restartCollector'],
      [t('Show Log'), 'showLog'],
      [t('Try Again'), 'retry'],
    ],
  },
  error: {
    icon: 'error',
    title: t('The session could not be read'),
    body: [t('Try again. If it happens every time, the log says more.')],
    line: t('The log says more.'),
    actions: [
      [t('Try Again'), 'retry'],
      [t('Show Log'), 'showLog'],
    ],
  },
};

/** Fills the page. */
export function statePage(problem: { kind: StateKind; message: string }, actions: StateActions): HTMLElement {
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
    el('div', { class: 'state-actions' }, ...buttons(state, actions, 'primary')),
  );
}

function buttons(state: StateText, actions: StateActions, first: 'primary' | 'secondary'): HTMLElement[] {
  return state.actions.map(([label, does], place) =>
    button(
      label,
      () => {
        if (does === 'retry') actions.retry();
        else actions.run(does);
      },
      place === 0 ? first : 'secondary',
    ),
  );
}

/** One line above a session that is still shown although it can no longer be refreshed. */
export function stateLine(problem: Problem, actions: StateActions): HTMLElement {
  const state = STATE[problem.kind];
  const title = [state.title, problem.message].filter(Boolean).join(': ').replace(/\.$/, '');
  return el(
    'div',
    { class: 'finding is-problem', attrs: { role: 'status', 'data-state': problem.kind } },
    icon('error'),
    el(
      'div',
      { class: 'finding-body' },
      el('span', {
        class: 'finding-text',
        text: t('{0}. {1} What you see is the last known state.', title, state.line),
      }),
      el('div', { class: 'state-actions' }, ...buttons(state, actions, 'secondary')),
    ),
  );
}
