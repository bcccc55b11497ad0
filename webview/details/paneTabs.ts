/** The tabs of the details: which there are for a span, and what stands in each. */
import { t } from '../l10n';
import type { Section } from '../ui/sections';
import { attributesSections, rawSections } from './attributesTab';
import { compareSections } from './compareTab';
import { contextSections } from './contextTab';
import { conversationSections } from './conversation/conversationTab';
import { logsSections } from './logsTab';
import { overviewSections } from './overviewTab';
import type { TabId } from './detailsSettings';
import type { SpanView } from './spanView';

export interface PaneTab {
  id: TabId;
  title: string;
  /** Whether there is anything of this kind to show. */
  applies(view: SpanView): boolean;
  sections(view: SpanView): Section[] | Promise<Section[]>;
}

export const PANE_TABS: readonly PaneTab[] = [
  { id: 'overview', title: t('Overview'), applies: () => true, sections: overviewSections },
  { id: 'conversation', title: t('Conversation'), applies: hasConversation, sections: conversationSections },
  {
    id: 'compare',
    title: t('Compare'),
    applies: ({ turn, index }) => turn !== null && index.session.turns.length > 1,
    sections: compareSections,
  },
  { id: 'context', title: t('Context'), applies: ({ turn }) => turn !== null, sections: contextSections },
  { id: 'attributes', title: t('Attributes'), applies: () => true, sections: attributesSections },
  { id: 'logs', title: t('Logs'), applies: ({ details }) => details.logs > 0, sections: logsSections },
  { id: 'raw', title: t('Raw'), applies: () => true, sections: rawSections },
];

/** Of a model call always, if only to say why there is nothing; of other spans where they have messages. */
function hasConversation({ details, messages }: SpanView): boolean {
  if (details.span.kind === 'llm') return true;
  if (!messages) return false;
  return messages.system.length + messages.input.length + messages.output.length > 0;
}
