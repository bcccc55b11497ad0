/** All words beside which secrets stand, in the order in which what they find is named. */
import { COLUMN_NAMES } from './columns';
import { OPTIONS } from './commandLine';
import { CONTEXTS, REACH } from './contexts';
import { ENCODED_SEPARATORS } from './encodedValues';
import { INSERTED_ROWS } from './inserts';
import { KUBERNETES_SECRET } from './manifests';
import { ONE_TIME_CODES } from './oneTimeCodes';
import { PRIVATE_KEY_LABEL } from './privateKeys';
import { SCHEMES } from './schemes';
import { NAME_WORDS } from './sentences';
import { TABLE_HEADERS } from './tables';
import type { Trigger } from './trigger';
import { DATA_SOURCES, KEY_HOSTS } from './urls';

export const TRIGGERS: Trigger[] = [
  ...CONTEXTS.map(({ word, pattern, kind, accept, needs }): Trigger => ({
    word,
    look: (text, at, found) => {
      if (needs !== '' && !text.slice(at, at + REACH).includes(needs)) return;
      pattern.lastIndex = at;
      const secret = pattern.exec(text)?.[1];
      if (secret === undefined || !accept(secret)) return;
      const end = pattern.lastIndex;
      found.push({ start: end - secret.length, end, kind, byShape: false });
    },
  })),
  ...NAME_WORDS,
  ...ONE_TIME_CODES,
  ...TABLE_HEADERS,
  ...COLUMN_NAMES,
  INSERTED_ROWS,
  KUBERNETES_SECRET,
  PRIVATE_KEY_LABEL,
  ...SCHEMES,
  ...DATA_SOURCES,
  KEY_HOSTS,
  ...OPTIONS,
  ...ENCODED_SEPARATORS,
];
