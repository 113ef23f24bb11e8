// What becomes of an order at each stage when something gets in its way: for each disturbance of stages.testsuite.ts one line a
// stage. Nothing is left open: what is not expected to change stands here unchanged.
//
// stage | status | goods | books | promise | sent since | reserved/backordered/issued/cancelled of the line | on hand/reserved in
// Hamburg | billed | exceptions that somebody has to see | refused, or kept as an event that does not fit
import type { Disturbance } from './stages.testsuite.ts';

export const table: Readonly<Record<Disturbance, string>> = {
  cancel: `
    held           | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 100/0 | 0.00  | -                                              | -
    not due        | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 100/0 | 0.00  | -                                              | -
    backordered    | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 0/0   | 0.00  | -                                              | -
    asked          | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 100/0 | 0.00  | -                                              | -
    accepted       | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 100/0 | 0.00  | -                                              | -
    picked         | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 100/0 | 0.00  | -                                              | -
    packed         | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 100/0 | 0.00  | -                                              | -
    partly shipped | shipped        | underWay                | posting  | kept  | release.cancel_requested, order.cancelled                  | 0/0/3/2 | 97/0  | 0.00  | -                                              | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | order_not_open
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
  `,
  'cancel too late': `
    held           | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 100/0 | 0.00  | -                                              | release_unknown
    not due        | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 100/0 | 0.00  | -                                              | release_unknown
    backordered    | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 0/0   | 0.00  | -                                              | release_unknown
    asked          | shipped        | underWay                | posting  | kept  | release.cancel_requested, issue.requested                  | 0/0/5/0 | 95/0  | 0.00  | cancelled_too_late                             | -
    accepted       | shipped        | underWay                | posting  | kept  | release.cancel_requested, issue.requested                  | 0/0/5/0 | 95/0  | 0.00  | cancelled_too_late                             | -
    picked         | shipped        | underWay                | posting  | kept  | release.cancel_requested, issue.requested                  | 0/0/5/0 | 95/0  | 0.00  | cancelled_too_late                             | -
    packed         | shipped        | underWay                | posting  | kept  | release.cancel_requested, issue.requested                  | 0/0/5/0 | 95/0  | 0.00  | cancelled_too_late                             | -
    partly shipped | shipped        | underWay                | posting  | kept  | release.cancel_requested, issue.requested                  | 0/0/5/0 | 95/0  | 0.00  | cancelled_too_late                             | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | order_not_open
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
  `,
  'fewer wanted': `
    held           | held           | held                    | idle     | kept  | order.changed, credit.requested                            | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    not due        | promised       | waiting                 | idle     | kept  | order.changed                                              | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    backordered    | backordered    | waiting                 | idle     | kept  | order.changed                                              | 0/3/0/0 | 0/0   | 0.00  | -                                              | -
    asked          | released       | warehouse.asked         | idle     | kept  | release.cancel_requested, order.changed, release.requested | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    accepted       | released       | warehouse.asked         | idle     | kept  | release.cancel_requested, order.changed, release.requested | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    picked         | released       | warehouse.asked         | idle     | kept  | release.cancel_requested, order.changed, release.requested | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    packed         | released       | warehouse.asked         | idle     | kept  | release.cancel_requested, order.changed, release.requested | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    partly shipped | shipped        | underWay                | posting  | kept  | release.cancel_requested, order.changed                    | 0/0/3/0 | 97/0  | 0.00  | -                                              | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | order_not_open
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
  `,
  'fewer wanted too late': `
    held           | held           | held                    | idle     | kept  | order.changed, credit.requested                            | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    not due        | promised       | waiting                 | idle     | kept  | order.changed                                              | 3/0/0/0 | 100/3 | 0.00  | -                                              | -
    backordered    | backordered    | waiting                 | idle     | kept  | order.changed                                              | 0/3/0/0 | 0/0   | 0.00  | -                                              | -
    asked          | released       | warehouse.accepted      | idle     | kept  | release.cancel_requested, order.change_refused             | 5/0/0/0 | 100/5 | 0.00  | change_refused                                 | -
    accepted       | released       | warehouse.accepted      | idle     | kept  | release.cancel_requested, order.change_refused             | 5/0/0/0 | 100/5 | 0.00  | change_refused                                 | -
    picked         | picked         | warehouse.accepted      | idle     | kept  | release.cancel_requested, order.change_refused             | 5/0/0/0 | 100/5 | 0.00  | change_refused                                 | -
    packed         | packed         | warehouse.accepted      | idle     | kept  | release.cancel_requested, order.change_refused             | 5/0/0/0 | 100/5 | 0.00  | change_refused                                 | -
    partly shipped | partly_shipped | warehouse.accepted      | posting  | kept  | release.cancel_requested, order.change_refused             | 2/0/3/0 | 97/2  | 0.00  | change_refused                                 | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | order_not_open
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
  `,
  'later date': `
    held           | held           | held                    | idle     | kept  | order.changed, credit.requested                            | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    not due        | promised       | waiting                 | idle     | kept  | order.changed                                              | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    backordered    | backordered    | waiting                 | idle     | kept  | order.changed                                              | 0/5/0/0 | 0/0   | 0.00  | -                                              | -
    asked          | promised       | waiting                 | idle     | kept  | release.cancel_requested, order.changed                    | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    accepted       | promised       | waiting                 | idle     | kept  | release.cancel_requested, order.changed                    | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    picked         | promised       | waiting                 | idle     | kept  | release.cancel_requested, order.changed                    | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    packed         | promised       | waiting                 | idle     | kept  | release.cancel_requested, order.changed                    | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    partly shipped | partly_shipped | waiting                 | posting  | kept  | release.cancel_requested, order.changed                    | 2/0/3/0 | 97/2  | 0.00  | -                                              | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | order_not_open
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
  `,
  'told twice': `
    held           | held           | held                    | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    not due        | promised       | waiting                 | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    backordered    | backordered    | waiting                 | idle     | kept  | -                                                          | 0/5/0/0 | 0/0   | 0.00  | -                                              | -
    asked          | released       | warehouse.asked         | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    accepted       | released       | warehouse.accepted      | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    picked         | picked         | warehouse.picked        | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    packed         | packed         | warehouse.packed        | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    partly shipped | partly_shipped | warehouse.partlyShipped | posting  | kept  | -                                                          | 2/0/3/0 | 97/2  | 0.00  | -                                              | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | -
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
  `,
  'told again': `
    held           | held           | held                    | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    not due        | promised       | waiting                 | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    backordered    | backordered    | waiting                 | idle     | kept  | -                                                          | 0/5/0/0 | 0/0   | 0.00  | -                                              | -
    asked          | released       | warehouse.asked         | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    accepted       | released       | warehouse.accepted      | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    picked         | picked         | warehouse.picked        | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    packed         | packed         | warehouse.packed        | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    partly shipped | partly_shipped | warehouse.partlyShipped | posting  | kept  | -                                                          | 2/0/3/0 | 97/2  | 0.00  | -                                              | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | -
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
  `,
  'late after cancellation': `
    held           | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 100/0 | 0.00  | -                                              | release_unknown
    not due        | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 100/0 | 0.00  | -                                              | release_unknown
    backordered    | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 0/0   | 0.00  | -                                              | release_unknown
    asked          | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 95/0  | 0.00  | shipped_after_all, unexpected_shipment_shipped | -
    accepted       | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 95/0  | 0.00  | shipped_after_all, unexpected_shipment_shipped | -
    picked         | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 95/0  | 0.00  | shipped_after_all, unexpected_shipment_shipped | -
    packed         | cancelled      | closed                  | -        | -     | release.cancel_requested, order.cancelled, order.closed    | 0/0/0/5 | 95/0  | 0.00  | shipped_after_all, unexpected_shipment_shipped | -
    partly shipped | shipped        | underWay                | posting  | kept  | release.cancel_requested, order.cancelled, issue.requested | 0/0/3/2 | 95/0  | 0.00  | shipped_after_all                              | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | order_not_open
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | order_not_open
  `,
  'out of order': `
    held           | held           | held                    | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | shipment_unknown × 2, release_unknown × 3, shipment_unknown
    not due        | promised       | waiting                 | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | shipment_unknown × 2, release_unknown × 3, shipment_unknown
    backordered    | backordered    | waiting                 | idle     | kept  | -                                                          | 0/5/0/0 | 0/0   | 0.00  | -                                              | shipment_unknown × 2, release_unknown × 3, shipment_unknown
    asked          | shipped        | underWay                | billing  | kept  | issue.requested, invoice.requested                         | 0/0/5/0 | 95/0  | 50.00 | -                                              | shipment_unknown × 2
    accepted       | shipped        | underWay                | billing  | kept  | issue.requested, invoice.requested                         | 0/0/5/0 | 95/0  | 50.00 | -                                              | shipment_unknown × 2
    picked         | closed         | closed                  | -        | -     | issue.requested, order.closed                              | 0/0/5/0 | 95/0  | 0.00  | invoiced_before_posted                         | -
    packed         | closed         | closed                  | -        | -     | issue.requested, order.closed                              | 0/0/5/0 | 95/0  | 0.00  | invoiced_before_posted                         | -
    partly shipped | shipped        | underWay                | posting  | kept  | issue.requested                                            | 0/0/5/0 | 95/0  | 0.00  | invoiced_before_posted                         | -
    under way      | closed         | closed                  | -        | -     | order.closed                                               | 0/0/5/0 | 95/0  | 0.00  | invoiced_before_posted                         | -
    delivered      | closed         | closed                  | -        | -     | order.closed                                               | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
  `,
  refused: `
    held           | cancelled      | closed                  | -        | -     | order.cancelled, order.closed                              | 0/0/0/5 | 100/0 | 0.00  | -                                              | -
    not due        | promised       | waiting                 | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | release_unknown
    backordered    | backordered    | waiting                 | idle     | kept  | -                                                          | 0/5/0/0 | 0/0   | 0.00  | -                                              | release_unknown
    asked          | backordered    | waiting                 | idle     | kept  | promise.at_risk, promise.changed                           | 0/5/0/0 | 100/0 | 0.00  | refused_everywhere                             | -
    accepted       | backordered    | waiting                 | idle     | kept  | promise.at_risk, promise.changed                           | 0/5/0/0 | 100/0 | 0.00  | refused_everywhere                             | -
    picked         | backordered    | waiting                 | idle     | kept  | promise.at_risk, promise.changed                           | 0/5/0/0 | 100/0 | 0.00  | refused_everywhere                             | -
    packed         | packed         | warehouse.packed        | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | transport_refused                              | -
    partly shipped | partly_shipped | warehouse.partlyShipped | refused  | kept  | -                                                          | 2/0/3/0 | 97/2  | 0.00  | issue_refused                                  | -
    under way      | shipped        | underWay                | refused  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | issue_refused                                  | -
    delivered      | delivered      | delivered               | unbilled | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | invoice_refused                                | -
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
  `,
  silent: `
    held           | held           | held                    | idle     | kept  | credit.requested                                           | 5/0/0/0 | 100/5 | 0.00  | hold_overdue                                   | -
    not due        | promised       | waiting                 | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | -
    backordered    | backordered    | waiting                 | idle     | kept  | -                                                          | 0/5/0/0 | 0/0   | 0.00  | -                                              | -
    asked          | released       | warehouse.silent        | idle     | kept  | release.reminded, promise.at_risk                          | 5/0/0/0 | 100/5 | 0.00  | warehouse_silent                               | -
    accepted       | released       | warehouse.accepted      | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | pick_overdue                                   | -
    picked         | picked         | warehouse.picked        | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | pack_overdue                                   | -
    packed         | packed         | warehouse.packed        | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | ship_overdue                                   | -
    partly shipped | partly_shipped | warehouse.partlyShipped | posting  | kept  | -                                                          | 2/0/3/0 | 97/2  | 0.00  | erp_silent, ship_overdue                       | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | erp_silent                                     | -
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | shipped_not_invoiced                           | -
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
  `,
  'nothing found': `
    held           | held           | held                    | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | release_unknown
    not due        | promised       | waiting                 | idle     | kept  | -                                                          | 5/0/0/0 | 100/5 | 0.00  | -                                              | release_unknown
    backordered    | backordered    | waiting                 | idle     | kept  | -                                                          | 0/5/0/0 | 0/0   | 0.00  | -                                              | release_unknown
    asked          | backordered    | waiting                 | idle     | kept  | promise.at_risk, promise.changed                           | 0/5/0/0 | 100/0 | 0.00  | -                                              | -
    accepted       | backordered    | waiting                 | idle     | kept  | promise.at_risk, promise.changed                           | 0/5/0/0 | 100/0 | 0.00  | -                                              | -
    picked         | backordered    | waiting                 | idle     | kept  | promise.at_risk, promise.changed                           | 0/5/0/0 | 100/0 | 0.00  | -                                              | -
    packed         | backordered    | waiting                 | idle     | kept  | promise.at_risk, promise.changed                           | 0/5/0/0 | 100/0 | 0.00  | -                                              | -
    partly shipped | partly_shipped | waiting                 | posting  | kept  | promise.at_risk, promise.changed                           | 0/2/3/0 | 97/0  | 0.00  | -                                              | -
    under way      | shipped        | underWay                | posting  | kept  | -                                                          | 0/0/5/0 | 95/0  | 0.00  | -                                              | -
    delivered      | delivered      | delivered               | billing  | ended | -                                                          | 0/0/5/0 | 95/0  | 50.00 | -                                              | -
    closed         | closed         | closed                  | -        | -     | -                                                          | 0/0/5/0 | 95/0  | 50.00 | unexpected_shipment_picked                     | -
  `,
};
