/** Images, audio, video and files in messages: by reference, or inline as base64. */
import { MEDIA_TYPES, type MediaPart, type MediaType } from '../protocol/messages';
import type { JsonValue } from '../protocol/spans';
import { isRecord } from './fields';

type Fields = Record<string, JsonValue>;

/** What a part says of itself, before it is known whether the content is here or elsewhere. */
interface Description {
  type: MediaType | null;
  mimeType: string | null;
  name?: string | null;
}

const DATA_URL = /^data:([^;,]*)(?:;[^;,]*)*,/;

/** OpenAI's `image_url` and `input_image`, Anthropic's and LangChain's `image`, the AI SDK's, OpenInference's. */
export function imageOf(part: Fields): MediaPart | null {
  const description = { type: 'image', mimeType: mimeTypeOf(part) } as const;
  // OpenInference flattens `image: {image: {url}}` into one key.
  const holder = part.image_url ?? part.image ?? part['image.image.url'] ?? part.url;
  const location = textOf(isRecord(holder) ? (holder.url ?? fieldAt(holder.image, 'url')) : holder);
  if (location !== null) return located(location, description);
  const fileId = textOf(part.file_id);
  return fileId === null ? inlineMedia(part, 'image') : stored(fileId, description);
}

/** OpenAI's `file` and `input_file`, Anthropic's `document`, the AI SDK's and the conventions' `file`. */
export function fileOf(part: Fields): MediaPart | null {
  const file = isRecord(part.file) ? part.file : part;
  const description = {
    type: modalityOf(part.modality),
    mimeType: mimeTypeOf(file),
    name: textOf(file.filename ?? file.title ?? file.name),
  };
  const fileId = textOf(file.file_id ?? file.fileId);
  if (fileId !== null) return stored(fileId, description);
  const location = textOf(file.file_data ?? file.file_url ?? file.url);
  return location === null ? inlineMedia(file, null) : located(location, description);
}

/** `{modality, mime_type, uri}` and its kin: Gemini's `fileData`, Genkit's `media`. */
export function uriOf(part: Fields, type: MediaType | null): MediaPart | null {
  const location = textOf(part.uri ?? part.fileUri ?? part.file_uri ?? part.url);
  const description = { type: type ?? modalityOf(part.modality), mimeType: mimeTypeOf(part) };
  return location === null ? null : located(location, description);
}

/**
 * A part that holds its content, or says in `source` where it is: the conventions' `blob`, Anthropic's and Bedrock's
 * sources, the AI SDK's `data`.
 */
export function inlineMedia(part: Fields, type: MediaType | null): MediaPart | null {
  const source = isRecord(part.source) ? part.source : part;
  const format = textOf(part.format);
  const description: Description = {
    type: type ?? modalityOf(part.modality),
    mimeType: mimeTypeOf(source) ?? mimeTypeOf(part) ?? (type && format ? `${type}/${format}` : null),
    name: textOf(part.name ?? part.title ?? part.filename),
  };
  const fileId = textOf(source.file_id);
  if (fileId !== null) return stored(fileId, description);
  const location = textOf(source.url ?? source.uri ?? fieldAt(source.s3Location, 'uri'));
  if (location !== null) return located(location, description);
  return asData(source, description.type, description);
}

/** `{data, mimeType}` in any spelling. */
export function asData(
  value: JsonValue | undefined,
  type: MediaType | null,
  described?: Description,
): MediaPart | null {
  if (!isRecord(value)) return null;
  const format = textOf(value.format);
  const description = described ?? {
    type,
    mimeType: mimeTypeOf(value) ?? (type && format ? `${type}/${format}` : null),
    name: textOf(value.displayName ?? value.display_name),
  };
  const content = textOf(value.data ?? value.bytes ?? value.content);
  // The AI SDK takes URLs where it takes data.
  if (content !== null && /^(?:data:|https?:\/\/)/.test(content)) return located(content, description);
  return media(description, content === null ? {} : { data: content, byteLength: bytesOf(content) });
}

function located(location: string, description: Description): MediaPart {
  const inline = location.startsWith('data:') ? DATA_URL.exec(location) : null;
  // The AI SDK takes plain base64 where others take a URL.
  if (inline === null && !/^[\w+.-]{2,}:/.test(location) && location.length > 256) {
    return media(description, { data: location, byteLength: bytesOf(location) });
  }
  if (inline === null) return media(description, { uri: location });
  const data = location.slice(inline[0].length);
  const mimeType = inline[1] === '' ? description.mimeType : inline[1]!;
  return media({ ...description, mimeType }, { data, byteLength: bytesOf(data) });
}

function stored(fileId: string, description: Description): MediaPart {
  return media(description, { fileId });
}

function media(
  { type, mimeType, name = null }: Description,
  place: Partial<Pick<MediaPart, 'uri' | 'fileId' | 'byteLength' | 'data'>>,
): MediaPart {
  return {
    type: type ?? typeOfMime(mimeType),
    mimeType,
    name,
    uri: null,
    fileId: null,
    byteLength: null,
    ...place,
  };
}

/** Of what base64 text encodes. */
function bytesOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

function mimeTypeOf(part: Fields): string | null {
  return textOf(part.mime_type ?? part.mimeType ?? part.media_type ?? part.mediaType ?? part.contentType);
}

function typeOfMime(mimeType: string | null): MediaType {
  return modalityOf(mimeType?.split('/')[0]) ?? 'file';
}

function modalityOf(modality: JsonValue | undefined): MediaType | null {
  return MEDIA_TYPES.find((type) => type === modality) ?? null;
}

function fieldAt(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isRecord(value) ? value[key] : undefined;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
