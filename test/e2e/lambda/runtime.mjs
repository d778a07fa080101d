/**
 * Stands for Lambda's runtime: loads the handler of /var/task, asks for one event after the other, and answers with what
 * came of it. Source: "Using the Lambda runtime API for custom runtimes".
 */
const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT } = process.env;
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

const post = (path, value) => fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(value) });

const said = (error) => ({
  errorMessage: String(error?.message),
  errorType: error?.name,
  stackTrace: error?.stack,
});

async function load() {
  try {
    return (await import(`${LAMBDA_TASK_ROOT}/index.mjs`)).handler;
  } catch (error) {
    await post('init/error', said(error));
    process.exit(1);
  }
}

const handler = await load();
for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = {
    awsRequestId: id,
    invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    const value = await handler(await next.json(), context);
    await post(`invocation/${id}/response`, value);
  } catch (error) {
    await post(`invocation/${id}/error`, said(error));
  }
}
