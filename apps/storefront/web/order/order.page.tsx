import './order.css';
import { Link } from 'wouter';
import { OtherTabNote } from '../check-out/order-placed.view.tsx';
import { useNow } from '../say/use-now.ts';
import { PageHeading } from '../say/page-heading.view.tsx';
import { words } from '../words.ts';
import { backFromBankAt } from './arrival.address.ts';
import { History } from './history.view.tsx';
import { useOrderAnnouncements } from './use-order-announcements.ts';
import { OrderDetails } from './order-details.view.tsx';
import { OrderMark } from './order-mark.view.tsx';
import { OrderUnread } from './order-unread.view.tsx';
import { type Watched } from './order-watch.ts';
import { useOrderWatch } from './use-order-watch.ts';
import { orderWords, type OrderWords } from './order-words.ts';

/** The one place of truth about an order, for everyone who has its token. */
export function OrderPage({ orderId }: { readonly orderId: string }) {
  const { watched, reread } = useOrderWatch(orderId);
  const { order, events, readAt, nextReadAt, refused } = watched;
  const now = useNow(false);
  const said = wordsFor(watched, orderId, now);
  useOrderAnnouncements(said, events);
  const isShown = order !== undefined && readAt !== undefined && refused === undefined;
  const above = [said.heading, ...said.lead, ...said.notices].join(' ');
  return (
    <article className="order split">
      <div className="stack-loose">
        <header className="stack">
          <OrderMark tone={said.tone} title={said.title} />
          <PageHeading title={said.title}>{said.heading}</PageHeading>
          <OtherTabNote key={above} />
          {said.lead.map((sentence) => (
            <p key={`${above} ${sentence}`} className="lead appear">
              {sentence}
            </p>
          ))}
        </header>
        {said.notices.map((notice) => (
          <p key={`${above} ${notice}`} className="notice wait appear">
            {notice}
          </p>
        ))}
        {isShown && (
          <OrderDetails order={order} events={events} readAt={readAt} reread={reread} above={above} />
        )}
        {refused !== undefined && (
          <p>
            <Link href="/">{words.notFound.back}</Link>
          </p>
        )}
      </div>
      {isShown && <History events={events} now={now} />}
      <OrderUnread readAt={readAt} nextReadAt={nextReadAt} onReread={reread} />
    </article>
  );
}

function wordsFor({ order, events, nextReadAt, refused }: Watched, orderId: string, now: number): OrderWords {
  if (refused !== undefined) return refusalWords(refused);
  if (order !== undefined) return orderWords(order, events, now);
  const { loading, loadingTitle, unread, action } = words.order;
  if (nextReadAt !== undefined)
    return { title: unread.title, tone: 'wait', heading: unread.heading, lead: [unread.body], notices: [] };
  const heading = backFromBankAt(orderId) === undefined ? loading : action.back;
  return { title: loadingTitle, tone: 'wait', heading, lead: [], notices: [] };
}

function refusalWords({ status, problem }: NonNullable<Watched['refused']>): OrderWords {
  const { notFound, notYours, refused } = words.order;
  if (status === 404)
    return {
      title: notFound.title,
      tone: 'unknown',
      heading: notFound.heading,
      lead: [notFound.body],
      notices: [],
    };
  if (status === 401)
    return {
      title: notYours.title,
      tone: 'unknown',
      heading: notYours.heading,
      lead: [notYours.body],
      notices: [],
    };
  const lead = [refused.body(problem.detail ?? '')];
  return { title: refused.title, tone: 'unknown', heading: refused.heading, lead, notices: [] };
}
