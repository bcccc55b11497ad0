/** What can be taken away from the flame graph: pictures of it, and names out of it. */
import { t } from '../l10n';
import type { SessionData } from '../session/sessionData';
import type { SpanRef } from '../../src/protocol/units';
import type { MenuGroup } from '../ui/menu';
import { pngOf, svgOf } from './picture';
import type { FlameModel } from './flameModel';

export interface ExportSubject {
  /** null while there is nothing to draw. */
  picture: () => FlameModel | null;
  title: string;
  selected: SpanRef | null;
  selectedLabel: string | null;
  announce: (text: string) => void;
  onFailure: (error: unknown) => void;
}

export function exportItems(subject: ExportSubject, data: SessionData): readonly MenuGroup[] {
  const { selected, selectedLabel } = subject;
  const run = (done: string, work: () => Promise<boolean>) => () => {
    work().then((finished) => {
      if (finished) subject.announce(done);
    }, subject.onFailure);
  };
  const copy = (text: string) => async () => {
    await navigator.clipboard.writeText(text);
    return true;
  };
  const disabled = subject.picture() === null;
  return [
    [
      { label: t('Copy as PNG'), disabled, action: run(t('Picture copied'), () => copyPicture(subject)) },
      { label: t('Export PNG…'), disabled, action: run(t('Picture saved'), () => savePng(subject, data)) },
      { label: t('Export SVG…'), disabled, action: run(t('Picture saved'), () => saveSvg(subject, data)) },
    ],
    [
      {
        label: t('Copy name of selected span'),
        disabled: selectedLabel === null,
        action: run(t('Name copied'), copy(selectedLabel ?? '')),
      },
      {
        label: t('Copy trace and span id'),
        disabled: selected === null,
        action: run(t('Ids copied'), copy(selected ? `${selected.traceId} ${selected.spanId}` : '')),
      },
    ],
  ];
}

async function copyPicture({ picture }: ExportSubject): Promise<boolean> {
  const model = picture();
  if (!model) return false;
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(model) })]);
  return true;
}

async function savePng({ picture, title }: ExportSubject, data: SessionData): Promise<boolean> {
  const model = picture();
  if (!model) return false;
  const blob = await pngOf(model);
  return data.saveFile({ name: fileName(title, 'png'), content: new Uint8Array(await blob.arrayBuffer()) });
}

function saveSvg({ picture, title }: ExportSubject, data: SessionData): Promise<boolean> {
  const model = picture();
  if (!model) return Promise.resolve(false);
  return data.saveFile({ name: fileName(title, 'svg'), content: svgOf(model, title) });
}

/** "find-why-invoices-are-rounded.svg". */
function fileName(title: string, extension: string): string {
  const words = title.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? [];
  return `${words.slice(0, 8).join('-').slice(0, 60) || 'session'}.${extension}`;
}
