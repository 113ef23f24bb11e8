// Refusals that only HTTP has; business refusals are in kernel/rejections.ts, faults of the world in kernel/fault.ts. Plain
// data: the problem documents and the reference page are made from the three tables.

interface ProblemInfo {
  readonly status: number;
  readonly title: string;
  readonly fix: string;
  readonly retryable?: true;
}

export const httpProblems = {
  malformed_json: { status: 400, title: 'The body is not JSON', fix: 'Send one complete JSON value in UTF-8.' },
  malformed_request: {
    status: 400,
    title: 'The request cannot be read',
    fix: 'Send a well-formed HTTP request with a correctly encoded URL.',
  },
  parameter_invalid: {
    status: 400,
    title: 'A parameter has an unusable value',
    fix: 'Correct the parameters that are named in errors.',
  },
  cursor_invalid: {
    status: 400,
    title: 'The cursor is not one of ours',
    fix: 'Send nextCursor of the previous page unchanged, or no cursor to start again.',
  },
  signature_wrong: {
    status: 401,
    title: 'The message is not from whom it says',
    fix: 'Check the address, and sign the message with the secret of the connection, as its settings say. The log of the node says what is wrong.',
  },
  raw_message_waits: {
    status: 409,
    title: 'The message waits to be worked on',
    fix: 'Look at it again in a moment.',
  },
  raw_message_settled: {
    status: 409,
    title: 'The message is settled',
    fix: 'Nothing is to be done; to have it worked on again, replay it.',
  },
  epcis_invalid: {
    status: 400,
    title: 'The document of EPCIS cannot be read',
    fix: 'Correct what is named in errors; crossdock gs1 events shows it in the file.',
  },
  key_missing: {
    status: 401,
    title: 'The request has no API key',
    fix: 'Send the header: Authorization: Bearer <API key>.',
  },
  key_unknown: {
    status: 401,
    title: 'The API key is not valid',
    fix: 'Check the key; it may have been revoked. An administrator can make a new one.',
  },
  permission_missing: {
    status: 403,
    title: 'The key has no right to do this',
    fix: 'Use a key of a role that has the permission.',
  },
  source_of_others: {
    status: 403,
    title: 'The key may not speak for this source',
    fix: 'Use the key of the system that the event comes from, or one that is limited to no sources.',
  },
  scope_too_narrow: {
    status: 403,
    title: 'The key is limited to other sites or companies',
    fix: 'Use a key whose scope has what the request concerns.',
  },
  grant_exceeded: {
    status: 403,
    title: 'A key cannot grant more than it has',
    fix: 'Ask for the same or a humbler role, and for a scope within your own.',
  },
  route_unknown: {
    status: 404,
    title: 'There is nothing at this address',
    fix: 'Check the path; GET /openapi.json lists every route.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing with this id',
    fix: 'Check the id, and that the scope of the key has it.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The address does not answer this method',
    fix: 'Use one of the methods in the header Allow.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not arrive in time',
    fix: 'Send it again, on a faster connection.',
    retryable: true,
  },
  delivery_not_settled: {
    status: 409,
    title: 'Delivery is not settled',
    fix: 'Replay it if it is dead; what was delivered or skipped is sent once more.',
  },
  delivery_not_dead: {
    status: 409,
    title: 'The delivery has not failed',
    fix: 'Only a delivery that is dead, or waits after a failed attempt, can be replayed.',
  },
  delivery_not_open: {
    status: 409,
    title: 'The delivery is settled, or on its way just now',
    fix: 'Look at its state; only a delivery that waits or is dead can be skipped.',
  },
  intake_not_held: {
    status: 409,
    title: 'The event was replayed before',
    fix: 'Nothing is left to do: it was applied.',
  },
  body_too_large: { status: 413, title: 'The body is too large', fix: 'Send less at once, in several requests.' },
  media_type_unsupported: {
    status: 415,
    title: 'The body has another type than JSON',
    fix: 'Send JSON with the header: Content-Type: application/json.',
  },
  document_invalid: {
    status: 422,
    title: 'The document breaks its contract',
    fix: 'Correct the fields that are named in errors.',
  },
  credentials_needed: {
    status: 422,
    title: 'The credentials must be given again',
    fix: 'Send those named in errors with the change: kept secrets are not shown to another system than they were given for.',
  },
  identifier_system_unknown: {
    status: 422,
    title: 'The system is not declared',
    fix: 'Correct its name, or declare it with PUT /v1/identifier-systems/{system}.',
  },
  identifier_code_unknown: {
    status: 422,
    title: 'The code is not in master data',
    fix: 'Correct the code, or bring it into master data first.',
  },
  event_invalid: {
    status: 422,
    title: 'The event breaks its contract',
    fix: 'It is kept: correct it and replay it with POST /v1/intakes/{intake}/replay.',
  },
  header_too_large: {
    status: 431,
    title: 'The headers or the URL are too large',
    fix: 'Send shorter headers and a shorter URL.',
  },
  internal_error: {
    status: 500,
    title: 'Crossdock has a defect here',
    fix: 'Report it with the request id; the log of the node has the details.',
  },
  streams_exhausted: {
    status: 503,
    title: 'The node serves as many streams as it can',
    fix: 'Close streams that are not needed, or ask another node.',
    retryable: true,
  },
  connection_full: {
    status: 503,
    title: 'Of this connection no more messages are taken for now',
    fix: 'Send the message again later; the owner of the connection has to settle those that wait or failed.',
    retryable: true,
  },
  credentials_unreadable: {
    status: 503,
    title: 'The node cannot read the secrets of the connection',
    fix: 'Send the message again later. On the node: set CROSSDOCK_SECRET_KEY to the key of the network, or give the credentials again.',
    retryable: true,
  },
  pushes_exhausted: {
    status: 503,
    title: 'The node reads as many pushed messages as it can',
    fix: 'Send the message again in some seconds.',
    retryable: true,
  },
} as const satisfies Record<string, ProblemInfo>;

export type HttpProblemCode = keyof typeof httpProblems;
