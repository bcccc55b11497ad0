/** Conversations in the details: what is new, what belongs together, what is long, missing or elsewhere. */
import { describe, expect, it } from 'vitest';
import type { OtlpRequest } from '../../src/otlp/records';
import { request } from '../unit/collector/requests';
import { CollectorHost } from './support/collectorHost';
import {
  agentSpan,
  answered,
  call,
  chatOf,
  conversationSession,
  IMAGE_SIZE,
  pngOf,
  said,
  SOURCE_TEXT,
  spanIdOf,
  toolOf,
} from './support/detailsSession';
import { panelBrowser } from './support/panelBrowser';
import type { PanelPage } from './support/panelPage';

const browser = panelBrowser();
let host: CollectorHost;
let panel: PanelPage;

/** Opens the conversation of a turn, counted from 1. */
async function openTurn(turn: number, ...requests: OtlpRequest[]): Promise<void> {
  host = await CollectorHost.open(...requests);
  panel = await browser.open(host);
  await panel.turns.nth(turn - 1).click();
  await panel.details.getByRole('tab', { name: 'Conversation' }).click();
}
const tabPanel = () => panel.details.getByRole('tabpanel');
const messages = () => tabPanel().getByRole('article');

describe('what is new', () => {
  it('is shown, and the repeated history is one line that unfolds', async () => {
    await openTurn(2, conversationSession());
    const earlier = tabPanel().getByText('41 earlier messages · unchanged since turn 1');
    await earlier.waitFor();
    await tabPanel().getByText('New in this request').waitFor();
    expect(await tabPanel().getByText('Invoice 1003 is correct').count()).toBe(0);
    // The assistant's message with both results under its calls, and the answer.
    expect(await messages().count()).toBe(2);
    await earlier.click();
    await tabPanel().getByText('Invoice 1003 is correct').waitFor();
    expect(await messages().count()).toBe(43);
    await earlier.click();
    await tabPanel().getByText('Invoice 1003 is correct').waitFor({ state: 'hidden' });
  });

  it('is everything in the first turn, and a changed system prompt says so in the second', async () => {
    await openTurn(1, conversationSession());
    await tabPanel().getByText('Request', { exact: true }).waitFor();
    expect(await tabPanel().getByText('earlier messages').count()).toBe(0);
    await panel.turns.nth(1).click();
    await tabPanel()
      .getByText(/System prompt · 22\d characters · changed in this request/)
      .click();
    await tabPanel().getByText('It is 10:02.').waitFor();
  });
});

describe('a tool call', () => {
  it('has its result under it, and leads to its span', async () => {
    await openTurn(2, conversationSession());
    const search = tabPanel().locator('.tool-call').filter({ hasText: 'call_search' });
    await search.getByText('invoice rounding rule').waitFor();
    expect(await search.locator('.tool-result').innerText()).toContain('0.91');
    await search.getByRole('button', { name: '500ms · ok' }).click();
    await panel.details.getByRole('heading', { name: 'search_docs' }).waitFor();
    expect(await panel.selectedSpan.getAttribute('data-span-id')).toBe(spanIdOf('search'));
  });

  it('shows the beginning of a long result, and all of it in a box that scrolls', async () => {
    await openTurn(2, conversationSession());
    const result = tabPanel().locator('.tool-result').first();
    const last = SOURCE_TEXT.split('\n').at(-1)!.trim();
    expect(await result.innerText()).not.toContain(last);
    await result.getByRole('button', { name: /Show all [\d,]+ characters/ }).click();
    const box = result.getByRole('region', { name: 'Result' });
    await expect.poll(() => box.textContent()).toContain(last);
    expect(host.asked('span/messagePart')).toHaveLength(1);
    const { content, seen } = await box.evaluate(
      (element: { scrollHeight: number; clientHeight: number }) => ({
        content: element.scrollHeight,
        seen: element.clientHeight,
      }),
    );
    expect(content).toBeGreaterThan(seen * 2);
    expect(await panel.page.evaluate('document.activeElement.className')).toBe('text-box');
    await result.getByRole('button', { name: 'Show less' }).click();
    await box.waitFor({ state: 'detached' });
  });

  it('says when the tool reported an error', async () => {
    const input = [
      said('user', 'Go'),
      said('assistant', call('c1', 'fetch', { url: 'https://example.org' })),
      said('tool', { type: 'tool_call_response', id: 'c1', response: 'HTTP 503', is_error: true }),
    ];
    await openTurn(
      1,
      request([agentSpan(900), chatOf({ id: 'one', at: 1, input, output: [said('assistant', 'No.')] })]),
    );
    await tabPanel().locator('.tool-result.is-error').getByText('The tool reported an error').waitFor();
  });
});

