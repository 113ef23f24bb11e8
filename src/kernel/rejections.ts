// The one list of business refusals: title and fix are what people read in a problem document, the CLI and the console.
// `kind` says what the caller did wrong in general terms; the HTTP layer turns it into a status.

interface RejectionInfo {
  readonly title: string;
  readonly fix: string;
  readonly kind: 'invalid' | 'unknown' | 'conflict' | 'changed' | 'forbidden';
}

export const rejections = {
  item_unknown: {
    title: 'The item is not known',
    fix: 'Create the item with PUT /v1/items/{item}, or correct its code.',
    kind: 'invalid',
  },
  item_inactive: {
    title: 'The item is not active',
    fix: 'Use an active item, or activate this one with PUT /v1/items/{item}.',
    kind: 'invalid',
  },
  site_unknown: {
    title: 'The site is not known',
    fix: 'Create the site with PUT /v1/sites/{site}, or correct its code.',
    kind: 'invalid',
  },
  site_inactive: {
    title: 'The site is not active',
    fix: 'Use an active site, or activate this one with PUT /v1/sites/{site}.',
    kind: 'invalid',
  },
  site_outside_scope: {
    title: 'The key has no right to this site',
    fix: 'Use a key whose scope has the site.',
    kind: 'forbidden',
  },
  no_site: {
    title: 'There is no active site to promise from',
    fix: 'Create a site with PUT /v1/sites/{site}, or use a key whose scope has one.',
    kind: 'conflict',
  },
  key_revoked: { title: 'The API key was revoked', fix: 'Ask an administrator for a new key.', kind: 'forbidden' },
  unit_unknown: {
    title: 'The item has no such unit',
    fix: 'Use the unit of the item or one of its conversions.',
    kind: 'invalid',
  },
  quantity_not_a_number: {
    title: 'The quantity is not a decimal number',
    fix: 'Send a JSON number or a decimal string with at most 15 digits and 6 decimal places.',
    kind: 'invalid',
  },
  quantity_too_large: {
    title: 'The quantity is too large',
    fix: 'Send a quantity of at most 15 digits at the scale of the item.',
    kind: 'invalid',
  },
  quantity_too_precise: {
    title: 'The quantity has more decimals than the item allows',
    fix: 'Round the quantity to the scale of the item, or use another unit.',
    kind: 'invalid',
  },
  quantity_not_positive: {
    title: 'The quantity must be greater than zero',
    fix: 'Send a positive quantity.',
    kind: 'invalid',
  },
  duplicate_line: {
    title: 'Two lines have the same number',
    fix: 'Give each line of the order its own number.',
    kind: 'invalid',
  },
  price_currency_mixed: {
    title: 'The lines have prices in several currencies',
    fix: 'Use one currency for the whole order.',
    kind: 'invalid',
  },
  requested_for_past: {
    title: 'The requested date is in the past',
    fix: 'Ask for today or a later date in the time zone of the site.',
    kind: 'invalid',
  },
  expires_in_past: {
    title: 'The expiry is in the past',
    fix: 'Send an expiresAt in the future, or leave it out.',
    kind: 'invalid',
  },
  insufficient_stock: {
    title: 'There is not enough stock',
    fix: 'Order less, another date or site, or allow a backorder.',
    kind: 'conflict',
  },
  price_missing: {
    title: 'The order has a line that cannot be billed',
    fix: 'Change the order and give every line a price; 0.00 is the price of what is free of charge.',
    kind: 'conflict',
  },
  credit_request_unknown: {
    title: 'Finance was not asked this',
    fix: 'Answer with the number of the request: crossdock.credit.requested.v1 has it as request.',
    kind: 'invalid',
  },
  hold_of_others: {
    title: 'The key has no right to decide about this hold',
    fix: 'Let those decide who are asked: finance, or the order desk.',
    kind: 'forbidden',
  },
  attribute_invalid: {
    title: 'An attribute that policies read cannot be read',
    fix: 'Give class as A, B or C, creditLimit as a decimal number, creditCurrency as an ISO 4217 code, blocked as true or false.',
    kind: 'invalid',
  },
  order_without_process: {
    title: 'No process runs this order',
    fix: 'The order came before a process was activated; report its stock by stock events.',
    kind: 'conflict',
  },
  order_line_unknown: {
    title: 'The order has no such line',
    fix: 'Name a line of the order with its item.',
    kind: 'invalid',
  },
  release_unknown: {
    title: 'The release is not known',
    fix: 'Name the release as it was requested: <order>-R<number>.',
    kind: 'invalid',
  },
  release_at_other_site: {
    title: 'The release is at another site',
    fix: 'Report it from the site it was requested from.',
    kind: 'conflict',
  },
  shipment_left_otherwise: {
    title: 'The shipment left with other goods',
    fix: 'Give what left besides a number of its own, and correct the report to it.',
    kind: 'conflict',
  },
  shipment_unknown: {
    title: 'The shipment is not known',
    fix: 'Report it picked, packed or shipped first; then this again.',
    kind: 'invalid',
  },
  hold_unknown: {
    title: 'The order has no such open hold',
    fix: 'Read the order for its open holds.',
    kind: 'conflict',
  },
  exception_unknown: {
    title: 'The order has no such open exception',
    fix: 'Read the order for its open exceptions; it may have closed by itself.',
    kind: 'conflict',
  },
  recovery_unknown: {
    title: 'This is none of the alternatives',
    fix: 'Choose one of the alternatives that the order lists.',
    kind: 'invalid',
  },
  recovery_dated: {
    title: 'Only a new date can be given a date',
    fix: 'Leave the date out, or choose new_date.',
    kind: 'invalid',
  },
  recovery_gone: {
    title: 'The goods that this counted on have gone to others',
    fix: 'Choose another of the alternatives; a new date is always one.',
    kind: 'conflict',
  },
  not_possible_now: {
    title: 'The order is in a state that does not take this',
    fix: 'Read the order: its state says what can be done.',
    kind: 'conflict',
  },
  definition_invalid: {
    title: 'The definition is not valid',
    fix: 'Mend what is listed, and try it with crossdock process check, crossdock policy check or crossdock map check.',
    kind: 'invalid',
  },
  definition_version_fixed: {
    title: 'This version exists with another content',
    fix: 'Give the changed definition the next version number.',
    kind: 'conflict',
  },
  policy_not_active: {
    title: 'A policy that the process asks is not active',
    fix: 'Activate the policies first.',
    kind: 'conflict',
  },
  policy_in_use: {
    title: 'Orders in a process ask this policy',
    fix: 'Put another version of it in force instead.',
    kind: 'conflict',
  },
  order_unknown: { title: 'The order is not known', fix: 'Check the order id; it starts with ord_.', kind: 'unknown' },
  order_exists_with_different_body: {
    title: 'Another order has this channel and external id',
    fix: 'Give the new order an external id of its own, or change the existing order.',
    kind: 'conflict',
  },
  order_not_open: {
    title: 'The order can no longer be changed',
    fix: 'Look at its status; return or reorder what has left already.',
    kind: 'conflict',
  },
  order_partly_shipped: {
    title: 'A line cannot go below what has left',
    fix: 'Keep at least the issued quantity on the line; of a kit that left in part, issue the rest first, or cancel the order.',
    kind: 'conflict',
  },
  order_line_item_changed: {
    title: 'The item of a line cannot be exchanged',
    fix: 'Remove the line and add a line with a new number.',
    kind: 'invalid',
  },
  reservation_unknown: {
    title: 'The reservation is not known',
    fix: 'Check the reservation id; it starts with res_.',
    kind: 'unknown',
  },
  reservation_exists_with_different_body: {
    title: 'Another reservation has this id',
    fix: 'Give the new reservation an id of its own.',
    kind: 'conflict',
  },
  reservation_already_posted: {
    title: 'The reservation was posted before',
    fix: 'A reservation is settled once; make a new one.',
    kind: 'conflict',
  },
  reservation_already_voided: {
    title: 'The reservation was voided before',
    fix: 'A reservation is settled once; make a new one.',
    kind: 'conflict',
  },
  reservation_expired: { title: 'The reservation has expired', fix: 'Make a new reservation.', kind: 'conflict' },
  reservation_waits_for_supply: {
    title: 'The reservation waits for goods that have not arrived',
    fix: 'Post it once the goods are received, or void it.',
    kind: 'conflict',
  },
  post_exceeds_reservation: {
    title: 'More was posted than was reserved',
    fix: 'Post at most the reserved quantity.',
    kind: 'invalid',
  },
  time_in_future: {
    title: 'The event is from the future',
    fix: 'Set the clock of the source right and send the event with the time it happened.',
    kind: 'invalid',
  },
  lot_required: { title: 'The item is kept in lots and the lot is missing', fix: 'Name the lot.', kind: 'invalid' },
  lot_not_allowed: {
    title: 'The item is not kept in lots',
    fix: 'Leave the lot out, or set lots to true on the item.',
    kind: 'invalid',
  },
  kit_has_no_stock: {
    title: 'A kit has no stock of its own',
    fix: 'Send the event for the components of the kit.',
    kind: 'invalid',
  },
  move_to_itself: {
    title: 'The goods would move to where they are',
    fix: 'Name another site, lot or status as the target.',
    kind: 'invalid',
  },
  scale_fixed: {
    title: 'The scale of the item is fixed',
    fix: 'Keep the scale; it cannot change after the first movement or order.',
    kind: 'conflict',
  },
  unit_fixed: {
    title: 'The unit of the item is fixed',
    fix: 'Keep the unit and add the other one to units with its factor, or use a new item code.',
    kind: 'conflict',
  },
  lots_fixed: {
    title: 'The item cannot change between being kept in lots and not',
    fix: 'Send lots as it is, or use a new item code.',
    kind: 'conflict',
  },
  kit_fixed: {
    title: 'The item cannot change between kit and stocked item',
    fix: 'Use a new item code.',
    kind: 'conflict',
  },
  kit_not_whole: {
    title: 'A kit is counted in whole pieces',
    fix: 'Leave the scale out, or set it to 0.',
    kind: 'invalid',
  },
  component_unknown: {
    title: 'A component of the kit is not known',
    fix: 'Create the component first, or correct its code.',
    kind: 'invalid',
  },
  component_is_kit: {
    title: 'A component is itself a kit',
    fix: 'List the parts of the inner kit as components.',
    kind: 'invalid',
  },
  document_changed: {
    title: 'Somebody changed it since you read it',
    fix: 'Read it again, and send your change with its new ETag.',
    kind: 'changed',
  },
  zone_unknown: {
    title: 'The time zone is not known',
    fix: 'Use an IANA time zone such as Europe/Berlin.',
    kind: 'invalid',
  },
  idempotency_key_reused: {
    title: 'The idempotency key was used with another request',
    fix: 'Use a new key for a new request.',
    kind: 'invalid',
  },
  event_id_reused: {
    title: 'The source sent another event with this id before',
    fix: 'Give each event of a source its own id.',
    kind: 'conflict',
  },
  message_failed: {
    title: 'The message could not be decided',
    fix: 'The message is kept; look at its reason, correct it and replay it, or report the fault.',
    kind: 'conflict',
  },
} as const satisfies Record<string, RejectionInfo>;

export type RejectionCode = keyof typeof rejections;
