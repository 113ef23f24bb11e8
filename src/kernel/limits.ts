// Every queue, batch, page, document and quantity has its limit here, by name, so that one file answers "how much?".

export const limits = {
  /** Messages decided in one turn at most. */
  turnMessagesMax: 256,
  /** Stock keys (item × site) locked by one turn at most, unless a single message needs more. */
  turnKeysMax: 2_000,
  /** How long a node collects messages before it starts a turn, unless enough wait. */
  turnCollectMs: 2,
  /** The same for a second turn beside an open one. */
  turnBesideMs: 4,
  /** Turns a node has open at once. */
  turnsOpenMax: 2,
  /** How often a turn is run again after a deadlock, a lock timeout or a lost race for a key. */
  turnAttemptsMax: 8,
  /** How often a turn may widen its keys before it is cut to its first message. */
  turnWideningsMax: 4,
  /** Messages waiting in a node before it answers 503. */
  queueMessagesMax: 10_000,
  /** Events that one message may make a case hear, its own and those that follow from it. */
  processStepsMax: 64,
  /** Orders that wait for an item served by one message; the next ones come with the next message. */
  backordersPerTurnMax: 200,
  /** Orders that wait for an item and are put in order of their turn; beyond them the oldest count. */
  waitingRankedMax: 20_000,
  /** How long goods that are too few for the kit whose turn it is lie before all who wait are looked at again. */
  setAsideMs: 24 * 60 * 60 * 1_000,
  /** Newest orders looked at when promised stock is not there. */
  shortOrdersPerTurnMax: 200,
  /** A statement that the database has not answered by then is given up with its connection. */
  databaseAnswerMs: 30_000,
  /** The same for what proves a whole ledger, where one statement reads everything. */
  proofAnswerMs: 60 * 60_000,
  /** What the background verifier gives one statement over one slice. */
  verifierSliceMs: 30_000,
  orderLinesMax: 1_000,
  batchOrdersMax: 1_000,
  batchEventsMax: 1_000,
  bodyBytesMax: 4 * 1024 * 1024,
  pageSizeMax: 500,
  pageSizeDefault: 50,
  /** Highest number that a customer gives a line, as contracts/order has it. */
  orderLineNumberMax: 100_000,
  /** Largest quantity, in the smallest step of the item's scale: 15 digits stay exact in JSON. */
  quantityMax: 999_999_999_999_999,
  kitComponentsMax: 50,
  sitesPerItemMax: 200,
  /** How far ahead of our clock a source's time may be. */
  clockAheadMs: 5 * 60_000,
  /** How long the first answer to an idempotency key is kept. */
  inboxKeepDays: 7,
  /** The same for the ids of outside events. */
  inboxEventKeepDays: 180,
  /** How long it is kept what became of a delivery that arrived or was skipped. */
  deliveriesKeepDays: 180,
  /** When a deadline whose message failed comes again: first, and at the latest. */
  deadlineAgainFirstMs: 10 * 60_000,
  deadlineAgainLastMs: 24 * 3_600_000,
  reservationSecondsMax: 365 * 24 * 3600,
  /** Deliveries that a node has for itself, under way or next. */
  deliveriesUnderWayMax: 512,
  /** How long a node has a delivery for itself; renewed while an attempt lasts. */
  deliveryLeaseMs: 5_000,
  /** A receiver that has not answered by then has failed. */
  deliveryTimeoutMs: 15_000,
  /** More of a receiver's answer is not read. */
  deliveryAnswerBytesMax: 64 * 1024,
  /** Dead deliveries sent again by one request. */
  deliveriesReplayedMax: 10_000,
  /** How long a node that stops waits for attempts under way. */
  deliveryStopMs: 5_000,
  /** How long a node has a stream of messages for itself; renewed while it works. */
  streamLeaseMs: 5_000,
  /** Messages of a stream worked on at once, and their bytes together, unless one alone is larger. */
  rawMessagesAtOnce: 64,
  rawBytesAtOnce: 4 * 1024 * 1024,
  /** Records of a message mapped and decided at once. */
  rawRecordsAtOnce: 500,
  /** What is kept of a message that failed at many places, or made many things: the first ones. */
  rawProblemsKept: 50,
  rawResultsKept: 50,
  /** Failed messages worked on again by one request. */
  rawReplayedMax: 10_000,
  /** How long messages are kept as they came. */
  rawKeepDays: 90,
  /** Versions of a process or policy are numbered up to here. */
  definitionVersionMax: 999_999,
  policyRulesMax: 500,
  policyCellCharactersMax: 2_000,
  /** Sets of rules that the search for gaps and overlaps of a policy may have to tell apart. */
  policyRuleSetsMax: 100_000,
  /** First instants of days that are kept, by zone. */
  daysKept: 2_000,
  /** Steps, and verdicts of guards, that a node keeps of one chart; each takes a few hundred bytes. */
  chartStepsKept: 20_000,
  /** Steps tried at most to find sequences that take every transition of a chart. */
  chartStepsTriedMax: 100_000,
  /** Items a node keeps in memory. */
  catalogItemsMax: 200_000,
  /** Ids of other systems, and as many codes of ours, whose meaning a node keeps in memory. */
  identifiersCachedMax: 200_000,
  /** Ids that one request says the meaning of. */
  identifiersPerRequestMax: 1_000,
  identifierSystemsMax: 1_000,
  /** Unknown ids that are kept for a steward, of each system, kind and direction. */
  identifiersUnmatchedMax: 10_000,
  /** How long one is kept that is not seen again. */
  identifiersUnmatchedKeepDays: 90,
  identifierSuggestionsMax: 5,
  /** Combinations of facts of which a node keeps where entries of a type are routed. */
  routesKept: 10_000,
  /** Master data looked at, by each way of looking, for what an unknown id may mean. */
  identifierCandidatesMax: 20,
  /** Processes in which a node maps. */
  mapProcesses: 2,
  /** Documents, and their characters together, given to such a process at once. */
  mapBatchDocumentsMax: 256,
  mapBatchCharactersMax: 1024 * 1024,
  /** One document, and what is made of it, as JSON text. */
  mapDocumentCharactersMax: 8 * 1024 * 1024,
  mapResultCharactersMax: 4 * 1024 * 1024,
  /** What one document may take, and all that are mapped with it; waiting for identifiers does not count. */
  mapDocumentMs: 2_000,
  mapBatchMs: 60_000,
  /** Until a new process has read its first mapping, on a busy machine too. */
  mapStartMs: 30_000,
  mapHeapMb: 256,
  /** Mappings that a process keeps compiled. */
  mapProgramsKept: 100,
  /** Identifiers that a process keeps as long as none changes. */
  mapIdentifiersKept: 50_000,
  /** A mapping with its cases and tables, its expression alone, and how many cases it may have. */
  mappingCharactersMax: 1024 * 1024,
  mappingExpressionCharactersMax: 64 * 1024,
  mappingCasesMax: 200,
  mappingDifferencesShown: 20,
  /** Redirects of one read that are followed. */
  redirectsMax: 5,
  /** The headers of one answer over HTTP. */
  answerHeaderBytesMax: 32 * 1024,
  /** Characters of the address of one request over HTTP, all filled in. */
  requestUrlCharactersMax: 8_192,
  /** Characters of one value that is filled into an address or a header. */
  templateValueCharactersMax: 2_000,
  /** Arrays and objects inside each other in a JSON document of another system. */
  jsonDepthMax: 100,
  /** Characters of another system's error text that are shown. */
  errorTextCharactersMax: 300,
  /** Pages of one poll; the next poll goes on where it ended. */
  pollPagesMax: 1_000,
  /** One page of records, unpacked; each of its records is a message of its own. */
  pollPageBytesMax: 32 * 1024 * 1024,
  /** Calls to another system over HTTP that are under way at once. */
  httpConcurrencyMax: 64,
  /** How long before its end an access token is renewed. */
  tokenRenewalMs: 60_000,
  /** A pushed message that was signed longer ago, or further ahead. */
  webhookToleranceMs: 5 * 60_000,
  /** Messages in one pushed list. */
  pushedMessagesMax: 1_000,
  /** Files in a folder that connections look into. */
  filesListedMax: 20_000,
  /** Files, and bytes, that are fetched before they are stored. */
  filesPerBatchMax: 100,
  fileBytesPerBatchMax: 8 * 1024 * 1024,
  /** Requests about files that one connection has under way. */
  fileRequestsMax: 16,
  /** What is read of one file or message of an outside system, in bytes. */
  formatBytesMax: 256 * 1024 * 1024,
  /** The same where the whole must be in memory at once: a JSON document. */
  formatDocumentBytesMax: 32 * 1024 * 1024,
  /** As much is turned into text at once. */
  formatPieceBytes: 64 * 1024,
  /** One record of it: a row, a line, an element. */
  formatRecordCharactersMax: 4 * 1024 * 1024,
  formatColumnsMax: 1_000,
  /** Lists and objects, or elements, inside of each other. */
  formatNestingMax: 64,
  /** Rows or lines that come as one record. */
  formatGroupRowsMax: 10_000,
  /** Groups of dead deliveries that are listed, the largest first. */
  deadGroupsMax: 500,
  /** Dead deliveries worked on by one request; the next ones come with the next request. */
  deadLettersAtOnce: 1_000,
  /** Dead deliveries that one preview looks at. */
  previewedMax: 50,
  /** How long a preview or a check of a connection may take altogether. */
  previewMs: 20_000,
  /** Differences that a preview lists of one delivery. */
  differencesMax: 200,
  /** What is shown of what would be written, and of a value in its place. */
  writtenShownBytesMax: 256 * 1024,
  editedBytesMax: 1024 * 1024,
  /** Deliveries and messages of a connection that its health counts. */
  backlogCountedMax: 100_000,
  /** How long is kept what attempts came to, by minute. */
  connectionMinutesKeepHours: 48,
  /** The longest that a credential stays good beside the one that replaced it. */
  credentialOverlapSecondsMax: 30 * 24 * 3_600,
  /** Connections, and streams of each, that are measured one by one. */
  connectionsMeasuredMax: 200,
  streamsMeasuredMax: 20,
  /** Spans that wait to be sent to the collector of traces; more are dropped, and told. */
  traceSpansWaitingMax: 8_192,
  /** One batch of spans, repetitions included. A node that stops waits for it. */
  traceSendMs: 3_000,
  /** What is left when a node stops is given up after this time. */
  traceStopMs: 3_500,
  traceComplaintsEveryMs: 60_000,
  traceValueCharactersMax: 256,
  traceFactsMax: 24,
  /** How often a message is tried at which Crossdock itself fails, about five minutes; then it has failed. */
  rawDefectsMax: 12,
  /** Of pushed messages that are being read, all together: nobody knows yet who sends them. */
  pushedBytesAtOnceMax: 128 * 1024 * 1024,
  /** Of one segment of EDI: what goes on longer has another terminator than was said. */
  ediSegmentBytesMax: 1024 * 1024,
  /** Of one message of EDI: what has more is named and passed over. */
  ediDocumentSegmentsMax: 250_000,
  /** Faults kept of a message, and of an interchange beside its messages; further ones are counted. */
  ediFaultsMax: 1_000,
  /** Messages of a connection that wait or failed, and their bytes: then no more are taken, until some are settled. */
  rawUnsettledMax: 250_000,
  rawUnsettledBytesMax: 4 * 1024 * 1024 * 1024,
  /** How long a node believes what it counted of them. */
  rawUnsettledBelievedMs: 5_000,
  /** When a stream is asked again that had no room. */
  rawRoomAgainMs: 10_000,
  /** How long messages that failed are kept after they were worked on last. */
  rawFailedKeepDays: 400,
  /** Of the answer to an operation that another one follows, what is kept for the mapping of that one. */
  stepAnswerBytesMax: 64 * 1024,
  /** How long it is kept who changed a connection. */
  connectionChangesKeepDays: 3_650,
  /** Dead letters that a list of their groups counts, all together; each group is counted up to its part of them. */
  deadLettersCountedMax: 10_000,
  /** A request with what should have come in the place of a message: in base64 it is a third longer. */
  correctedRequestBytesMax: 96 * 1024 * 1024,
  /** Of one element string, Digital Link or URN: the largest symbols hold less. */
  gs1TextCharactersMax: 8_192,
  /** Of one file of EPCIS, and how deep its parts are nested. */
  epcisBytesMax: 64 * 1024 * 1024,
  epcisNestingMax: 64,
  /** Events of one file, and entries of one list in an event. */
  epcisEventsMax: 100_000,
  epcisListMax: 100_000,
  /** Faults kept of a file; further ones are counted. */
  epcisFaultsMax: 1_000,
  /** One document of UBL, its elements, and one attachment in it as base64. */
  ublBytesMax: 64 * 1024 * 1024,
  ublElementsMax: 1_000_000,
  ublNestingMax: 64,
  ublAttachmentCharactersMax: 32 * 1024 * 1024,
  /** Faults kept of one document; further ones are counted. */
  ublFaultsMax: 1_000,
  /** Values of a message without a place in its document, and the reverse, that are kept; further ones are counted. */
  ediLostMax: 1_000,
  /** Events of EPCIS that one request brings, and its bytes. */
  epcisCaptureEventsMax: 1_000,
  epcisCaptureBytesMax: 4 * 1024 * 1024,
  /** An id of an event, and what it is found by: as much as an index holds. */
  epcisEventIdCharactersMax: 256,
  epcisTermBytesMax: 1_024,
  /** Events of one page together, unless one alone is larger. */
  epcisPageBytesMax: 4 * 1024 * 1024,
  /** How long captured events are kept, and what became of the documents they came in. */
  epcisKeepDays: 1_830,
  epcisCapturesKeepDays: 90,
  /** What is pushed is read before anybody knows who sent it: no connection takes larger messages so, and usually no larger ones at all. */
  pushedBytesMax: 16 * 1024 * 1024,
  /** Headers of one MIME entity of AS2, and parts of one multipart. */
  as2HeaderBytesMax: 64 * 1024,
  as2PartsMax: 16,
  /** Layers of one message: encrypted, compressed, signed. */
  as2LayersMax: 6,
  /** Of a message that was compressed, unpacked: nobody knows yet who sent it. */
  as2UnpackedBytesMax: 16 * 1024 * 1024,
  /** One signed receipt. */
  as2ReceiptBytesMax: 256 * 1024,
  /** Certificates of one side that are good at the same time. */
  as2CertificatesMax: 4,
  /** How long before its end the health of a connection says so of a certificate. */
  as2CertificateWarningDays: 30,
  /** Receipts that are sent or settled beside callers, and how often each is tried: for twelve minutes, and for three. */
  receiptsUnderWayMax: 1_000,
  receiptSendsMax: 20,
  receiptSettlesMax: 11,
  /** Agreements with partners of EDI that a network has. */
  agreementsMax: 5_000,
  /** Messages of an interchange that its acknowledgement names one by one, and faults of each; beyond them faulty ones are counted. */
  acknowledgedMessagesMax: 200,
  acknowledgedFaultsMax: 10,
  /** Control numbers that are noted as missing at once; a larger jump is taken for a new beginning. */
  controlNumbersMissingMax: 1_000,
  /** When a number that is missing is told by the health of connections. */
  controlNumberMissingToldMs: 60 * 60_000,
  /** How long it is known which interchanges came and went, and so which number comes twice. */
  interchangesKeepDays: 400,
  /** Reasons kept of one answer of a partner. */
  answerNotesMax: 50,
  /** Interchanges without an answer that one look of the clock takes. */
  interchangesOverdueAtOnce: 200,
} as const;
