/**
 * Why an attempt did not pass, one code each. `target` reasons are the target's and end in failed or degraded;
 * `network` are target reasons of the road to it (what `retry.on: 'network'` retries); `ours` end in errored
 * and are never reported as the target's.
 */
export const REASONS = {
  dns_not_found: { of: 'network', means: 'the name does not exist' },
  dns_failed: { of: 'network', means: 'the resolver did not give an address' },
  dns_timeout: { of: 'network', means: 'the name was not resolved in time' },
  connect_refused: { of: 'network', means: 'the port is closed' },
  connect_timeout: { of: 'network', means: 'the connection was not accepted in time' },
  connect_failed: { of: 'network', means: 'the address cannot be reached' },
  connection_reset: { of: 'network', means: 'the connection was cut before the answer was whole' },
  tls_timeout: { of: 'network', means: 'the TLS handshake did not finish in time' },
  tls_failed: { of: 'target', means: 'the TLS handshake was refused' },
  certificate_expired: { of: 'target', means: 'the certificate has expired' },
  certificate_not_yet_valid: { of: 'target', means: 'the certificate is not valid yet' },
  certificate_wrong_host: { of: 'target', means: 'the certificate is for another name' },
  certificate_untrusted: { of: 'target', means: 'the certificate does not lead to a trusted root' },
  certificate_self_signed: { of: 'target', means: 'the certificate vouches for itself' },
  certificate_chain_incomplete: {
    of: 'target',
    means: 'the issuer of the certificate is neither sent nor trusted',
  },
  certificate_weak: { of: 'target', means: 'the certificate is signed or made too weakly' },
  certificate_revoked: { of: 'target', means: 'the stapled OCSP response does not say good' },
  certificate_changed: { of: 'target', means: 'the certificate is not one of the pinned ones' },
  tls_version: { of: 'target', means: 'the server speaks no version of TLS that is still allowed' },
  tls_weak: { of: 'target', means: 'the TLS version or cipher suite is not one of the wanted ones' },
  certificate_expiring: { of: 'target', means: 'the certificate expires soon: degraded, never failed' },
  response_timeout: { of: 'network', means: 'no answer began in time' },
  body_timeout: { of: 'network', means: 'the answer began but did not end in time' },
  body_truncated: { of: 'network', means: 'the answer ended before its announced length' },
  body_too_large: { of: 'target', means: 'the answer is larger than the cap' },
  body_malformed: { of: 'target', means: 'the body is not what its content-encoding says' },
  protocol_error: { of: 'target', means: 'the answer is not well-formed' },
  redirect_limit: { of: 'target', means: 'too many redirects' },
  redirect_refused: { of: 'target', means: 'the target redirects to where the probe must not go' },
  server_error: { of: 'target', means: 'the target answered with a 5xx status' },
  unexpected_status: { of: 'target', means: 'the status is not the expected one' },
  unexpected_header: { of: 'target', means: 'a header is not the expected one' },
  unexpected_redirects: { of: 'target', means: 'the number of redirects is not the expected one' },
  unexpected_version: { of: 'target', means: 'the version of HTTP is not the expected one' },
  unexpected_body: { of: 'target', means: 'the body is not the expected one' },
  extraction_failed: { of: 'target', means: 'an answer lacks the value that a later step needs' },
  unexpected_answer: { of: 'target', means: 'the name server gave other answers than expected' },
  resolvers_disagree: { of: 'target', means: 'name servers give different answers' },
  unexpected_response: { of: 'target', means: 'a custom assertion does not hold' },
  stream_closed: { of: 'target', means: 'the target closed a stream that was watched' },
  ack_timeout: { of: 'target', means: 'a message of ours was not acknowledged in time' },
  unexpected_ack: { of: 'target', means: 'something else came than the acknowledgement of our message' },
  malformed_message: { of: 'target', means: 'messages of a stream cannot be read' },
  stream_silent: {
    of: 'target',
    means: 'no symbol of a stream ticked for too long, whatever its heartbeats say',
  },
  symbols_silent: { of: 'target', means: 'symbols of a stream have been silent for too long' },
  first_tick_late: { of: 'target', means: 'the first tick of a stream took too long' },
  too_few_ticks: { of: 'target', means: 'fewer ticks a second came than expected' },
  ticks_late: { of: 'target', means: 'ticks arrive too long after their event' },
  sequence_gap: { of: 'target', means: 'a sequence jumps: updates were lost' },
  sequence_back: { of: 'target', means: 'a sequence does not rise' },
  data_stale: { of: 'target', means: 'data is older than its limit, in session time' },
  pipeline_late: { of: 'target', means: 'the newest data of a market is behind: the pipeline is late' },
  symbols_missing: { of: 'target', means: 'symbols that are wanted are not there' },
  stamp_of_now: { of: 'target', means: 'stamps are the moment of the answer while values stand still' },
  flat_line: { of: 'target', means: 'values stand still under stamps that move' },
  price_not_positive: { of: 'target', means: 'a price is zero or below' },
  price_jump: { of: 'target', means: 'a price jumped beyond its band' },
  book_crossed: { of: 'target', means: 'a bid is above its ask' },
  rows_unreadable: { of: 'target', means: 'the answer holds no rows that can be read' },
  future_stamp: { of: 'target', means: 'stamps are in the future' },
  step_failed: { of: 'target', means: 'a step of a journey did not come about' },
  step_timeout: { of: 'target', means: 'a step of a journey was not over in time' },
  journey_timeout: { of: 'target', means: 'a journey was not over in time' },
  source_behind: {
    of: 'target',
    means: 'one source is behind another, or stands still while that one moves',
  },
  prices_diverge: { of: 'target', means: 'sources say different prices of the same symbol' },
  page_failed: { of: 'target', means: 'a page could not be opened, or what was to be clicked is not there' },
  page_timeout: { of: 'target', means: 'a page was not loaded in time' },
  over_budget: { of: 'target', means: 'a page is over its budget' },
  too_slow: { of: 'target', means: 'a phase took longer than its limit' },
  address_refused: { of: 'ours', means: 'the check must not reach this address; see network' },
  credentials_refused: { of: 'ours', means: 'a certificate or key of the definition cannot be used' },
  secret_missing: { of: 'ours', means: 'a secret could not be read' },
  browser_missing: { of: 'ours', means: 'there is no browser that starts' },
  browser_crashed: { of: 'ours', means: 'the browser or a page of it died, or took too much memory' },
  journey_broken: { of: 'ours', means: 'the journey itself is wrong: its code broke' },
  assertion_threw: { of: 'ours', means: 'an assertion function threw' },
  overloaded: {
    of: 'ours',
    means: 'our own event loop was so late that a timeout says nothing of the target',
  },
  rate_limited: { of: 'ours', means: 'we ask more often than the provider lets us' },
  not_run: { of: 'ours', means: 'there was no time left to run the check' },
  aborted: { of: 'ours', means: 'the run was stopped' },
  internal_error: { of: 'ours', means: 'the probe itself broke' },
} as const;

export type Reason = keyof typeof REASONS;

export const isOurs = (reason: Reason): boolean => REASONS[reason].of === 'ours';

export const isNetworkReason = (reason: Reason): boolean => REASONS[reason].of === 'network';

/** Whether the reason is that something did not come in time. */
export const isTimeout = (reason: Reason): boolean => reason.endsWith('_timeout');

/** What went wrong, as a value: the code and one clear line. */
export interface Fault {
  readonly reason: Reason;
  readonly message: string;
}
