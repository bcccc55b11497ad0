/** Judges a redaction of the corpus: what is left of secrets, what is lost of ordinary text. */
import type { Ordinary } from './ordinary';
import type { Planted } from './planted';

type Redact = (text: string) => string;

export interface Recall {
  secrets: number;
  /** Secrets of which a half or more is still there. */
  left: { label: string; text: string }[];
  /** Texts that were JSON and are no more. */
  broken: { label: string; text: string }[];
}

export interface Harm {
  texts: number;
  characters: number;
  harmed: { label: string; text: string }[];
  /** Characters of ordinary texts that were taken out. */
  lostCharacters: number;
}

export function measureRecall(planted: readonly Planted[], redact: Redact): Recall {
  const recall: Recall = { secrets: 0, left: [], broken: [] };
  for (const { text, secrets, label } of planted) {
    const redacted = redact(text);
    recall.secrets += secrets.length;
    for (const secret of secrets) if (shows(redacted, secret)) recall.left.push({ label, text: redacted });
    if (isJson(text) && !isJson(redacted)) recall.broken.push({ label, text: redacted });
  }
  return recall;
}

export function measureHarm(ordinary: readonly Ordinary[], redact: Redact): Harm {
  const harm: Harm = { texts: ordinary.length, characters: 0, harmed: [], lostCharacters: 0 };
  for (const { text, label } of ordinary) {
    harm.characters += text.length;
    const redacted = redact(text);
    if (redacted === text) continue;
    harm.harmed.push({ label, text: redacted });
    const kept = redacted.replace(/\(redacted:[a-z0-9-]+\)/g, '');
    harm.lostCharacters += text.length - kept.length;
  }
  return harm;
}

/** Whether half of a secret or more can be read. */
function shows(text: string, secret: string): boolean {
  const half = Math.max(6, Math.ceil(secret.length / 2));
  for (let at = 0; at + half <= secret.length; at++)
    if (text.includes(secret.slice(at, at + half))) return true;
  return text.includes(secret);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
