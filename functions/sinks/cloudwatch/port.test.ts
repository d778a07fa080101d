import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { origin, silent } from '../../../test/origin.ts';
import { systemClock } from '../../platform/clock.ts';
import { TimedOut, within } from '../../platform/within.ts';
import { classOf } from './fault.ts';
import { connectCloudWatch } from './port.ts';

const input = { Namespace: 'Vedette', MetricData: [{ MetricName: 'Failed', Value: 0 }] };

beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' });
  onTestFinished(() => void delete process.env.AWS_ENDPOINT_URL);
});

/** The real client, talking to this web server in place of CloudWatch. */
async function against(serve: RequestListener) {
  const target = await origin(serve);
  process.env.AWS_ENDPOINT_URL = target.url;
  return { target, port: await connectCloudWatch('eu-west-1') };
}

const put = async (port: Awaited<ReturnType<typeof against>>['port'], ms = 5_000) =>
  within({ ms, clock: systemClock, work: (signal) => port.putMetricData(input, signal) });

describe('an answer of CloudWatch is told apart', () => {
  test.each([
    ['throttling', 400, 'ThrottlingException', 'transient'],
    ['throttling in the older word', 400, 'Throttling', 'transient'],
    ['a fault of the service', 500, 'InternalServiceFault', 'transient'],
    ['a gateway without a word', 503, '', 'transient'],
    ['a value that it does not take', 400, 'InvalidParameterValueException', 'invalid'],
    ['a parameter that is missing', 400, 'MissingRequiredParameterException', 'invalid'],
    ['a request that is too large', 413, 'RequestEntityTooLarge', 'invalid'],
    ['no permission', 403, 'AccessDeniedException', 'denied'],
    ['a token that has expired', 400, 'ExpiredTokenException', 'denied'],
  ])('%s: %i %s is %s', async (_sentence, status, type, expected) => {
    let calls = 0;
    const { port } = await against((_request, response) => {
      calls += 1;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.cloudwatch#${type}`, message: 'told' }));
    });
    expect(await put(port).then(() => 'taken', classOf)).toBe(expected);
    expect(calls).toBe(1);
  });

  test('a closed port is transient', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.close();
    expect(await put(await connectCloudWatch('eu-west-1')).then(() => 'taken', classOf)).toBe('transient');
  });
});

test('no answer: given up in time, transient, and the socket is closed', async () => {
  const { target, port } = await against(silent);
  const started = performance.now();
  const error = await put(port, 200).then(
    () => 'taken',
    (late: unknown) => late,
  );
  expect(error).toBeInstanceOf(TimedOut);
  expect(classOf(error)).toBe('transient');
  expect(performance.now() - started).toBeLessThan(1_000);
  await target.deserted();
});

test('calls share one connection', async () => {
  const { target, port } = await against((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await put(port);
  await put(port);
  expect(target.accepted()).toBe(1);
});
