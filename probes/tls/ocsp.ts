import { BasicOCSPResponse, OCSPResponse, OCSPResponseStatus } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import type { OcspStatus } from './words.ts';

/** What a stapled response says of its first certificate. Source: RFC 6960, 4.2.1. */
export function ocspStatus(staple: Buffer | undefined): OcspStatus {
  if (!staple || staple.length === 0) return 'absent';
  try {
    const { responseStatus, responseBytes } = AsnConvert.parse(staple, OCSPResponse);
    if (responseStatus !== OCSPResponseStatus.successful || !responseBytes) return 'unreadable';
    const { tbsResponseData } = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
    const status = tbsResponseData.responses[0]?.certStatus;
    if (!status) return 'unreadable';
    if (status.revoked) return 'revoked';
    return status.good === undefined ? 'unknown' : 'good';
  } catch {
    return 'unreadable'; // what a server staples is bytes from outside: an answer that cannot be read is an answer
  }
}
