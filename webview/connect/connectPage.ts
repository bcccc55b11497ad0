/** The page “Connect Your Agent”: whether spans arrive, how to send them, and what is set for it. */
import type { ConnectMethods, ConnectNotifications, ConnectState } from '../../src/protocol/connect';
import type { RpcArgs, RpcClient } from '../../src/protocol/rpc';
import { messageOf } from '../../src/protocol/rpc';
import { atMostEvery, el } from '../dom';
import { t } from '../l10n';
import { button, linkButton } from '../ui/toolkit';
import type { WebviewApi } from '../webviewApi';
import { ArrivalCard } from './arrivalCard';
import { GuidePane } from './guidePane';
import { PresetList } from './presetList';
import { switches } from './switches';

type Client = RpcClient<ConnectMethods, ConnectNotifications>;

const REFRESH_MS = 500;

export class ConnectPage {
  private readonly arrival: ArrivalCard;
  private readonly guides: GuidePane;
  private readonly presets: PresetList;
  private readonly switches = el('div', { class: 'connect-switches' });
  private readonly switchesNote = note();
  private readonly presetsNote = note();
  private readonly failure = el('p', { class: 'connect-failure', attrs: { role: 'alert', hidden: true } });
  /** Of the newest question: an older one's answer is not shown any more. */
  private asked = 0;

  constructor(
    root: HTMLElement,
    api: WebviewApi,
    private readonly client: Client,
  ) {
    this.arrival = new ArrivalCard({
      openSession: (sessionId) => void this.ask('session/open', { sessionId }),
      openDoctor: () => void this.ask('connect/doctor'),
    });
    this.guides = new GuidePane(guideOf(api.state), (guide) => {
      api.state = { guide };
    });
    this.presets = new PresetList({
      choose: (preset, chosen) => void this.ask('connect/choose', { preset, chosen }),
      changeCodexFile: () => void this.ask('connect/codexFile'),
    });
    this.mount(root);
    const refresh = atMostEvery(REFRESH_MS, () => void this.refresh());
    client.on('changed', refresh);
    refresh();
  }

  private mount(root: HTMLElement): void {
    const actions = el(
      'div',
      { class: 'connect-actions' },
      button(t('Open Traced Terminal'), () => void this.ask('connect/terminal')),
      button(t('Run the Sample Agent'), () => void this.ask('connect/sample'), 'secondary'),
    );
    root.replaceChildren(
      el(
        'main',
        { class: 'connect' },
        el('h1', { text: t('Connect Your Agent') }),
        el('p', {
          class: 'connect-lead',
          text: t(
            'Start your agent in a traced terminal and its session appears. Nothing is written to your files without your consent.',
          ),
        }),
        this.failure,
        this.arrival.element,
        actions,
        section(
          t('Your agent'),
          note(t('What it takes to send traces, ready to be copied.')),
          this.guides.element,
        ),
        section(t('Trace more than traced terminals'), this.switchesNote, this.switches),
        section(t('What is set in traced programs'), this.presetsNote, this.presets.element),
        el(
          'p',
          { class: 'dim' },
          t('Nothing arrives although an agent runs?'),
          ' ',
          linkButton(t('The Doctor says why'), () => void this.ask('connect/doctor')),
          '.',
        ),
      ),
    );
  }

  private async refresh(): Promise<void> {
    const asked = ++this.asked;
    try {
      const state = await this.client.request('connect/state');
      if (asked === this.asked) this.show(state);
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  private show(state: ConnectState): void {
    this.arrival.set(state);
    this.guides.set(state.guides);
    this.presets.set(state.presets);
    this.switchesNote.textContent = state.folderOpen
      ? t('For this workspace. Variables that you set in a launch configuration come first.')
      : t(
          'For all your windows, as no folder is open in this one. Variables that you set in a launch configuration come first.',
        );
    this.presetsNote.textContent = state.folderOpen
      ? t(
          'Each entry puts variables into the environment of traced programs, and nowhere else. Choices are kept in this workspace’s settings and can be taken back here.',
        )
      : t(
          'Each entry puts variables into the environment of traced programs, and nowhere else. Choices are kept in your user settings, as no folder is open in this window, and can be taken back here.',
        );
    switches(this.switches, state, (name, on) => void this.ask('connect/switch', { name, on }));
  }

  /** Asks for something to be done, then shows how things are. */
  private async ask<K extends keyof ConnectMethods>(
    method: K,
    ...params: RpcArgs<ConnectMethods[K]['params']>
  ): Promise<void> {
    this.failure.hidden = true;
    try {
      await this.client.request(method, ...params);
    } catch (error) {
      this.fail(messageOf(error));
    }
    await this.refresh();
  }

  private fail(message: string): void {
    this.failure.textContent = message;
    this.failure.hidden = false;
  }
}

function note(text = ''): HTMLElement {
  return el('p', { class: 'dim connect-note', text });
}

function section(title: string, lead: HTMLElement, content: HTMLElement): HTMLElement {
  return el('section', { attrs: { 'aria-label': title } }, el('h2', { text: title }), lead, content);
}

function guideOf(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('guide' in state)) return null;
  return typeof state.guide === 'string' ? state.guide : null;
}
