import type { FrameWindow } from '../../src/protocol/frames';
import { t } from '../l10n';

/** Why there is nothing to draw and what to do; null when there is something. */
export function emptyText({ extent, mode, rowCount, noiseCount }: FrameWindow): string | null {
  if (rowCount === 0 && noiseCount > 0) {
    return t(
      'This session has nothing but plumbing: no agent, model call or tool was recognised in its spans.',
    );
  }
  if (mode === 'time' || extent.to > extent.from) return null;
  return mode === 'tokens'
    ? t('No span of this session reports tokens. Look at it by time.')
    : t('The cost of this session is not known: no span reports it and no price is known for its models.');
}
