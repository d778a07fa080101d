import { expect, test } from 'vitest';
import { FakeSqs } from '../../test/fakes/sqs.ts';
import { sendAll } from './send.ts';

const QUEUE = 'https://sqs/queue';

function send(arrange: (sqs: FakeSqs) => void, count = 4, signal?: AbortSignal) {
  const sqs = new FakeSqs();
  arrange(sqs);
  const messages = Array.from({ length: count }, (_, index) => ({ body: `message ${index}` }));
  const options = { sqs, queueUrl: QUEUE, messages, ...(signal && { signal }) };
  return { sqs, messages, sent: sendAll(options) };
}

const bodiesIn = (sqs: FakeSqs) => sqs.in(QUEUE).map(({ MessageBody }) => MessageBody);

test('what was not taken is offered once more, and only that', async () => {
  const { sqs, sent } = send((sqs) => sqs.script.next('partial'));
  expect(await sent).toEqual([]);
  expect(sqs.calls.map(({ Entries }) => Entries?.length)).toEqual([4, 2]);
  expect(bodiesIn(sqs).sort()).toEqual(['message 0', 'message 1', 'message 2', 'message 3']);
});

test('what was not taken twice comes back with the reason', async () => {
  const { messages, sent } = send((sqs) => sqs.script.next('partial', 2));
  expect(await sent).toEqual([{ message: messages[3], problem: 'InternalError: try again' }]);
});

test('one call that fails does not take the others with it', async () => {
  const { sqs, sent } = send((fake) => {
    const real = fake.sendMessageBatch;
    fake.sendMessageBatch = (input) =>
      input.Entries?.length === 10 ? Promise.reject(new Error('down')) : real(input);
  }, 12);
  expect((await sent).map(({ problem }) => problem)).toEqual(Array(10).fill('down'));
  expect(bodiesIn(sqs)).toEqual(['message 10', 'message 11']);
});

test('when the time is over, the reason is the one of the signal', async () => {
  const stop = new AbortController();
  const { sent } = send((sqs) => sqs.script.always('hang'), 1, stop.signal);
  stop.abort(new Error('no answer within 3s'));
  expect(await sent).toMatchObject([{ problem: 'no answer within 3s' }]);
});
