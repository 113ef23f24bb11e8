// The connectors that this version has, by kind.
import type { Connector } from '#connectors/connector.ts';
import { amqpConnector } from '#connectors/amqp/connector.ts';
import { as2Connector } from '#connectors/as2/connector.ts';
import { folderConnector } from '#connectors/folder/connector.ts';
import { hookConnector } from '#connectors/hook/connector.ts';
import { httpConnector } from '#connectors/http/connector.ts';
import { kafkaConnector } from '#connectors/kafka/connector.ts';
import { natsConnector } from '#connectors/nats/connector.ts';
import { odataConnector } from '#connectors/odata/connector.ts';
import { sftpConnector } from '#connectors/sftp/connector.ts';
import { sqlConnector } from '#connectors/sql/connector.ts';
import { webhook } from '#connectors/webhook/connector.ts';

const all: readonly Connector[] = [
  folderConnector,
  sftpConnector,
  as2Connector,
  hookConnector,
  httpConnector,
  odataConnector,
  natsConnector,
  amqpConnector,
  kafkaConnector,
  sqlConnector,
  webhook,
];

export const connectors: ReadonlyMap<string, Connector> = new Map(all.map((connector) => [connector.kind, connector]));