describe('what stands in messages', () => {
  const one = (...parts: Parameters<typeof said>[1][]) =>
    request([
      agentSpan(900),
      chatOf({ id: 'one', at: 1, input: [said('user', ...parts)], output: [said('assistant', 'Seen.')] }),
    ]);

  it('is text, whatever it looks like', async () => {
    const hostile = '<img src=x onerror="window.hacked=true">**bold** [link](javascript:window.hacked=true)';
    await openTurn(1, one(hostile));
    await tabPanel().getByText(hostile).waitFor();
    expect(await tabPanel().locator('img, strong, a').count()).toBe(0);
    expect(await panel.page.evaluate('window.hacked')).toBeUndefined();
  });

  it('is a bounded picture where the message holds it', async () => {
    await openTurn(
      1,
      one('Look:', { type: 'blob', modality: 'image', mime_type: 'image/png', content: pngOf() }),
    );
    const picture = tabPanel().getByRole('img', { name: /Image, 640 × 400 pixels/ });
    await picture.waitFor();
    const box = (await picture.boundingBox())!;
    expect(box.width).toBeLessThanOrEqual(282);
    expect(box.height).toBeLessThanOrEqual(202);
    expect(box.width / box.height).toBeCloseTo(IMAGE_SIZE.width / IMAGE_SIZE.height, 1);
    // The blue of its stripes.
    const pixel = 'document.querySelector(".thumbnail").getContext("2d").getImageData(4, 4, 1, 1).data';
    expect(await panel.page.evaluate(`[...${pixel}]`)).toEqual([0x1f, 0x7a, 0xc8, 255]);
  });

  it('is not fetched from anywhere else', async () => {
    const asked: string[] = [];
    host = await CollectorHost.open(
      one(
        { type: 'uri', modality: 'image', uri: 'https://example.org/secret.png' },
        { type: 'file', modality: 'audio', mime_type: 'audio/wav', file_id: 'file-77' },
      ),
    );
    panel = await browser.open(host);
    panel.page.on('request', (each) => asked.push(each.url()));
    await panel.turns.first().click();
    await panel.details.getByRole('tab', { name: 'Conversation' }).click();
    await tabPanel().getByText('https://example.org/secret.png').waitFor();
    await tabPanel().getByText('image · by reference, not loaded').waitFor();
    await tabPanel().getByText('audio · audio/wav · the provider’s file file-77').waitFor();
    await panel.settle();
    expect(asked).toEqual([]);
  });

  it('is a word of explanation where a picture cannot be shown', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=true"/>').toString(
      'base64',
    );
    const bomb = Buffer.from(pngOf({ width: 2, height: 2 }), 'base64');
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    await openTurn(
      1,
      one(
        { type: 'blob', modality: 'image', mime_type: 'image/svg+xml', content: svg },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: bomb.toString('base64') },
      ),
    );
    await tabPanel().getByText('Images of this kind are not shown here.').waitFor();
    await tabPanel().getByText('With 60000 × 60000 pixels it is too large').waitFor();
    expect(await panel.page.evaluate('window.hacked')).toBeUndefined();
  });

  it('is reasoning behind a line that says so', async () => {
    await openTurn(2, conversationSession());
    const reasoning = tabPanel()
      .getByText(/Reasoning · \d+ characters/)
      .first();
    expect(await tabPanel().getByText('I should read the code').isVisible()).toBe(false);
    await reasoning.focus();
    await panel.page.keyboard.press('Enter');
    await tabPanel().getByText('I should read the code').waitFor();
  });
});

describe('what is missing', () => {
  const chat = (options: Partial<Parameters<typeof chatOf>[0]>) =>
    request([agentSpan(900), chatOf({ id: 'one', at: 1, ...options })]);

  it('comes with the switch of whoever recorded the span', async () => {
    await openTurn(1, chat({ attributes: { 'traceloop.span.kind': 'llm' } }));
    await tabPanel()
      .getByText('No prompt or answer was recorded. Start the program with TRACELOOP_TRACE_CONTENT=true')
      .waitFor();
  });

  it('is told apart from a call that failed', async () => {
    const input = [said('user', 'Go')];
    await openTurn(1, chat({ input, failure: { type: 'RateLimitError', message: 'slow down' } }));
    await tabPanel().getByText('There is no answer: the call failed.').waitFor();
  });

  it('is marked where the SDK cut its JSON off', async () => {
    const whole = JSON.stringify([said('user', 'One'), said('user', 'Two '.repeat(50))]);
    await openTurn(
      1,
      chat({
        attributes: { 'gen_ai.input.messages': whole.slice(0, -30) },
        output: [said('assistant', 'Ok.')],
      }),
    );
    await tabPanel().getByText('Cut off here by the agent’s SDK').waitFor();
    await tabPanel().getByText('The agent’s SDK cut this conversation off').waitFor();
  });
});

it('draws thousands of messages by need', async () => {
  const input = Array.from({ length: 3_000 }, (_, i) =>
    said(i % 2 === 0 ? 'user' : 'assistant', `Message ${i}`),
  );
  await openTurn(
    1,
    request([agentSpan(900), chatOf({ id: 'one', at: 1, input, output: [said('assistant', 'Ok.')] })]),
  );
  await tabPanel().getByText('Message 0', { exact: true }).waitFor();
  expect(await messages().count()).toBeLessThan(400);
  await tabPanel().focus();
  await panel.page.keyboard.press('End');
  await tabPanel().getByText('Message 2999', { exact: true }).waitFor();
  expect(await messages().count()).toBeLessThan(600);
});

it('shows what an agent was asked and answered, and no tab where it says nothing', async () => {
  host = await CollectorHost.open(
    request([
      {
        ...agentSpan(900),
        attributes: new Map([
          ...agentSpan(900).attributes,
          ['gen_ai.input.messages', JSON.stringify([said('user', 'Count the stars')])],
        ]),
      },
      toolOf({ id: 'look', at: 10, tool: 'look', args: {}, result: answered('x', 'none') }),
    ]),
  );
  panel = await browser.open(host);
  await panel.span('agent bookkeeper').click();
  await panel.details.getByRole('tab', { name: 'Conversation' }).click();
  await tabPanel().getByRole('article').getByText('Count the stars').waitFor();
  await panel.span('tool look').click();
  await panel.details.getByRole('heading', { name: 'look' }).waitFor();
  expect(await panel.details.getByRole('tab').allInnerTexts()).toEqual(['Overview', 'Attributes', 'Raw']);
});
