// The words that processes of orders may use: effects that are done in fulfilment/, events they hear, facts their guards read.
import { riskCauses } from '#orders/fulfilment.ts';
import type { Catalogue } from '#statecharts/model.ts';

/** The process that runs orders. */
export const orderProcess = 'order-fulfilment';

/** Events that a clock tells, and nobody else. */
const clocks = [
  'hold.overdue',
  'release.due',
  'warehouse.silent',
  'warehouse.overdue',
  'recall.silent',
  'transport.silent',
  'promise.due',
  'delivery.overdue',
  'erp.silent',
  'books.overdue',
  'finance.silent',
  'recovery.overdue',
] as const;

export const catalogue: Catalogue = {
  effects: {
    checkHolds: {
      description: 'Asks the policy order-holds about the order, or about the change that waits.',
      answers: ['holds.found', 'holds.none'],
      params: {},
    },
    askForApproval: {
      description: 'Tells who has to release the order, and asks finance where it is to answer.',
      params: {},
    },
    release: {
      description: 'Asks warehouses for what is reserved and due.',
      answers: ['release.asked', 'release.nothing'],
      params: {},
    },
    seekGoods: { description: 'Looks for goods that the order waits for.', params: {} },
    remindWarehouse: { description: 'Asks warehouses again that have not answered.', params: {} },
    chaseWarehouses: {
      description: 'Puts before somebody what warehouses are late with: pick_overdue, pack_overdue, ship_overdue.',
      params: {},
    },
    recall: { description: 'Asks warehouses to give back what they have not sent.', params: {} },
    recallTwice: {
      description: 'Asks warehouses to give back what has left from elsewhere.',
      after: ['shipment.shipped'],
      params: {},
    },
    planAgain: {
      description: 'Promises from elsewhere what a warehouse refused or gave back.',
      after: ['release.refused', 'release.cancelled'],
      brings: ['promise.endangered'],
      params: {},
    },
    replaceShort: {
      description: 'Blocks what was not found, takes substitutes, promises the rest from elsewhere.',
      after: ['shipment.picked', 'shipment.shipped'],
      brings: ['stock.allocated', 'promise.endangered'],
      params: {},
    },
    giveBack: { description: 'Cancels what no warehouse has and gives its stock back.', params: {} },
    applyChange: {
      description: 'Promises the order anew as its customer wants it now.',
      brings: ['promise.endangered'],
      params: {},
    },
    refuseChange: {
      description: 'Tells that a change came too late, or was not let go.',
      brings: ['promise.endangered'],
      params: {},
    },
    requestTransport: {
      description: 'Asks the carrier for a packed shipment.',
      after: ['shipment.packed'],
      params: {},
    },
    remindCarriers: { description: 'Asks carriers again that have not answered.', params: {} },
    retryTransport: {
      description: 'Asks a carrier again for what none takes.',
      after: ['transport.retried'],
      params: {},
    },
    requestIssue: { description: 'Asks the ERP to post the issue of what left.', params: {} },
    requestInvoice: {
      description: 'Asks finance to bill what the ERP has posted, up to what was ordered.',
      brings: ['invoice.not_due'],
      params: {},
    },
    endangerPromise: {
      description: 'Notes that the promise is going to break; is answered by promise.endangered where it is.',
      brings: ['promise.endangered'],
      params: {
        cause: {
          type: 'string',
          values: riskCauses,
        },
      },
    },
    checkPromise: {
      description: 'Notes what has not left on its promised day; is answered by promise.endangered where there is any.',
      brings: ['promise.endangered'],
      params: {},
    },
    mendPromise: {
      description:
        'Ends the danger when all that endangered the promise by not leaving has left; is answered by promise.mended then.',
      brings: ['promise.mended'],
      params: {},
    },
    proposeRecovery: {
      description:
        'Tells the channel, with what can be done instead and its cost; is answered by recovery.chosen where the policy chooses.',
      after: ['promise.endangered'],
      brings: ['recovery.chosen'],
      params: {},
    },
    applyRecovery: {
      description: 'Does what was chosen and tells the channel the new promise.',
      after: ['recovery.chosen'],
      brings: ['stock.allocated', 'release.recalled'],
      params: {},
    },
    raiseException: { description: 'Puts the order before somebody.', params: { kind: { type: 'word' } } },
    startDeadline: {
      description:
        'Starts a clock; its event is heard when the time is up and the state has not been left. promise.due, delivery.overdue and release.due follow the dates of the order; the duration counts where it has none. recall.silent and transport.silent end when all have answered.',
      params: { event: { type: 'event', values: clocks }, after: { type: 'duration' } },
    },
    endGoods: {
      description: 'Tells the other regions that the goods have ended their way: goods.ended.',
      answers: ['goods.ended'],
      ends: 'region',
      params: {},
    },
    closeOrder: { description: 'Closes the order.', ends: 'case', params: {} },
  },
  events: {
    'holds.none': 'No hold stands against the order.',
    'holds.found': 'At least one hold is open.',
    'hold.released': 'A hold was released, by a person or by finance.',
    'hold.refused': 'A hold was refused: the order is not to go on.',
    'hold.overdue': 'Nobody has decided in time.',
    'release.asked': 'A warehouse has something of the order.',
    'release.nothing': 'There is nothing to release now.',
    'release.due': 'Time to look again for something to release.',
    'release.accepted': 'A warehouse planned a release.',
    'release.refused': 'A warehouse does not take a release.',
    'release.cancelled': 'A warehouse gave a release back.',
    'release.cancel_refused': 'A warehouse cannot give a release back.',
    'release.recalled': 'Goods of a silent warehouse are promised from elsewhere, and asked back.',
    'warehouse.silent': 'A warehouse did not answer in time.',
    'warehouse.overdue': 'A warehouse did not go on in time.',
    'recall.silent': 'A warehouse did not give back in time.',
    'stock.allocated': 'More goods were promised to the order.',
    'order.changed': 'The customer wants the order otherwise.',
    'order.cancelled': 'The customer does not want the order.',
    'shipment.picked': 'Goods were taken from the shelves.',
    'shipment.packed': 'Goods were packed.',
    'shipment.shipped': 'Goods left.',
    'shipment.delayed': 'Goods will arrive later than was said.',
    'shipment.delivered': 'Goods arrived.',
    'promise.due': 'The promised day is all but over, or it is time to look for a date again.',
    'delivery.overdue': 'Goods did not arrive in time.',
    'transport.booked': 'A carrier takes a shipment.',
    'transport.refused': 'A carrier does not take a shipment.',
    'transport.silent': 'A carrier did not answer in time.',
    'transport.retried': 'Somebody wants a carrier to be asked again.',
    'issue.posted': 'The ERP posted an issue.',
    'issue.refused': 'The ERP refused an issue.',
    'erp.silent': 'The ERP did not answer in time.',
    'books.retried': 'Somebody wants a refused booking to be tried again.',
    'books.overdue': 'A refused booking was not mended in time.',
    'invoice.issued': 'Finance billed a shipment.',
    'invoice.refused': 'Finance refused to bill a shipment.',
    'invoice.differs': 'Finance billed a shipment with another amount than was asked for.',
    'invoice.not_due': 'Nothing of a shipment is owed: it is more than was ordered.',
    'finance.silent': 'Finance did not answer in time.',
    'promise.endangered': 'The promise is going to break.',
    'promise.mended': 'What endangered the promise is over.',
    'recovery.chosen': 'Somebody, or the policy, chose what is to be done.',
    'recovery.overdue': 'Nobody has chosen in time.',
    'goods.ended': 'The goods have ended their way.',
  },
  facts: {
    openHolds: { type: 'number', description: 'Holds nobody has decided.' },
    backordered: { type: 'number', description: 'Wanted and promised from nowhere.' },
    unreleased: { type: 'number', description: 'Reserved, and in no warehouse’s hands.' },
    unanswered: { type: 'number', description: 'Releases that warehouses have not answered.' },
    inWarehouse: { type: 'number', description: 'Asked from warehouses and not sent.' },
    open: { type: 'number', description: 'Neither sent nor cancelled.' },
    shipped: { type: 'number', description: 'Shipments that left.' },
    undelivered: { type: 'number', description: 'Shipments that left and did not arrive.' },
    unposted: { type: 'number', description: 'Shipments that left and are not posted by the ERP.' },
    unbilled: { type: 'number', description: 'Shipments that left, are owed and are not billed.' },
    carriersAsked: { type: 'number', description: 'Packed shipments for which a carrier was asked once.' },
    carriersReminded: { type: 'number', description: 'Packed shipments for which a carrier was reminded in vain.' },
    foundShort: { type: 'boolean', description: 'The pick that is reported lacked goods, or took others.' },
    leavesTwice: { type: 'boolean', description: 'A warehouse is to send what has left from elsewhere.' },
    changeWaits: { type: 'boolean', description: 'The customer wants a change that is not done yet.' },
  },
  needed: {
    [orderProcess]: {
      events: {
        'order.changed': 'a customer who changes the order would not be answered',
        'order.cancelled': 'a customer could not cancel',
        'shipment.shipped': 'nobody would follow what left',
        'shipment.delivered': 'what arrived would be under way for ever',
        'promise.endangered': 'no customer would hear that a promise breaks',
        'stock.allocated': 'what was promised to those who wait would never be released',
      },
      effects: {
        release: 'no warehouse would be asked for anything',
        giveBack: 'what is cancelled would keep its stock',
        requestIssue: 'what left would never be posted',
        requestInvoice: 'what left would never be billed',
        raiseException: 'nobody would be asked to look',
        closeOrder: 'no order would be closed',
      },
    },
  },
};
