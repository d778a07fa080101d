import { buffer } from 'node:stream/consumers';
import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { serve } from '../../fakes/serve.ts';

/** S3 and CloudWatch at the addresses that `AWS_ENDPOINT_URL` gives them, as far as a probe calls them. */
export interface FakeAws {
  readonly url: string;
  /** What S3 holds: `<bucket>/<key>`. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly datums: readonly MetricDatum[];
  /** From now on S3 takes nothing. */
  readonly refuseFiles: () => void;
  readonly close: () => void;
}

export async function fakeAws(): Promise<FakeAws> {
  const files = new Map<string, Buffer>();
  const datums: MetricDatum[] = [];
  let isRefused = false;
  const { url, close } = await serve(async (request, response) => {
    const body = await buffer(request);
    const { pathname } = new URL(request.url ?? '', url);
    if (request.method === 'PUT') {
      if (!isRefused) files.set(decodeURIComponent(pathname.slice(1)), body);
      response.writeHead(isRefused ? 403 : 200).end();
      return;
    }
    const { MetricData = [] } = JSON.parse(body.toString()) as Partial<PutMetricDataInput>;
    datums.push(...MetricData);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  const refuseFiles = () => {
    isRefused = true;
  };
  return { url, files, datums, refuseFiles, close };
}
