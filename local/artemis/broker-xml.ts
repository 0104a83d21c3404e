export type NetworkSettings = {
  /** Where journals and pages are. */
  readonly storage: string;
  readonly port: number;
  /** PEM file with the certificate and its key; clients then speak TLS. */
  readonly certificate?: string;
  /** PEM file with whom to trust that clients are who they say: then only who presents a certificate gets in, by SASL EXTERNAL. */
  readonly clientAuthority?: string;
  /** Only who presents a user name and password gets in. */
  readonly secured: boolean;
  /** Bound of a message, in bytes, at the addresses that start so. */
  readonly largestMessage?: { readonly addressPrefix: string; readonly bytes: number };
};

/**
 * The `broker.xml` of one Artemis that speaks AMQP 1.0 on the loopback address only. What is sent to an address waits in a
 * queue of the same name, whether or not somebody listens; nothing expires from it by count of deliveries.
 */
export function brokerXml(settings: NetworkSettings): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<configuration xmlns="urn:activemq">
  <core xmlns="urn:activemq:core">
    <name>tidegate</name>
    <persistence-enabled>true</persistence-enabled>
    <journal-type>NIO</journal-type>
    <journal-min-files>2</journal-min-files>
    <journal-pool-files>2</journal-pool-files>
    <journal-file-size>1M</journal-file-size>
    ${folders(settings.storage)}
    <security-enabled>${settings.secured}</security-enabled>
    <critical-analyzer>false</critical-analyzer>
    <wildcard-addresses><delimiter>/</delimiter></wildcard-addresses>
    <acceptors><acceptor name="amqp">${escaped(acceptor(settings))}</acceptor></acceptors>
    ${settings.secured ? EVERYTHING_FOR_USERS : ''}
    <address-settings>
      <address-setting match="#">
        <default-address-routing-type>ANYCAST</default-address-routing-type>
        <default-queue-routing-type>ANYCAST</default-queue-routing-type>
        <auto-delete-queues>false</auto-delete-queues>
        <auto-delete-addresses>false</auto-delete-addresses>
        <max-delivery-attempts>-1</max-delivery-attempts>
      </address-setting>
    </address-settings>
    ${largestMessage(settings)}
  </core>
</configuration>
`;
}

const EVERYTHING_FOR_USERS = `<security-settings><security-setting match="#">${[
  'send',
  'consume',
  'browse',
  'createAddress',
  'createDurableQueue',
  'createNonDurableQueue',
  'deleteNonDurableQueue',
]
  .map((type) => `<permission type="${type}" roles="amq"/>`)
  .join('')}</security-setting></security-settings>`;

function folders(storage: string): string {
  return ['paging', 'bindings', 'journal', 'large-messages']
    .map((name) => `<${name}-directory>${escaped(`${storage}/${name}`)}</${name}-directory>`)
    .join('');
}

function acceptor({ port, certificate, clientAuthority }: NetworkSettings): string {
  const tls = certificate ? `;sslEnabled=true;keyStoreType=PEM;keyStorePath=${certificate}` : '';
  const mutual = clientAuthority
    ? `;needClientAuth=true;trustStoreType=PEMCA;trustStorePath=${clientAuthority};saslMechanisms=EXTERNAL`
    : '';
  return `tcp://127.0.0.1:${port}?protocols=AMQP${tls}${mutual}`;
}

function largestMessage({ largestMessage: largest }: NetworkSettings): string {
  if (largest === undefined) return '';
  return `<broker-plugins><broker-plugin class-name="LargestMessage">
    <property key="addressPrefix" value="${escaped(largest.addressPrefix)}"/>
    <property key="bytes" value="${largest.bytes}"/>
  </broker-plugin></broker-plugins>`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
